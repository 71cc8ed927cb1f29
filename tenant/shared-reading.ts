import type { GraphConnection } from "./graph-connection.ts";

/** Several questions may need the same list at the same time: one reading answers all of them. */
export function sharedReading<T>(read: (graph: GraphConnection) => Promise<T>): (graph: GraphConnection) => Promise<T> {
  const beingRead = new WeakMap<GraphConnection, Promise<T>>();
  return (graph) => {
    const reading = beingRead.get(graph) ?? read(graph).finally(() => beingRead.delete(graph));
    beingRead.set(graph, reading);
    return reading;
  };
}

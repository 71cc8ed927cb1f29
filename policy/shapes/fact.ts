import type { Fact, Unobservable } from "../../catalogue/fact.ts";
import { object, type Shape, text } from "./shape.ts";

export const unobservable = object<Unobservable>({ reason: text, remedy: text });

const undecided = object<{ readonly reason: string }>({ reason: text });

const states = ["observed", "unobservable", "undecided"];

/** Read, not readable, or not decidable: exactly one of the three, or it is not known which. */
export function fact<T>(observed: Shape<T>): Shape<Fact<T>> {
  const shapes = { observed, unobservable, undecided };
  return {
    fits: (value) =>
      typeof value === "object" && value !== null && states.filter((state) => Object.hasOwn(value, state)).length === 1,
    fields: (value) => ({
      required: states.filter((state) => Object.hasOwn(value, state)),
      shapeOf: (key) => (Object.hasOwn(shapes, key) ? shapes[key as keyof typeof shapes] : undefined),
    }),
  };
}

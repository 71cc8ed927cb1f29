/** How many objects the reader sees, under names that stand for nothing else. */
const tally = "visible";

/**
 * An observation without the numbers that move with every new user and say nothing by themselves. They are told in
 * messages and reports, which are made of what was observed last; as a difference they would hide the ones that matter.
 */
export function withoutTallies<T>(observation: T): unknown {
  return JSON.parse(JSON.stringify(observation, (key, value: unknown) => steady(key, value)) ?? "null");
}

function steady(key: string, value: unknown): unknown {
  if (key === tally && typeof value === "number") return undefined;
  if (typeof value !== "object" || value === null || !("objects" in value && "held" in value)) return value;
  const { objects, held } = value;
  if (typeof objects !== "number" || typeof held !== "number") return value;
  return { ...value, objects: objects > 0, held: held === 0 ? "none" : held === objects ? "all" : "some" };
}

import type { ToldByGuid } from "../../directory/facts/object-guid.ts";
import type { ObjectRights, ObjectsSeen } from "../../directory/facts/permissions.ts";

/** How many objects the reader sees, under a name that stands for nothing else. */
const tally: keyof ObjectsSeen = "visible";

/** The GUIDs of what the rest of the observation names: the sample of what lacks a right is among it. */
const guids: keyof ToldByGuid = "objectGuids";

/**
 * An observation without the numbers that move with every new user and say nothing by themselves. They are told in
 * messages and reports, which are made of what was observed last; as a difference they would hide the ones that matter.
 */
export function withoutTallies<T>(observation: T): unknown {
  return JSON.parse(JSON.stringify(observation, steady) ?? "null");
}

function steady(key: string, value: unknown): unknown {
  if (key === guids || (key === tally && typeof value === "number")) return undefined;
  return Array.isArray(value) && value.length > 0 && value.every(isRow) ? byRequirement(value) : value;
}

function isRow(value: unknown): value is ObjectRights {
  if (typeof value !== "object" || value === null) return false;
  return "requirements" in value && "held" in value && typeof value.held === "number";
}

/** Which requirements share a row depends on the numbers. */
function byRequirement(rows: readonly ObjectRights[]): object {
  return Object.fromEntries(
    rows.flatMap((row) => row.requirements.map((requirement) => [requirement, withoutNumbers(row)])),
  );
}

/** What is held nowhere is lacked by every new object too; where it is held, each object that lacks it is an exception. */
function withoutNumbers({ objects, held, grantedFrom, obstacles }: ObjectRights): object {
  return {
    objects: objects > 0,
    held: held === 0 ? "none" : held === objects ? "all" : "some",
    grantedFrom,
    obstacles: held > 0 ? obstacles : obstacles.map(({ objects: _, ...why }) => why),
  };
}

import { exampleOf, settingsShape } from "../shape.ts";
import type { Check } from "./draft.ts";

/** Without a sync tool there is nothing to prepare. */
export const someTool: Check = ({ cloudSync, connectSync }) => {
  if (cloudSync || connectSync) return [];
  const path = ["cloudSync"];
  return [
    {
      path,
      value: "nothing",
      allowed: "an object, unless connectSync is one",
      predicate: "and connectSync are both missing: at least one of the two tools must be configured",
      remedy: { set: exampleOf(settingsShape.properties?.cloudSync ?? {}, path), example: true },
      restsOn: [["connectSync"]],
    },
  ];
};

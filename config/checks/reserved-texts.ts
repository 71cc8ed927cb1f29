import { isMarklike } from "../../catalogue/engine-marks.ts";
import type { Path } from "../path.ts";
import { type Finding, replaceByExample } from "../problems.ts";
import { allowedBy, shapeAt } from "../shape.ts";
import type { Check } from "./draft.ts";

/** No value is a text that the engine takes for something else, such as a value that is not known yet. */
export const nothingReserved: Check = (settings) =>
  textsIn(settings).flatMap(({ text, path }): Finding[] => {
    const shape = shapeAt(path);
    if (shape === undefined || !isMarklike(text)) return [];
    // Shown whatever it stands for: everyone knows it, so it is no secret.
    const [value, allowed] = [`"${text}"`, allowedBy(shape)];
    return [
      {
        path,
        value,
        allowed,
        predicate: `must be ${allowed}, got ${value}: Pulumi reserves this text for itself`,
        remedy: replaceByExample(shape, path),
      },
    ];
  });

function textsIn(value: unknown, path: Path = []): { text: string; path: Path }[] {
  if (typeof value === "string") return [{ text: value, path }];
  if (typeof value !== "object" || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, entry]) => textsIn(entry, [...path, isList ? Number(key) : key]));
}

import type { Path } from "../path.ts";
import type { Finding } from "../problems.ts";
import type { Settings } from "../schema.ts";

/**
 * Settings in which anything may be missing: what the schema refused has been taken out, so that the rest can be
 * checked anyway and everything is reported at once.
 */
export type Draft<T> = T extends readonly (infer Entry)[]
  ? readonly (Draft<Entry> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;

export type DraftSettings = Draft<Settings>;

/** A check across keys: pure, and silent about what it cannot see. */
export type Check = (settings: DraftSettings) => readonly Finding[];

/** The entries that are there, with the paths at which they stand. */
export function entriesOf<T>(list: readonly (T | undefined)[] | undefined, path: Path): { value: T; path: Path }[] {
  return (list ?? []).flatMap((value, index) => (value === undefined ? [] : [{ value, path: [...path, index] }]));
}

/** Entries that repeat an earlier one, each with the path of that one. */
export function repetitions<T>(
  entries: readonly { value: T; path: Path }[],
  identify: (value: T) => string,
): { value: T; path: Path; first: Path }[] {
  const seen = new Map<string, Path>();
  return entries.flatMap(({ value, path }) => {
    const key = identify(value);
    const first = seen.get(key);
    if (first) return [{ value, path, first }];
    seen.set(key, path);
    return [];
  });
}

export const ignoringCase = (text: string) => text.toLowerCase();

/** Where a value stands in the configuration: `["forests", 0, "name"]`. */
export type Path = readonly (string | number)[];

/** The path as Pulumi writes it, without the project: `forests[0].name`. */
export function pathText(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      // The first segment is the name of the configuration key itself, which Pulumi takes as it stands.
      if (index === 0) return key;
      return /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    })
    .join("");
}

/** Reads `forests[0].name`; undefined when the text is no such path. */
export function parsePathText(text: string): Path | undefined {
  const segments = /^[\w-]+(?:\.[\w-]+|\[\d+\])*$/.test(text) ? text.match(/[\w-]+/g) : null;
  // An index stands in brackets, so a segment of digits only is one.
  return segments?.map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
}

/** Whether one path is the other, or leads to it. */
export function related(one: Path, other: Path): boolean {
  const shorter = one.length < other.length ? one : other;
  return shorter.every((key, index) => key === one[index] && key === other[index]);
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string | number, unknown>)[key];
  }, root);
}

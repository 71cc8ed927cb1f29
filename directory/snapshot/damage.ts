/** What is wrong with a recorded file, for people: each place once, all of them in one sentence, and never a value. */
import type * as z from "zod";

/** A place in the file, `objects[0].sid`, and what is wrong there: `is missing`. */
export interface Damage {
  readonly place: string;
  readonly fault: string;
}

/** How many places a sentence names. */
const mostNamed = 5;

export function wordDamage(damage: readonly Damage[]): string {
  const named = damage.slice(0, mostNamed).map(({ place, fault }) => `${place} ${fault}`);
  const more = damage.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

/** What a schema says of a content. */
export function damageOf({ issues }: z.core.$ZodError, content: unknown): readonly Damage[] {
  return issues.flatMap((issue) => damageIn(issue, [], content));
}

type Path = readonly PropertyKey[];

function damageIn(issue: z.core.$ZodIssue, above: Path, content: unknown): readonly Damage[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ place: placeOf([...path, key]), fault: "is not part of a snapshot" }));
  const place = placeOf(path);
  if (valueAt(content, path) === undefined) return [{ place, fault: "is missing" }];
  if (issue.code === "invalid_type") return [{ place, fault: "has another type than what is recorded there" }];
  if (issue.code !== "invalid_union") return [{ place, fault: "is not a value that is recorded there" }];
  const meant = branchMeant(issue.errors);
  if (meant === undefined) return [{ place, fault: "is not what is recorded there" }];
  return meant.flatMap((each) => damageIn(each, path, content));
}

/** The branch that is told by the keys which stand there, so that only what lies below them is wrong. */
function branchMeant(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  return branches.find((issues) => issues.length > 0 && issues.every(({ path }) => path.length > 0));
}

function valueAt(content: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    content,
  );
}

/** Characters of a key that a sentence shows. */
const longestKey = 60;

function placeOf(path: Path): string {
  if (path.length === 0) return "the whole of it";
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const name = String(key);
      if (/^[A-Za-z_][\w-]{0,59}$/.test(name)) return index === 0 ? name : `.${name}`;
      return `[${JSON.stringify(name.length > longestKey ? `${name.slice(0, longestKey)}…` : name)}]`;
    })
    .join("");
}

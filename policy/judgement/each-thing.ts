/**
 * Several things of which one and the same is to be said, such as the objects on which an account lacks a right: each is a
 * finding of its own, so that one can be accepted without the others. What is shown puts them together again.
 */
import { countOf } from "../../catalogue/count-of.ts";
import { ofItem, type Verdict } from "./verdict.ts";

/** What an observation tells of several things: the first ones, and how many there are. */
interface Listed<T> {
  readonly count: number;
  readonly sample: readonly T[];
}

/** A verdict for each that is named, and one for the rest, of which only the number is known. */
export function forEach<T>(
  { count, sample }: Listed<T>,
  name: (thing: T) => string,
  judge: (item: string, thing: T | null) => Verdict,
): readonly Verdict[] {
  const rest = count - sample.length;
  const named = sample.map((thing) => withItem(judge(name(thing), thing), name(thing)));
  if (rest <= 0) return named;
  const unnamed = notListed(rest);
  return [...named, withItem(judge(unnamed, null), unnamed)];
}

/** Unless the judge says itself by what its verdicts differ. */
function withItem(verdict: Verdict, item: string): Verdict {
  return verdict.item === undefined ? ofItem(verdict, item) : verdict;
}

/** How a message names those of which an observation tells only how many there are. */
export function notListed(count: number): string {
  return `${count} more that ${count === 1 ? "is" : "are"} not listed`;
}

/** Stands for the thing in a text; no name has it. */
const gap = "\u0000";

/** The text that several things share, with a gap where each differs. */
export function alike(text: string, item: string | undefined): string {
  return item === undefined ? text : text.replace(item, () => gap);
}

/** The same text, of what is put in the place of the thing. */
export function saying(text: string, things: string): string {
  return text.replace(gap, () => things);
}

/** A thing of several, and the id of the finding about it. */
interface Thing {
  readonly item: string;
  readonly id: string;
  /** Whether it stands for those that are not named. */
  readonly isRest: boolean;
}

/** The first few with their ids, and the ids of the others in their order. */
export function enumeratedThings(
  things: readonly Thing[],
  most: number,
): { readonly shown: string; readonly ids: readonly string[] } {
  const named = things.filter(({ isRest }) => !isRest);
  const others = named.slice(most);
  const shown = [...named.slice(0, most), ...things.filter(({ isRest }) => isRest)];
  const words = shown.map(({ item, id }) => `${item} [${id}]`);
  if (others.length > 0) words.splice(Math.min(most, named.length), 0, `${others.length} more that follow`);
  return { shown: words.join("; "), ids: others.map(({ id }) => id) };
}

/** Consequences in a message; the rest is counted. */
const mostConsequences = 2;

/** Consequences of several, in one clause. */
export function consequencesTogether(consequences: readonly string[]): string {
  const all = [...new Set(consequences)];
  const more = all.length - mostConsequences;
  const rest = more > 0 ? `; and ${countOf(more, "more consequence")}` : "";
  return `${all.slice(0, mostConsequences).join("; ")}${rest}`;
}

/** Commands that a remedy for all names. */
const mostCommands = 8;

/** What comes before the commands of a remedy. */
const introduction = "with: ";

/** Where the last commands of a remedy begin; undefined where a name may have the words that come before them. */
function commandsIn(remedy: string): readonly [before: string, commands: string] | undefined {
  const withoutNames = remedy.replaceAll(/"[^"]*"|'[^']*'/g, "");
  const isClear = remedy.split(introduction).length === withoutNames.split(introduction).length;
  // A quotation mark within a name leaves open where the name ends.
  if (!isClear || /[\\`]["']|""|''/.test(remedy)) return undefined;
  const begin = remedy.lastIndexOf(introduction) + introduction.length;
  return begin < introduction.length ? undefined : [remedy.slice(0, begin), remedy.slice(begin)];
}

/** Remedies that end with different commands, as one; undefined where they differ in more, or are too many. */
export function remedyForAll(remedies: readonly string[]): string | undefined {
  const parts = remedies.map(commandsIn);
  const [first] = parts;
  if (first === undefined || !parts.every((part) => part?.[0] === first[0])) return undefined;
  const commands = [...new Set(parts.map((part) => part?.[1] ?? ""))];
  return commands.length > mostCommands ? undefined : `${first[0]}${commands.join(" ; ")}`;
}

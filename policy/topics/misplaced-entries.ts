/** Entries that would grant what is missing, and reach other objects: those of another class, or the one they stand on. */
import type { Requirement } from "../../catalogue/permissions/requirement.ts";
import type { Grant } from "../../directory/facts/account.ts";
import type { DomainPermissions, HeldEntry } from "../../directory/facts/permissions.ts";
import { enumerated } from "./active-directory.ts";
import { className } from "./entry-words.ts";
import { actionWords } from "./permission-words.ts";

/** Phrases in a message; the rest is counted. */
const mostNamed = 3;

/**
 * `; "Reset Password" is granted for inetOrgPerson objects only, below OU=Staff,DC=contoso,DC=example`; empty where there
 * is none.
 */
export function misplacedWords({ objects }: DomainPermissions, requirements: readonly Requirement[]): string {
  const entries = "observed" in objects ? objects.observed.entries.sample : [];
  const misplaced = entries.flatMap((entry): Misplaced[] => {
    const missed = requirements.filter(({ id }) => entry.misses?.includes(id));
    const actions = [...new Set(missed.map(({ ways: [{ action }] }) => actionWords(action)))];
    return actions.length === 0 ? [] : [{ entry, actions }];
  });
  const phrases = [...Map.groupBy(misplaced, placeOf).values()].map(phraseOf);
  const more = phrases.length - mostNamed;
  return `${phrases.slice(0, mostNamed).join("")}${more > 0 ? `; and there are ${more} more such ACEs` : ""}`;
}

interface Misplaced {
  readonly entry: HeldEntry;
  readonly actions: readonly string[];
}

/** What may be said together: the same of several classes. */
function placeOf({ entry: { objects, reach, objectClass }, actions }: Misplaced): string {
  return JSON.stringify([objects, reach, objectClass === null, actions]);
}

function phraseOf(alike: readonly Misplaced[]): string {
  const [first] = alike;
  if (first === undefined) return "";
  const { actions, entry } = first;
  const granted = `; ${enumerated(actions)} ${actions.length === 1 ? "is" : "are"} granted`;
  const { count, sample } = entry.objects;
  const place = `${sample[0] ?? ""}${count > 1 ? ` and ${count - 1} more objects` : ""}`;
  if (entry.reach === "this object") return `${granted} only on ${place}, without the objects below`;
  const classes = [
    ...new Set(
      alike.flatMap(({ entry: { objectClass, names } }) =>
        objectClass === null ? [] : [className(objectClass, names)],
      ),
    ),
  ];
  const what = classes.length === 0 ? "objects" : `${enumerated(classes.toSorted())} objects`;
  return `${granted} for ${what} only, ${entry.reach === "descendants" ? "below" : "on and below"} ${place}`;
}

/** The same of a right on a domain root, which is granted to objects below alone. */
export function belowWords({ below }: Extract<Grant, { readonly granted: false }>, domain: string): string {
  if (below === undefined) return "";
  const what = below.objectClass === null ? "objects" : `${className(below.objectClass, below.names)} objects`;
  return `; it is granted for ${what} only, below ${domain}`;
}

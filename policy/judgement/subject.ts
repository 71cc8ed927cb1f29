import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";

/** Whom or what a verdict is about: in words for people, and by what it is told from others at any time. */
export interface Subject {
  /** As people write it: `CONTOSO\svc-connect`. */
  readonly words: string;
  /**
   * Security identifiers, object ids, distinguished names or words of the rule, from the account to the detail. Never a
   * display name or a date, and a count only where the number is the finding: the identity of a finding is made of it
   * (`finding.ts`).
   */
  readonly about: readonly string[];
  /** Present where `about` names only some of those that it concerns: nothing may accept what is not named. */
  readonly uncounted?: true;
}

/** An object that was found is told by its security identifier. */
export type Concerned = Subject | Pick<FoundAccount, "name" | "sid">;

/** `about(found, domain.distinguishedName)` is the account, as far as the domain is concerned; the words stay the same. */
export function about(concerned: Concerned, ...details: readonly string[]): Subject;
/** What has no security identifier, in words, and by what it is told from others. */
export function about(words: string, key: string, ...details: readonly string[]): Subject;
export function about(concerned: Concerned | string, ...details: readonly string[]): Subject {
  if (typeof concerned === "string") return { words: concerned, about: details };
  const subject = toSubject(concerned);
  return { ...subject, about: [...subject.about, ...details] };
}

/**
 * Those of which an observation tells only how many there are. Nothing accepts them, neither an exception nor a baseline:
 * one of them may go and a worse one come without the number telling.
 */
export function others(concerned: Concerned): Subject {
  return { ...about(concerned, "more"), uncounted: true };
}

/** What is told by its name, which is a distinguished name, a user principal name or one that the stack declares. */
export function named(name: string): Subject {
  return { words: name, about: [name] };
}

/** The same, called otherwise in the message. */
export function inWords(words: string, concerned: Concerned): Subject {
  return { ...toSubject(concerned), words };
}

/** A subject that a verdict can keep. */
export function toSubject(concerned: Concerned): Subject {
  return "sid" in concerned ? { words: concerned.name, about: [concerned.sid] } : concerned;
}

/** How a message names an account: its title without what stands in parentheses, and its name where it has one. */
export function subjectOf(account: AccountId, name: string | null): Subject {
  const title = accounts[account].title.replace(/ \(.*\)$/, "");
  return about(name === null ? `The ${title}` : `The ${title} ${name}`, name ?? "unnamed");
}

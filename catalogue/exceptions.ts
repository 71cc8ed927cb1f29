/** What an exception may be, and what none may accept. */

import type { ruleNames } from "./rule-names.ts";

/** Days for which an exception may be granted at most; a stack may set fewer. */
export const longestException = 365;

/** How the id of a finding is spelled; capitals count as small letters. */
export const findingIdPattern = /^HS-[0-9a-z]{12}$/i;

/** Rules whose findings had other ids in earlier versions: an exception of that time accepts nothing any more. */
export const withOtherIdsBefore: readonly (typeof ruleNames)[number][] = [
  "connector-account-blocked-objects",
  "connector-account-feature-permissions",
  "gmsa-blocked-objects",
  "gmsa-feature-permissions",
];

/** By what two exceptions are told apart; undefined for one that names no finding. */
export function nameKeyOf(exception: {
  readonly rule?: string | undefined;
  readonly finding?: string | undefined;
  readonly account?: string | undefined;
  readonly forest?: string | undefined;
  readonly subject?: string | undefined;
}): string | undefined {
  const { rule, finding, account, forest = "", subject } = exception;
  if (finding !== undefined) return finding.toLowerCase();
  return subject === undefined
    ? undefined
    : JSON.stringify([rule, account, forest.toLowerCase(), subject.toLowerCase()]);
}

/** Days before its end from which an exception is announced. */
export const exceptionNoticeDays = 14;

/** Days for which a baseline counts where nobody says otherwise, and at most. */
export const baselineDays = { usual: 90, most: 365 } as const;

/** What no exception accepts, and why: clauses. The first two stand in no baseline either. */
export const neverAccepted = {
  failed: "a rule that failed has concluded nothing",
  uncounted: "it stands for things that are not named one by one",
  /** Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions */
  secrets: "nothing needs this right, and anyone who takes over the server reads every password hash with it",
  /** Source: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
  "sync role": "Microsoft reserves this role for the sync service",
  /** Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions */
  administrator: "the Connect wizard refuses such an account, and anyone who takes over the server controls the domain",
} as const;

export type NeverAccepted = keyof typeof neverAccepted;

/** What the rules about replication rights share. */
import { type GrantChange, grants } from "../../catalogue/change-commands.ts";
import type { ControlAccessRightName } from "../../catalogue/control-access-rights.ts";
import { onRoot, type Purpose } from "../../catalogue/permissions/requirement.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { Concerned } from "../judgement/subject.ts";
import { cannotVerify, type Verdict } from "../judgement/verdict.ts";

/**
 * Display names of the control access rights.
 * Source: https://learn.microsoft.com/windows/win32/adschema/extended-rights
 */
export const right = {
  getChanges: "Replicating Directory Changes",
  getChangesAll: "Replicating Directory Changes All",
} as const;

/** The one right that is missing, where the cmdlet of the feature grants more. */
export function grantsOf(name: ControlAccessRightName, found: FoundAccount, domain: string): readonly GrantChange[] {
  return grants([onRoot({ do: "use", right: name })], domain, found);
}

/** Without a domain there is nothing to hold a right on, which must not pass for holding it everywhere. */
export function noDomains(subject: Concerned, question: string, forest: string): Verdict {
  return cannotVerify(
    subject,
    question,
    `no domain of ${forest} is visible to the read account`,
    wayOut`Let the read account read the partitions of ${forest} under CN=Partitions in its configuration naming context.`,
  );
}

/** The verdicts with the right that they are about in a domain, as one of a feature, or of reading. */
export function aboutRight(
  right: ControlAccessRightName,
  purpose: Purpose,
  domain: string,
  verdicts: readonly Verdict[],
): readonly Verdict[] {
  const permissions = [{ domain, purpose, way: onRoot({ do: "use", right }) }];
  return verdicts.map((verdict) => ({ ...verdict, permissions }));
}

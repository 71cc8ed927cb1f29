import { wayOut } from "../../catalogue/remedy.ts";
/** What the rules about replication rights share. */
import { cannotVerify, type Verdict } from "../judgement/verdict.ts";

/**
 * Display names of the control access rights.
 * Source: https://learn.microsoft.com/windows/win32/adschema/extended-rights
 */
export const right = {
  getChanges: "Replicating Directory Changes",
  getChangesAll: "Replicating Directory Changes All",
} as const;

/** Without a domain there is nothing to hold a right on, which must not pass for holding it everywhere. */
export function noDomains(subject: string, question: string, forest: string): Verdict {
  return cannotVerify(
    subject,
    question,
    `no domain of ${forest} is visible to the read account`,
    wayOut`Let the read account read the partitions of ${forest} under CN=Partitions in its configuration naming context.`,
  );
}

/** What the rules about signing in share. */
import type {
  AdSyncServiceAccountInputs,
  ConnectorAccountInputs,
  GroupManagedServiceAccountInputs,
} from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { LogonFacts } from "../../directory/facts/logon.ts";
import type { Context } from "../judgement/rule.ts";
import type { Conclusion, Verdict } from "../judgement/verdict.ts";
import { judgeAccount } from "./observed-account.ts";

export type ServiceAccountInputs =
  | ConnectorAccountInputs
  | GroupManagedServiceAccountInputs
  | AdSyncServiceAccountInputs;

/** What happens when the account cannot sign in. */
export const cannotSignIn = "the sync tool cannot sign in with it, and synchronization stops";

/** Judges what was seen of the logon of an account that is there. */
export function judgeLogon(
  inputs: ServiceAccountInputs,
  context: Context,
  question: string,
  judge: (found: FoundAccount, logon: LogonFacts) => Conclusion,
): readonly Verdict[] {
  return judgeAccount<{ readonly logon: LogonFacts }>(inputs, context, question, (found, { logon }) =>
    judge(found, logon),
  );
}

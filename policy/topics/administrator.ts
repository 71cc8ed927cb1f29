/** What the rules about administrators in Microsoft Entra ID share. */
import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { tools } from "../../catalogue/tools.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import type { EntraUser } from "../../tenant/facts/user.ts";
import { settle } from "../judgement/settle.ts";
import { type Subject, subjectOf } from "../judgement/subject.ts";
import { type Conclusion, cannotVerify, notApplicable, type Verdict } from "../judgement/verdict.ts";

/** `The Hybrid Identity Administrator admin@contoso.example`. */
export function administratorSubject({ account, userPrincipalName }: EntraAdministratorInputs): Subject {
  return subjectOf(account, userPrincipalName);
}

/** Judges a user that was there before; one that this program creates and one that is not there have rules of their own. */
export function judgeAdoptedUser(
  inputs: EntraAdministratorInputs,
  question: string,
  judge: (user: EntraUser, subject: Subject) => Conclusion,
): readonly Verdict[] {
  const subject = administratorSubject(inputs);
  const { user } = inputs.observed;
  if (user === null && inputs.origin === "created") return [notApplicable(subject, "is created by this program")];
  if (user === null) {
    return [cannotVerify(subject, question, "it was not looked up", wayOut`Run "pulumi refresh" to observe it again.`)];
  }
  return settle(user, { subject, question }, (found) =>
    found === null ? notApplicable(subject, "was not found in the tenant") : judge(found, subject),
  );
}

/** Where the stack configuration says who the administrator is. */
export function administratorSetting(account: AccountId): string {
  return `${tools[accounts[account].tool].setting}.accounts.hybridIdentityAdministrator`;
}

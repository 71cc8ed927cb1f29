import { onServerOf } from "../../catalogue/change-commands.ts";
import { changing, powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { dayOf } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { advisory, met, unmet } from "../judgement/verdict.ts";
import { cannotSignIn, judgeLogon, type ServiceAccountInputs } from "../topics/logon.ts";

/** 100 nanoseconds since 1601. Source: https://learn.microsoft.com/windows/win32/adschema/a-accountexpires */
function fileTimeOf(moment: string): string {
  return String((BigInt(Date.parse(moment)) + 11_644_473_600_000n) * 10_000n);
}

/** An end that is still to come is shown only: someone may have set it on purpose. */
export const serviceAccountNotExpired: Rule<ServiceAccountInputs> = {
  name: "service-account-not-expired",
  title: "Service accounts do not expire",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description: "The accounts that a sync tool uses in Active Directory have no expiry date.",
  consequence: cannotSignIn,
  remedy: wayOut`Clear the date with Clear-ADAccountExpiration.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.serviceAccounts,
  judge(inputs, context) {
    const question = "whether it expires";
    return judgeLogon(inputs, context, question, (found, { expires }) =>
      settle(expires, { subject: found, question }, (moment) => {
        if (moment === null) return met(found, "does not expire");
        const remedy = wayOut`Clear the date with: ${changing(powershell`Clear-ADAccountExpiration -Identity ${found.distinguishedName}${onServerOf(found.distinguishedName)}`, { change: "set attribute", on: found.distinguishedName, attribute: "accountExpires", before: [fileTimeOf(moment)], after: [0] })}`;
        const end = new Date(moment);
        if (end <= context.now) return unmet(about(found, "expired"), `expired on ${dayOf(end)}`, { remedy });
        return advisory(
          unmet(about(found, "expires"), `expires on ${dayOf(end)}`, {
            consequence: "from then on the sync tool cannot sign in with it, and synchronization stops",
            remedy,
          }),
        );
      }),
    );
  },
};

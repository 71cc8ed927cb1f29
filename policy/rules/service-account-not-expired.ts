import { powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { dayOf } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { advisory, met, unmet } from "../judgement/verdict.ts";
import { cannotSignIn, judgeLogon, type ServiceAccountInputs } from "../topics/logon.ts";

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
      settle(expires, { subject: found.name, question }, (moment) => {
        if (moment === null) return met(found.name, "does not expire");
        const remedy = wayOut`Clear the date with: ${powershell`Clear-ADAccountExpiration -Identity ${found.distinguishedName}`}`;
        const end = new Date(moment);
        if (end <= context.now) return unmet(found.name, `expired on ${dayOf(end)}`, { remedy });
        return advisory(
          unmet(found.name, `expires on ${dayOf(end)}`, {
            consequence: "from then on the sync tool cannot sign in with it, and synchronization stops",
            remedy,
          }),
        );
      }),
    );
  },
};

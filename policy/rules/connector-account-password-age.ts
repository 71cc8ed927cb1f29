import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import { ofPack } from "../judgement/context.ts";
import { dayOf, daysSince } from "../judgement/days.ts";
import { type Context, type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";

/** Their passwords change by themselves. */
const managed: readonly string[] = ["msds-groupmanagedserviceaccount", "msds-managedserviceaccount"];

/** Nothing changes the password by itself, and whoever once read it replicates every password hash with it. */
export const connectorAccountPasswordAge: Rule<ConnectorAccountInputs> = {
  name: "connector-account-password-age",
  title: "Password of the AD DS Connector account is changed in time",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "The password of the AD DS Connector account is at most as old as thresholds.connectorPasswordDays allows: 365 days where the stack says nothing. Microsoft Defender for Identity reports accounts that the wizard created (MSOL_) after 90 days.",
  consequence: "anyone who once obtained the password still signs in with it, and it never expires by itself",
  remedy: wayOut`Change the password in Active Directory and in Synchronization Service Manager, one right after the other.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-change-addsacct-pass",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "the age of its password";
    return judgeAccount(inputs, context, question, (found, { passwordLastSet }) => {
      if (managed.includes(found.objectClass.toLowerCase()))
        return notApplicable(found, "has a password that changes by itself");
      if (passwordLastSet === undefined)
        return cannotVerify(
          found,
          question,
          "another version of hybrid-sync recorded the observation",
          wayOut`Run "pulumi refresh" to observe it again.`,
        );
      return settle(passwordLastSet, { subject: found, question }, (moment) => judgeAge(found, moment, context));
    });
  },
};

/** No moment: the attribute is 0, because the password must be changed before it is used, which another rule tells. */
function judgeAge(found: FoundAccount, moment: string | null, context: Context): Verdict {
  if (moment === null) return notApplicable(found, "must change its password at the next logon, whatever its age");
  const most = context.thresholds.connectorPasswordDays;
  const since = `has had its password since ${dayOf(new Date(moment))}`;
  if (daysSince(moment, context.now) <= most) return met(found, since);
  return unmet(found, `${since}, for more than ${most} days${ofPack(context, "connectorPasswordDays")}`, {
    remedy: wayOut`Set a new password for ${found.name} in Active Directory. Right after that, enter it in Synchronization Service Manager under Connectors > Properties > Connect to Active Directory Forest: in between, synchronization stops.`,
  });
}

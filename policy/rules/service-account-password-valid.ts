import { onServerOf } from "../../catalogue/change-commands.ts";
import { changing, powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { PasswordExpiry } from "../../directory/facts/logon.ts";
import { dayOf } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { advisory, met, unmet, type Verdict } from "../judgement/verdict.ts";
import { cannotSignIn, judgeLogon, type ServiceAccountInputs } from "../topics/logon.ts";

/** A password that is still to expire is shown only. */
export const serviceAccountPasswordValid: Rule<ServiceAccountInputs> = {
  name: "service-account-password-valid",
  title: "Passwords of service accounts are valid and do not expire",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "The password of an account that a sync tool uses in Active Directory is valid, does not expire, and needs no change at the next logon.",
  consequence: cannotSignIn,
  remedy: wayOut`Set the password to never expire. Change it deliberately, both in the directory and in the sync tool.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.serviceAccounts,
  judge(inputs, context) {
    const question = "whether its password is valid";
    return judgeLogon(inputs, context, question, (found, { password }) =>
      settle(password, { subject: found, question }, (expiry) => judgePassword(found, expiry, context.now)),
    );
  },
};

function judgePassword(found: FoundAccount, expiry: PasswordExpiry, now: Date): Verdict {
  const { distinguishedName } = found;
  switch (expiry.state) {
    case "never expires":
      return met(found, "has a password that does not expire");
    case "must be changed":
      return unmet(about(found, "must change"), "must change its password at the next logon", {
        remedy: wayOut`Clear this setting with: ${changing(powershell`Set-ADUser -Identity ${distinguishedName} -ChangePasswordAtLogon $false${onServerOf(distinguishedName)}`, { change: "set attribute", on: distinguishedName, attribute: "pwdLastSet", before: [0], after: [-1] })}`,
      });
    case "expires": {
      const end = new Date(expiry.on);
      const remedy = wayOut`Set it to never expire with: ${changing(powershell`Set-ADUser -Identity ${distinguishedName} -PasswordNeverExpires $true${onServerOf(distinguishedName)}`, { change: "set account control", on: distinguishedName, flag: "DONT_EXPIRE_PASSWORD", to: true })}`;
      if (end <= now) return unmet(about(found, "expired"), `has a password that expired on ${dayOf(end)}`, { remedy });
      const verdict = unmet(about(found, "expires"), `has a password that expires on ${dayOf(end)}`, {
        consequence:
          "unless you change it before then, both in the directory and in the sync tool, synchronization stops",
        remedy,
      });
      return advisory(verdict);
    }
  }
}

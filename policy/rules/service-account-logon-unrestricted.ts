import { onServerOf } from "../../catalogue/change-commands.ts";
import { changing, powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { bareServerName, hostName } from "../../catalogue/server-name.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { LogonFacts } from "../../directory/facts/logon.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { cannotVerify, met, ofItem, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { cannotSignIn, judgeLogon, type ServiceAccountInputs } from "../topics/logon.ts";

/** How many hours a week has. */
const hoursOfWeek = 168;

export const serviceAccountLogonUnrestricted: Rule<ServiceAccountInputs> = {
  name: "service-account-logon-unrestricted",
  title: "Service accounts may sign in with a password, at any hour, from the sync servers",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "The accounts that a sync tool uses in Active Directory need no smart card, and may sign in at any hour from every declared server.",
  consequence: cannotSignIn,
  remedy: wayOut`Remove the restriction from the account.`,
  reference: "https://learn.microsoft.com/windows/win32/adschema/a-userworkstations",
  resources: resources.serviceAccounts,
  judge(inputs, context) {
    const question = "how it may sign in";
    return judgeLogon(inputs, context, question, (found, logon) => [
      ...judgeSmartCard(found, logon),
      ...judgeHours(found, logon),
      ...judgeWorkstations(found, logon, "signsInOn" in inputs ? inputs.signsInOn : inputs.servers),
    ]);
  },
};

function judgeSmartCard(found: FoundAccount, { smartCardRequired }: LogonFacts): readonly Verdict[] {
  return settle(
    smartCardRequired,
    { subject: about(found, "smart card"), question: "whether it needs a smart card" },
    (required) =>
      required
        ? unmet(about(found, "smart card"), "needs a smart card to sign in", {
            remedy: wayOut`Turn this requirement off, and set a new password, because no one knows the current one: ${changing(powershell`Set-ADUser -Identity ${found.distinguishedName} -SmartcardLogonRequired $false${onServerOf(found.distinguishedName)}`, { change: "set account control", on: found.distinguishedName, flag: "SMARTCARD_REQUIRED", to: false })}`,
          })
        : met(found, "needs no smart card"),
  );
}

function judgeHours(found: FoundAccount, { deniedHours }: LogonFacts): readonly Verdict[] {
  return settle(deniedHours, { subject: about(found, "hours"), question: "at what hours it may sign in" }, (hours) =>
    hours === 0
      ? met(found, "may sign in at any hour")
      : unmet(about(found, "hours"), `may not sign in for ${hours} of the ${hoursOfWeek} hours of a week`, {
          consequence: "synchronization stops in those hours",
          remedy: wayOut`Allow every hour with: ${changing(powershell`Set-ADObject -Identity ${found.distinguishedName} -Clear logonHours${onServerOf(found.distinguishedName)}`, { change: "set attribute", on: found.distinguishedName, attribute: "logonHours", after: [] })}`,
        }),
  );
}

function judgeWorkstations(
  found: FoundAccount,
  { workstations }: LogonFacts,
  servers: readonly string[],
): readonly Verdict[] {
  const question = "from which computers it may sign in";
  return settle(workstations, { subject: about(found, "workstations"), question }, (allowed) => {
    if (allowed === null) return met(found, "may sign in from any computer");
    const names = new Set(allowed.map((name) => name.toLowerCase()));
    if (servers.length === 0) {
      return cannotVerify(
        about(found, "workstations", "no server"),
        question,
        `it may sign in from ${enumerated(allowed)} only, and no server is declared`,
        wayOut`Declare the servers of the sync tool in the stack configuration.`,
      );
    }
    const shutOut = servers.filter((server) => !names.has(bareServerName(server)));
    const only = `may sign in from ${enumerated(allowed)} only`;
    if (shutOut.length === 0) return met(found, only);
    const remedy = wayOut`Allow every computer with: ${changing(powershell`Set-ADObject -Identity ${found.distinguishedName} -Clear userWorkstations${onServerOf(found.distinguishedName)}`, { change: "set attribute", on: found.distinguishedName, attribute: "userWorkstations", before: [allowed.join(",")], after: [] })}`;
    return shutOut.map((server) =>
      ofItem(
        unmet(
          about(found, "workstations", hostName(server)),
          `may not sign in from ${server}, only from ${enumerated(allowed)}`,
          { remedy },
        ),
        server,
      ),
    );
  });
}

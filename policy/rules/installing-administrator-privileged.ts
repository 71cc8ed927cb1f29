import { accounts } from "../../catalogue/accounts.ts";
import { commandFor, enabling, memberFor } from "../../catalogue/change-commands.ts";
import { type Command, changing, powershell } from "../../catalogue/command.ts";
import { dnsNameOfDomain } from "../../catalogue/distinguished-name.ts";
import { needsDomainAdministrator, needsNoAdministratorFrom } from "../../catalogue/provisioning-agent.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { type InstallingGroup, installingGroups, tools } from "../../catalogue/tools.ts";
import type { PrivilegedAdministratorInputs } from "../../contract/active-directory.ts";
import type { FoundAccount, Membership } from "../../directory/facts/account.ts";
import { isOver } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, notApplicable, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { describeMembership, enumerated, whereabouts } from "../topics/active-directory.ts";
import { agentSetting } from "../topics/cloud-sync-settings.ts";
import { place } from "../topics/evidence.ts";
import { declaredSubject, judgeAccount } from "../topics/observed-account.ts";

export const installingAdministratorPrivileged: Rule<PrivilegedAdministratorInputs> = {
  name: "installing-administrator-privileged",
  title: "Installing administrator is ready",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "Before the installation, the installing account is an enabled member of Enterprise Admins or, for Cloud Sync, of Domain Admins.",
  consequence: "the installation stops when it writes to Active Directory",
  remedy: wayOut`Give the account the membership for the duration of the installation.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.privilegedAdministrators,
  judge(inputs, context) {
    const subject = declaredSubject(inputs);
    const { phase, temporaryUntil, observed } = inputs;
    if (phase === "after-install") return [notApplicable(subject, "is not needed after the installation")];
    if (temporaryUntil !== null && isOver(temporaryUntil, context.now)) {
      return [notApplicable(subject, `was declared until ${temporaryUntil}`)];
    }
    const needed = needsDomainAdministrator(inputs.gmsaMode ?? "created-by-wizard", inputs.agentVersion);
    if (needed === false) {
      return [
        notApplicable(
          subject,
          `is not needed: agent ${inputs.agentVersion} installs without an administrator for a gMSA with custom permissions`,
        ),
      ];
    }
    const question = "whether it is an enabled administrator";
    const where = place(observed.evidence);
    return judgeAccount(
      inputs,
      context,
      question,
      (found, { enabled, administrativeGroups }) => [
        ...settle(enabled, { subject: about(found, "enabled"), question: "whether it is enabled" }, (value) =>
          value
            ? met(found, "is enabled")
            : unmet(about(found, "disabled"), "is disabled", {
                remedy: wayOut`Enable it for the installation with: ${enabling(found.distinguishedName)}`,
              }),
        ),
        ...settle(administrativeGroups, { subject: found, question }, (memberships) =>
          judgeMembership(inputs, found, memberships, needed === undefined),
        ),
      ],
      () =>
        unmet(about(subject, "not seen"), `was not seen ${where}`, {
          remedy: wayOut`Create the account, or correct its name.`,
        }),
    );
  },
};

function judgeMembership(
  inputs: PrivilegedAdministratorInputs,
  found: FoundAccount,
  memberships: readonly Membership[],
  dependsOnVersion: boolean,
): Verdict {
  const { account, forest, observed } = inputs;
  const needed: readonly [InstallingGroup, ...InstallingGroup[]] = tools[accounts[account].tool].sufficientToInstall;
  const where = place(observed.evidence);
  // A former identifier is that of a group elsewhere, or of one that should not count here.
  const decisive = memberships.find(
    ({ sid, by }) => by !== "SID history" && needed.some((group) => sid.endsWith(`-${installingGroups[group]}`)),
  );
  if (decisive) {
    return met(
      found,
      `is in ${describeMembership(decisive)}`,
      `${whereabouts(found)}, in ${decisive.group}, seen ${where}`,
    );
  }
  if (dependsOnVersion) {
    return undecided(
      found,
      `whether it has to be in ${needed.join(" or ")}`,
      `agents before ${needsNoAdministratorFrom} need such an administrator, and no version is declared`,
      wayOut`Declare the version as ${agentSetting(inputs, "agentVersion")}.`,
    );
  }
  const others = memberships.length === 0 ? "" : `, only in ${enumerated(memberships.map(describeMembership))}`;
  return unmet(found, `is not in ${needed.join(" or ")}${others}`, {
    remedy: wayOut`Add it to ${needed[0]} for the duration of the installation with: ${adding(found, needed[0], forest)}`,
  });
}

/** By security identifier, because groups are called otherwise in other languages; Enterprise Admins are in the root domain. */
function adding({ distinguishedName, sid }: FoundAccount, group: InstallingGroup, forest: string): Command {
  const rid = installingGroups[group];
  const own = `${sid.slice(0, sid.lastIndexOf("-"))}-${rid}`;
  if (group === "Enterprise Admins")
    return changing(
      powershell`Add-ADGroupMember -Identity ((Get-ADDomain -Server ${forest}).DomainSID.Value + ${`-${rid}`}) -Members ${memberFor(distinguishedName, forest)} -Server ${forest}`,
      // The identifier of the root domain is known where the account is in it.
      ...(dnsNameOfDomain(distinguishedName)?.toLowerCase() === forest.toLowerCase()
        ? [{ change: "add member", group: own, member: distinguishedName, domain: forest } as const]
        : []),
    );
  return commandFor({
    change: "add member",
    group: own,
    member: distinguishedName,
    domain: dnsNameOfDomain(distinguishedName),
  });
}

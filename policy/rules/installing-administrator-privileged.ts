import { accounts } from "../../catalogue/accounts.ts";
import { powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { type InstallingGroup, installingGroups, tools } from "../../catalogue/tools.ts";
import type { PrivilegedAdministratorInputs } from "../../contract/active-directory.ts";
import type { FoundAccount, Membership } from "../../directory/facts/account.ts";
import { isOver } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { describeMembership, enumerated, whereabouts } from "../topics/active-directory.ts";
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
    const question = "whether it is an enabled administrator";
    const where = place(observed.evidence);
    return judgeAccount(
      inputs,
      context,
      question,
      (found, { enabled, administrativeGroups }) => [
        ...settle(enabled, { subject: found.name, question: "whether it is enabled" }, (value) =>
          value
            ? met(found.name, "is enabled")
            : unmet(found.name, "is disabled", {
                remedy: wayOut`Enable it for the installation with: ${powershell`Enable-ADAccount -Identity ${found.distinguishedName}`}`,
              }),
        ),
        ...settle(administrativeGroups, { subject: found.name, question }, (memberships) =>
          judgeMembership(found, memberships, tools[accounts[inputs.account].tool].sufficientToInstall, where),
        ),
      ],
      () => unmet(subject, `was not seen ${where}`, { remedy: wayOut`Create the account, or correct its name.` }),
    );
  },
};

function judgeMembership(
  found: FoundAccount,
  memberships: readonly Membership[],
  needed: readonly [InstallingGroup, ...InstallingGroup[]],
  where: string,
): Verdict {
  // A former identifier is that of a group elsewhere, or of one that should not count here.
  const decisive = memberships.find(
    ({ sid, by }) => by !== "SID history" && needed.some((group) => sid.endsWith(`-${installingGroups[group]}`)),
  );
  if (decisive) {
    return met(
      found.name,
      `is in ${describeMembership(decisive)}`,
      `${whereabouts(found)}, in ${decisive.group}, seen ${where}`,
    );
  }
  const others = memberships.length === 0 ? "" : `, only in ${enumerated(memberships.map(describeMembership))}`;
  return unmet(found.name, `is not in ${needed.join(" or ")}${others}`, {
    remedy: wayOut`Add it for the duration of the installation with: ${powershell`Add-ADGroupMember -Identity ${needed[0]} -Members ${found.distinguishedName}`}`,
  });
}

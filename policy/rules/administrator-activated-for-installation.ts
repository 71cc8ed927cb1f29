import { accounts } from "../../catalogue/accounts.ts";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { activatesRoles } from "../../catalogue/provisioning-agent.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { tools } from "../../catalogue/tools.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { met, notApplicable, unmet } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { administratorSubject } from "../topics/administrator.ts";

export const administratorActivatedForInstallation: Rule<EntraAdministratorInputs> = {
  name: "administrator-activated-for-installation",
  title: "Eligible administrator activates its roles before the installation",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "An administrator who is only eligible for its roles activates them in Privileged Identity Management before a sync tool is installed that does not do so itself.",
  consequence: "the installer ignores a role that is not active at sign-in, and stops",
  remedy: wayOut`Activate the roles in Privileged Identity Management before the installer is started.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-custom",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    if (inputs.assignmentType === "active") return [notApplicable(subject, "has its roles permanently")];
    if (inputs.phase === "after-install")
      return [met(subject, "is eligible, and the installation that needed it is complete")];
    const { tool } = accounts[inputs.account];
    // Without a declared version, it is the one that Microsoft offers for download, which is newer.
    if (activatesRoles(tool, inputs.agentVersion) !== false)
      return [met(subject, "is eligible, and the agent's wizard activates its role at sign-in")];
    const titles = enumerated(inputs.roles.map((role) => directoryRoles[role].title));
    return [
      unmet(about(subject, ...inputs.roles), `is eligible for ${titles}, but the role is not active`, {
        remedy: wayOut`Before ${tools[tool].signInMoment}, sign in as this user at https://entra.microsoft.com, open Privileged Identity Management, My roles, and activate ${titles}.`,
        evidence: "eligible; to be activated before the installation",
      }),
    ];
  },
};

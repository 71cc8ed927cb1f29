import { powershell } from "../../catalogue/command.ts";
import { gmsaPage } from "../../catalogue/pages.ts";
import { gmsaModeOf, installerGrantsAll, leavesOwnGmsaFrom } from "../../catalogue/provisioning-agent.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { cmdletOf } from "../../catalogue/sync-server-commands.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { cannotVerify } from "../judgement/verdict.ts";
import { agentSetting } from "../topics/cloud-sync-settings.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { type Installer, judgeDomain, undecidedFeatures } from "../topics/permissions.ts";
import { noDomains } from "../topics/replication.ts";

/** Before the installation no gap counts where the installer grants everything: that depends on whose the gMSA is, and on its version. */
export const gmsaFeaturePermissions: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-feature-permissions",
  title: "gMSA holds the permissions that its features need",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The gMSA may read and write what each enabled feature needs, on objects that inherit from the root of every domain that Cloud Sync synchronizes.",
  consequence: "the feature fails when the provisioning agent exports",
  remedy: wayOut`Grant the permissions with Set-AADCloudSyncPermissions.`,
  reference: gmsaPage,
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "what it may do";
    return judgeAccount(inputs, context, question, (found, { permissions }) => {
      if (permissions.length === 0) return noDomains(found, question, inputs.forest);
      const judged = {
        tool: "cloud-sync",
        found,
        features: inputs.features,
        exchangeOnlineAttributes: inputs.exchangeOnlineAttributes,
        installer: inputs.phase === "before-install" ? installerOf(inputs) : "grants nothing",
        command: ({ grant }, { domain }) =>
          powershell`${cmdletOf(grant)} -TargetDomain ${domain} -TargetDomainCredential (Get-Credential)`,
      } satisfies Parameters<typeof judgeDomain>[0];
      return [
        ...each(found, inputs.domains, (name) => {
          const seen = permissions.find(({ domain }) => domain.toLowerCase() === name.toLowerCase());
          return seen === undefined
            ? cannotVerify(
                about(found, name),
                `${question} in ${name}`,
                `no domain with that name is visible in ${inputs.forest}`,
                wayOut`Correct the domains under ${agentSetting(inputs, "domains")}.`,
              )
            : judgeDomain(judged, seen);
        }),
        ...undecidedFeatures(judged),
      ];
    });
  },
};

function installerOf(inputs: GroupManagedServiceAccountInputs): Installer {
  const { name, mode, agentVersion } = inputs;
  switch (installerGrantsAll(gmsaModeOf(name, mode), agentVersion)) {
    case true:
      return "grants everything";
    case false:
      return "grants nothing";
    case undefined:
      return {
        mayGrant: {
          reason: `the installer grants it to a gMSA of your own only in versions before ${leavesOwnGmsaFrom}, and no version is declared`,
          remedy: wayOut`Declare the version as ${agentSetting(inputs, "agentVersion")}.`,
        },
      };
  }
}

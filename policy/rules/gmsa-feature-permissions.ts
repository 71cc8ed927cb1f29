import { cmdlet, powershell } from "../../catalogue/command.ts";
import { gmsaPage } from "../../catalogue/pages.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { cannotVerify } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { judgeDomain, undecidedFeatures } from "../topics/permissions.ts";
import { noDomains } from "../topics/replication.ts";

/** Before the installation no gap counts: the installer grants everything, to a gMSA that was there before as well. */
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
      if (permissions.length === 0) return noDomains(found.name, question, inputs.forest);
      const judged = {
        tool: "cloud-sync",
        found,
        features: inputs.features,
        installerGrants: inputs.phase === "before-install",
        command: ({ grant }, { domain }) =>
          powershell`${cmdlet(grant?.command ?? "")} -TargetDomain ${domain} -TargetDomainCredential (Get-Credential)`,
      } satisfies Parameters<typeof judgeDomain>[0];
      return [
        ...each(found.name, inputs.domains, (name) => {
          const seen = permissions.find(({ domain }) => domain.toLowerCase() === name.toLowerCase());
          return seen === undefined
            ? cannotVerify(
                found.name,
                `${question} in ${name}`,
                `no domain with that name is visible in ${inputs.forest}`,
                wayOut`Correct the domains under hybrid-sync:cloudSync.domains.`,
              )
            : judgeDomain(judged, seen);
        }),
        ...undecidedFeatures(judged),
      ];
    });
  },
};

import { powershell } from "../../catalogue/command.ts";
import { connectorPermissionsPage } from "../../catalogue/pages.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { cmdletOf } from "../../catalogue/sync-server-commands.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { judgeDomain, undecidedFeatures } from "../topics/permissions.ts";
import { noDomains } from "../topics/replication.ts";
import { synchronizedDomains, unseenDomains } from "../topics/synchronized-domains.ts";

/** Replication rights have rules of their own; which gaps block and which are shown only, policy/topics/permissions.ts says. */
export const connectorAccountFeaturePermissions: Rule<ConnectorAccountInputs> = {
  name: "connector-account-feature-permissions",
  title: "AD DS Connector account holds the permissions that its features need",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The AD DS Connector account may read and write what each enabled feature needs, on objects that inherit from the root of every domain that Connect Sync synchronizes.",
  consequence: "the feature fails when the sync server exports",
  remedy: wayOut`Grant the permissions with the cmdlet of the feature, Set-ADSync…Permissions.`,
  reference: connectorPermissionsPage,
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "what it may do";
    return judgeAccount(inputs, context, question, (found, details) => {
      if (details.permissions.length === 0) return noDomains(found, question, inputs.forest);
      const judged = {
        tool: "connect-sync",
        found,
        features: inputs.features,
        rightsJudgedElsewhere: ["DS-Replication-Get-Changes", "DS-Replication-Get-Changes-All"],
        command: ({ grant }) => powershell`${cmdletOf(grant)} -ADConnectorAccountDN ${found.distinguishedName}`,
      } satisfies Parameters<typeof judgeDomain>[0];
      return [
        ...each(found, synchronizedDomains(inputs, details.permissions), (domain) => judgeDomain(judged, domain)),
        ...unseenDomains(found, question, inputs, details.permissions),
        ...undecidedFeatures(judged),
      ];
    });
  },
};

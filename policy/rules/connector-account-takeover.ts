import { powershell } from "../../catalogue/command.ts";
import type { ConnectorAccountInputs } from "../../directory/observation.ts";
import { judgeAccount } from "../judgement.ts";
import { type Rule, resources } from "../rule.ts";
import { judgeTakeovers } from "../takeover.ts";

/** Mandatory for what hands over the account by itself; what takes a further step is shown. */
export const connectorAccountTakeover: Rule<ConnectorAccountInputs> = {
  name: "connector-account-takeover",
  title: "Nobody outside Tier 0 can take over the AD DS Connector account",
  severity: "critical",
  enforcementLevel: "mandatory",
  description:
    "Nobody outside Tier 0 can take over the AD DS Connector account: reset its password, change its permissions or those of a container above it, own it, or get into a group through which it holds rights.",
  consequence:
    "whoever takes over the account holds all its rights, with password hash synchronization every password hash of the domain",
  remedy: "Lock the account down with Set-ADSyncRestrictedPermissions.",
  reference:
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account#restrict-permissions-on-the-ad-ds-connector-account",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "whether anybody outside Tier 0 can take it over";
    const passwordHashes = inputs.features.includes("password-hash-sync");
    return judgeAccount(inputs, context, question, (found, { takeover }) =>
      judgeTakeovers(found.name, takeover, {
        question,
        evidence: inputs.observed.evidence,
        consequence: (role) =>
          role !== "account"
            ? "whoever is in the group holds all its rights"
            : passwordHashes
              ? "whoever takes over the account can read every password hash of the domain"
              : "whoever takes over the account holds all its rights",
        lockDown: ({ distinguishedName, objectClass }) =>
          objectClass === "group"
            ? null
            : powershell`Set-ADSyncRestrictedPermissions -ADConnectorAccountDN ${distinguishedName} -Credential (Get-Credential)`,
      }),
    );
  },
};

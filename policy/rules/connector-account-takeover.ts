import { wayOut } from "../../catalogue/remedy.ts";
import { lockingDownConnectorAccount } from "../../catalogue/sync-server-commands.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { judgeTakeovers } from "../topics/takeover.ts";

/** Mandatory for what hands over the account by itself; what takes a further step is shown. */
export const connectorAccountTakeover: Rule<ConnectorAccountInputs> = {
  name: "connector-account-takeover",
  title: "Nobody outside Tier 0 can take over the AD DS Connector account",
  severity: "critical",
  enforcementLevel: "mandatory",
  description:
    "Nobody outside Tier 0 can take over the AD DS Connector account. Ways to do so are a password reset, ownership, control of its permissions or those of a container above it, and membership in a group that gives it rights.",
  consequence:
    "anyone who takes over the account holds all its rights. With password hash synchronization, these include every password hash of the domain",
  remedy: wayOut`Lock the account down with Set-ADSyncRestrictedPermissions.`,
  reference:
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account#restrict-permissions-on-the-ad-ds-connector-account",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "whether anyone outside Tier 0 can take it over";
    const passwordHashes = inputs.features.includes("password-hash-sync");
    return judgeAccount(inputs, context, question, (found, { takeover }) =>
      judgeTakeovers(found, takeover, {
        question,
        evidence: inputs.observed.evidence,
        needs: inputs.trusted.needs ?? [],
        consequence: (role) =>
          role !== "account"
            ? "anyone who is in the group holds all its rights"
            : passwordHashes
              ? "anyone who takes over the account can read every password hash of the domain"
              : "anyone who takes over the account holds all its rights",
        lockDown: ({ distinguishedName, objectClass }) =>
          objectClass === "group" ? null : lockingDownConnectorAccount(distinguishedName),
      }),
    );
  },
};

import { powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount, Grant } from "../../directory/facts/account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";
import { throughGroups } from "../topics/active-directory.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains, right } from "../topics/replication.ts";

export const connectorAccountGetChanges: Rule<ConnectorAccountInputs> = {
  name: "connector-account-get-changes",
  title: "AD DS Connector account holds Replicating Directory Changes",
  severity: "high",
  enforcementLevel: "mandatory",
  description: `The AD DS Connector account holds "${right.getChanges}" on every domain of its forest.`,
  consequence: "delta import will fail (error 8453, replication access was denied)",
  remedy: wayOut`Grant it with Set-ADSyncBasicReadPermissions.`,
  reference:
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = `whether it has "${right.getChanges}"`;
    const passwordHashSync = inputs.features.includes("password-hash-sync");
    return judgeAccount(inputs, context, question, (found, { replication }) => {
      if (replication.length === 0) return noDomains(found.name, question, inputs.forest);
      return each(found.name, replication, ({ distinguishedName, getChanges }) =>
        settle(getChanges, { subject: found.name, question: `${question} on ${distinguishedName}` }, (grant) =>
          judgeGrant(found, grant, distinguishedName, passwordHashSync),
        ),
      );
    });
  },
};

function judgeGrant(found: FoundAccount, grant: Grant, domain: string, passwordHashSync: boolean): Verdict {
  if (grant.granted) return met(found.name, `has "${right.getChanges}" on ${domain}${throughGroups(grant.through)}`);
  if (grant.deniedTo !== null) {
    return unmet(found.name, `is denied "${right.getChanges}" on ${domain}, by an ACE for ${grant.deniedTo}`, {
      remedy: wayOut`Remove the deny ACE for ${grant.deniedTo} from ${domain}.`,
    });
  }
  // The cmdlet for password hash synchronization grants both replication rights, and is needed anyway.
  const command = passwordHashSync
    ? powershell`Set-ADSyncPasswordHashSyncPermissions -ADConnectorAccountDN ${found.distinguishedName}`
    : powershell`Set-ADSyncBasicReadPermissions -ADConnectorAccountDN ${found.distinguishedName}`;
  return unmet(found.name, `lacks "${right.getChanges}" on ${domain}`, {
    remedy: wayOut`Grant it with: ${command}`,
  });
}

import { changing, powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { importing } from "../../catalogue/sync-server-commands.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount, Grant } from "../../directory/facts/account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";
import { throughGroups } from "../topics/active-directory.ts";
import { denialRemedy } from "../topics/denying-entries.ts";
import { belowWords } from "../topics/misplaced-entries.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { aboutRight, grantsOf, noDomains, right } from "../topics/replication.ts";
import { synchronizedDomains } from "../topics/synchronized-domains.ts";

export const connectorAccountGetChanges: Rule<ConnectorAccountInputs> = {
  name: "connector-account-get-changes",
  title: "AD DS Connector account holds Replicating Directory Changes",
  severity: "high",
  enforcementLevel: "mandatory",
  description: `The AD DS Connector account holds "${right.getChanges}" on every domain of its forest that Connect Sync synchronizes.`,
  consequence: "delta import will fail (error 8453, replication access was denied)",
  remedy: wayOut`Grant it with Set-ADSyncBasicReadPermissions.`,
  reference:
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = `whether it has "${right.getChanges}"`;
    const passwordHashSync = inputs.features.includes("password-hash-sync");
    return judgeAccount(inputs, context, question, (found, details) => {
      const replication = synchronizedDomains(inputs, details.replication);
      if (replication.length === 0) return noDomains(found, question, inputs.forest);
      return each(found, replication, ({ domain, distinguishedName, getChanges }) =>
        aboutRight(
          "DS-Replication-Get-Changes",
          passwordHashSync ? "password-hash-sync" : "basic-read",
          domain,
          settle(
            getChanges,
            { subject: about(found, distinguishedName), question: `${question} on ${distinguishedName}` },
            (grant) => judgeGrant(found, grant, distinguishedName, passwordHashSync),
          ),
        ),
      );
    });
  },
};

function judgeGrant(found: FoundAccount, grant: Grant, domain: string, passwordHashSync: boolean): Verdict {
  if (grant.granted) return met(found, `has "${right.getChanges}" on ${domain}${throughGroups(grant.through)}`);
  if (grant.deniedTo !== null) {
    return unmet(
      about(found, domain, "denied", grant.deniedTo),
      `is denied "${right.getChanges}" on ${domain}, by an ACE for ${grant.deniedTo}`,
      {
        remedy: denialRemedy(grant.deniedBy, { found, deniedTo: grant.deniedTo, domain }),
      },
    );
  }
  // The cmdlet for password hash synchronization grants both replication rights, and is needed anyway.
  const command = passwordHashSync
    ? powershell`${importing("Set-ADSyncPasswordHashSyncPermissions")}Set-ADSyncPasswordHashSyncPermissions -ADConnectorAccountDN ${found.distinguishedName}`
    : powershell`${importing("Set-ADSyncBasicReadPermissions")}Set-ADSyncBasicReadPermissions -ADConnectorAccountDN ${found.distinguishedName}`;
  return unmet(about(found, domain, "lacks"), `lacks "${right.getChanges}" on ${domain}${belowWords(grant, domain)}`, {
    remedy: wayOut`Grant it with: ${changing(command, ...grantsOf("DS-Replication-Get-Changes", found, domain))}`,
  });
}

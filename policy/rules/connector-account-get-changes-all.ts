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

/**
 * Mandatory both ways: without the right the feature fails, and the right without the feature is the one excess that
 * gives away every password of the domain. Replicating Directory Changes is another matter: it is always needed.
 */
export const connectorAccountGetChangesAll: Rule<ConnectorAccountInputs> = {
  name: "connector-account-get-changes-all",
  title: "AD DS Connector account holds Replicating Directory Changes All only for password hash synchronization",
  severity: "critical",
  enforcementLevel: "mandatory",
  description: `The AD DS Connector account holds "${right.getChangesAll}" on every domain of its forest exactly when password hash synchronization is on.`,
  consequence: "password hash synchronization will fail (error 8453, replication access was denied)",
  remedy: wayOut`Grant the right with Set-ADSyncPasswordHashSyncPermissions, or remove it where the feature is off.`,
  reference: "https://learn.microsoft.com/defender-for-identity/remove-replication-permissions-microsoft-entra-connect",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = `whether it has "${right.getChangesAll}"`;
    const judgeGrant = inputs.features.includes("password-hash-sync") ? judgeNeeded : judgeExcess;
    return judgeAccount(inputs, context, question, (found, { replication }) => {
      if (replication.length === 0) return noDomains(found.name, question, inputs.forest);
      return each(found.name, replication, ({ distinguishedName, getChangesAll }) =>
        settle(getChangesAll, { subject: found.name, question: `${question} on ${distinguishedName}` }, (grant) =>
          judgeGrant(found, grant, distinguishedName),
        ),
      );
    });
  },
};

function judgeNeeded(found: FoundAccount, grant: Grant, domain: string): Verdict {
  if (grant.granted) {
    return met(found.name, `has "${right.getChangesAll}" on ${domain}${throughGroups(grant.through)}`);
  }
  if (grant.deniedTo !== null) {
    return unmet(found.name, `is denied "${right.getChangesAll}" on ${domain}, by an ACE for ${grant.deniedTo}`, {
      remedy: wayOut`Remove the deny ACE for ${grant.deniedTo} from ${domain}.`,
    });
  }
  return unmet(found.name, `lacks "${right.getChangesAll}" on ${domain}`, {
    remedy: wayOut`Grant it with: ${powershell`Set-ADSyncPasswordHashSyncPermissions -ADConnectorAccountDN ${found.distinguishedName}`}`,
  });
}

/** An entry for a group is others' too: BUILTIN\Administrators must keep theirs. */
function endOf(found: FoundAccount, { trustee, through }: Extract<Grant, { granted: true }>, domain: string): string {
  const [first] = through;
  if (first === undefined || isEverybody(trustee)) return `Remove the ACE for ${trustee} from ${domain}`;
  return isEverybody(first)
    ? `Remove ${first} from the groups that lead to ${trustee}`
    : `Remove ${found.name} from ${first}`;
}

function isEverybody(name: string): boolean {
  return name === "Everyone" || name === "Authenticated Users";
}

function judgeExcess(found: FoundAccount, grant: Grant, domain: string): Verdict {
  if (!grant.granted) return met(found.name, `does not have "${right.getChangesAll}" on ${domain}`);
  return unmet(
    found.name,
    `has "${right.getChangesAll}" on ${domain}${throughGroups(grant.through)} without password hash synchronization`,
    {
      consequence: "anyone who takes over the sync server can read every password hash of the domain",
      remedy: wayOut`${endOf(found, grant, domain)}; or, if you use password hash synchronization, add password-hash-sync to the features of the forest under hybrid-sync:connectSync.forests.`,
    },
  );
}

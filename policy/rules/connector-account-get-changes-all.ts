import { commandFor } from "../../catalogue/change-commands.ts";
import { type Command, changing, powershell } from "../../catalogue/command.ts";
import { isSameName } from "../../catalogue/distinguished-name.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import { importing } from "../../catalogue/sync-server-commands.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount, Grant } from "../../directory/facts/account.ts";
import type { DomainPermissions } from "../../directory/facts/permissions.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, never, unmet, type Verdict } from "../judgement/verdict.ts";
import { throughGroups } from "../topics/active-directory.ts";
import { denialRemedy } from "../topics/denying-entries.ts";
import { belowWords } from "../topics/misplaced-entries.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { aboutRight, grantsOf, noDomains, right } from "../topics/replication.ts";
import { inLeftOutDomain, synchronizedDomains } from "../topics/synchronized-domains.ts";

/**
 * Mandatory both ways: without the right the feature fails, and the right without the feature is the one excess that
 * gives away every password of the domain. Replicating Directory Changes is another matter: it is always needed.
 */
export const connectorAccountGetChangesAll: Rule<ConnectorAccountInputs> = {
  name: "connector-account-get-changes-all",
  title: "AD DS Connector account holds Replicating Directory Changes All only for password hash synchronization",
  severity: "critical",
  enforcementLevel: "mandatory",
  description: `The AD DS Connector account holds "${right.getChangesAll}" on every domain of its forest that Connect Sync synchronizes exactly when password hash synchronization is on.`,
  consequence: "password hash synchronization will fail (error 8453, replication access was denied)",
  remedy: wayOut`Grant the right with Set-ADSyncPasswordHashSyncPermissions, or remove it where the feature is off.`,
  reference: "https://learn.microsoft.com/defender-for-identity/remove-replication-permissions-microsoft-entra-connect",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = `whether it has "${right.getChangesAll}"`;
    const isOn = inputs.features.includes("password-hash-sync");
    return judgeAccount(inputs, context, question, (found, { replication, permissions }) => {
      if (replication.length === 0) return noDomains(found, question, inputs.forest);
      const synchronized = synchronizedDomains(inputs, replication);
      return each(found, replication, (row) => {
        const { domain, distinguishedName, getChangesAll } = row;
        const isSynchronized = synchronized.includes(row);
        const verdicts = settle(
          getChangesAll,
          { subject: about(found, distinguishedName), question: `${question} on ${distinguishedName}` },
          (grant) =>
            isOn && isSynchronized
              ? judgeNeeded(found, grant, distinguishedName)
              : judgeExcess(found, grant, distinguishedName, permissions),
        );
        // That a feature which is off lacks the right is no permission to show.
        const isShown = (isOn && isSynchronized) || verdicts.some(({ verdict }) => verdict !== "met");
        const shown = isShown
          ? aboutRight("DS-Replication-Get-Changes-All", "password-hash-sync", domain, verdicts)
          : verdicts;
        return isSynchronized ? shown : inLeftOutDomain({ domains: [] }, domain, shown);
      });
    });
  },
};

function judgeNeeded(found: FoundAccount, grant: Grant, domain: string): Verdict {
  if (grant.granted) {
    return met(found, `has "${right.getChangesAll}" on ${domain}${throughGroups(grant.through)}`);
  }
  if (grant.deniedTo !== null) {
    return unmet(
      about(found, domain, "denied", grant.deniedTo),
      `is denied "${right.getChangesAll}" on ${domain}, by an ACE for ${grant.deniedTo}`,
      {
        remedy: denialRemedy(grant.deniedBy, { found, deniedTo: grant.deniedTo, domain }),
      },
    );
  }
  return unmet(
    about(found, domain, "lacks"),
    `lacks "${right.getChangesAll}" on ${domain}${belowWords(grant, domain)}`,
    {
      remedy: wayOut`Grant it with: ${changing(powershell`${importing("Set-ADSyncPasswordHashSyncPermissions")}Set-ADSyncPasswordHashSyncPermissions -ADConnectorAccountDN ${found.distinguishedName}`, ...grantsOf("DS-Replication-Get-Changes-All", found, domain))}`,
    },
  );
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

const enabling = wayOut`add password-hash-sync to the features of the forest under hybrid-sync:connectSync.forests`;

/**
 * What takes away the ACEs for the account itself that give this right on the domain and nothing else, so that nothing else
 * is lost with one; none where another kind of ACE may give it.
 */
function removals(permissions: readonly DomainPermissions[], domain: string): readonly Command[] {
  const objects = permissions.find(({ distinguishedName }) => isSameName(distinguishedName, domain))?.objects;
  if (objects === undefined || !("observed" in objects)) return [];
  const { count, sample } = objects.observed.entries;
  const giving = sample.filter(
    ({ objects: on, reach, rights, objectType }) =>
      reach !== "descendants" &&
      rights.includes("CR") &&
      (objectType === null || objectType === "ds-replication-get-changes-all") &&
      on.sample.some((name) => isSameName(name, domain)),
  );
  const exact = giving.every(
    ({ objectType, rights, through }) => objectType !== null && rights.length === 1 && through.length === 0,
  );
  if (count > sample.length || !exact) return [];
  return giving.map(({ entry }) => commandFor({ change: "remove entry", on: domain, entry }));
}

function judgeExcess(
  found: FoundAccount,
  grant: Grant,
  domain: string,
  permissions: readonly DomainPermissions[],
): Verdict {
  if (!grant.granted) return met(found, `does not have "${right.getChangesAll}" on ${domain}`);
  const own = grant.through.length === 0 ? removals(permissions, domain) : [];
  const excess = unmet(
    about(found, domain, "has"),
    `has "${right.getChangesAll}" on ${domain}${throughGroups(grant.through)} without password hash synchronization`,
    {
      consequence: "anyone who takes over the sync server can read every password hash of the domain",
      remedy:
        own.length > 0
          ? wayOut`If you use password hash synchronization, ${enabling}. Otherwise remove the ACE with: ${Remedy.join(own, " ; ")}`
          : wayOut`${endOf(found, grant, domain)}; or, if you use password hash synchronization, ${enabling}.`,
    },
  );
  return never(excess, "secrets");
}

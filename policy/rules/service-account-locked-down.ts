import { commandFor } from "../../catalogue/change-commands.ts";
import type { Command } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { lockingDownConnectorAccount, lockingDownGmsa } from "../../catalogue/sync-server-commands.ts";
import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { LockDown } from "../../directory/facts/lock-down.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, others, type Subject } from "../judgement/subject.ts";
import { met, ofItem, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { entryWords } from "../topics/entry-words.ts";
import { judgeAccount } from "../topics/observed-account.ts";

/**
 * Shown, not blocking: the installer locks down only the accounts that it makes itself, and nobody else's. Who could
 * take the account over for certain is another rule's matter.
 */
export const serviceAccountLockedDown: Rule<ConnectorAccountInputs | GroupManagedServiceAccountInputs> = {
  name: "service-account-locked-down",
  title: "The objects of sync accounts are locked down",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "The object of an account that a sync tool uses inherits no permissions. Administrators own it, and only they can change it.",
  consequence: "anyone who can reset its password or change its permissions gets its rights in the domain",
  remedy: wayOut`Lock the account down with Set-ADSyncRestrictedPermissions or Set-AADCloudSyncRestrictedPermissions.`,
  reference:
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account",
  resources: resources.syncAccounts,
  judge(inputs, context) {
    const question = "whether its object is locked down";
    return judgeAccount<{ readonly lockDown: ConnectorDetails["lockDown"] }>(
      inputs,
      context,
      question,
      (found, { lockDown }) =>
        settle(lockDown, { subject: found, question }, (state) => judgeState(inputs, found, state)),
    );
  },
};

type ConnectorDetails = NonNullable<ConnectorAccountInputs["observed"]["details"]>;

function judgeState(
  inputs: ConnectorAccountInputs | GroupManagedServiceAccountInputs,
  found: FoundAccount,
  state: LockDown,
): readonly Verdict[] {
  const { inherits, surplus } = state;
  const owner = state.owner === null || state.owner.administrative || state.owner.restrained ? null : state.owner;
  const made = surplus.sample.filter(({ usual }) => usual !== true);
  // Usual ones come last, so that what is not listed is usual too where one of them is.
  const listed = surplus.sample.length > made.length ? made.length : surplus.count;
  const locking = wayOut`As Domain or Enterprise Administrator, with the user name in the form DOMAIN\\name, lock it down with: ${cmdlet(inputs, found)}`;
  const fault = (of: Subject, item: string, remedy = locking) =>
    ofItem(unmet(of, `is not locked down: its object ${item}`, { remedy }), item);
  const faults = [
    ...(inherits ? [fault(about(found, "inherits"), "inherits permissions")] : []),
    ...(owner === null
      ? []
      : [
          fault(
            about(found, "owner", owner.sid ?? owner.name),
            `is owned by ${owner.name}`,
            wayOut`Give the object to Domain Admins with: ${commandFor({ change: "set owner", on: found.distinguishedName, owner: domainAdminsOf(found) })}`,
          ),
        ]),
    ...made.map(({ trustee, entry, origin, names }) =>
      fault(
        about(found, entry),
        `can be changed by ${trustee} (${entryWords(entry, names)})${origin ? `, inherited from ${origin.on}` : ""}`,
      ),
    ),
    ...(listed > made.length
      ? [fault(others(found), `has ${listed - made.length} more ACEs that are not listed`)]
      : []),
    ...(surplus.sample.length > made.length
      ? [fault(about(found, "usual"), "has the ACEs that Windows gives operators and others on such objects")]
      : []),
  ];
  if (faults.length > 0) return faults;
  const without = state.missing.length === 0 ? "" : `, without the ACEs for ${enumerated(state.missing)}`;
  return [met(found, `is locked down${without}`)];
}

/** The group that owns what administrators create. Source: MS-DTYP 2.4.2.4. */
function domainAdminsOf({ sid }: FoundAccount): string {
  return `${sid.slice(0, sid.lastIndexOf("-"))}-512`;
}

function cmdlet(inputs: ConnectorAccountInputs | GroupManagedServiceAccountInputs, found: FoundAccount): Command {
  return inputs.account === "cloud-sync-service-account"
    ? lockingDownGmsa
    : lockingDownConnectorAccount(found.distinguishedName);
}

import { type Command, native, powershell } from "../../catalogue/command.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { LockDown } from "../../directory/facts/lock-down.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeAccount } from "../topics/observed-account.ts";

/** Names and entries in a message; the rest is counted. */
const mostNames = 5;

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
        settle(lockDown, { subject: found.name, question }, (state) => judgeState(inputs, found, state)),
    );
  },
};

type ConnectorDetails = NonNullable<ConnectorAccountInputs["observed"]["details"]>;

function judgeState(
  inputs: ConnectorAccountInputs | GroupManagedServiceAccountInputs,
  found: FoundAccount,
  state: LockDown,
): Verdict {
  const owner = state.owner === null || state.owner.administrative || state.owner.restrained ? null : state.owner.name;
  const trustees = [...new Set(state.surplus.sample.map(({ trustee }) => trustee))];
  const faults = [
    ...(state.inherits ? ["inherits permissions"] : []),
    ...(owner === null ? [] : [`is owned by ${owner}`]),
    ...(state.surplus.count === 0 ? [] : [`can be changed by ${shortened(trustees)} (${listOf(state.surplus)})`]),
  ];
  if (faults.length === 0) {
    const without = state.missing.length === 0 ? "" : `, without the ACEs for ${enumerated(state.missing)}`;
    return met(found.name, `is locked down${without}`);
  }
  return unmet(found.name, `is not locked down: its object ${enumerated(faults)}`, {
    remedy: Remedy.join(
      [
        wayOut`As Domain or Enterprise Administrator, with the user name in the form DOMAIN\\name, lock it down with: ${cmdlet(inputs, found)}`,
        ...dsaclsLines(found, state, owner, trustees),
      ],
      " ; or manually: ",
    ),
  });
}

function listOf({ count, sample }: LockDown["surplus"]): string {
  return shortened(
    sample.map(({ entry }) => entry),
    count,
  );
}

function shortened(items: readonly string[], count = items.length): string {
  const shown = items.slice(0, mostNames);
  const rest = count - shown.length;
  return rest === 0 ? enumerated(shown) : `${shown.join(", ")} and ${rest} more`;
}

function cmdlet(inputs: ConnectorAccountInputs | GroupManagedServiceAccountInputs, found: FoundAccount): Command {
  return inputs.account === "cloud-sync-service-account"
    ? powershell`Set-AADCloudSyncRestrictedPermissions -Credential (Get-Credential)`
    : powershell`Set-ADSyncRestrictedPermissions -ADConnectorAccountDN ${found.distinguishedName} -Credential (Get-Credential)`;
}

/**
 * Owner first, while the caller may still take it; then inheritance off, and others' entries away.
 * Source: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/cc771151(v=ws.11)
 */
function dsaclsLines(
  { distinguishedName }: FoundAccount,
  { inherits }: LockDown,
  owner: string | null,
  trustees: readonly string[],
): readonly Remedy[] {
  const lines = [
    ...(owner === null ? [] : [native`dsacls ${distinguishedName} /takeOwnership`]),
    ...(inherits ? [native`dsacls ${distinguishedName} /P:Y`] : []),
    ...(trustees.length === 0 ? [] : [native`dsacls ${distinguishedName} /R ${trustees}`]),
  ];
  return lines.length === 0 ? [] : [Remedy.join(lines, " ; ")];
}

import { observed, type Unobservable } from "../../catalogue/fact.ts";
import { protectedGroups } from "../../catalogue/protected-groups.ts";
import { factOf, mapFact, valueOr } from "../fact-of.ts";
import type { ConnectorAccountObservation } from "../facts/connector-account.ts";
import { readLogonToken, withoutUnreachable } from "../logon-token.ts";
import type { TrustedPrincipals } from "../requests.ts";
import type { DirectoryObject, DirectorySource } from "../source.ts";
import { describe, enabledOf, findOne, passwordLastSetOf, queryFor, readerOf } from "./account.ts";
import { observeLockDown } from "./lock-down.ts";
import { observeLogon } from "./logon.ts";
import { membershipsIn } from "./memberships.ts";
import { observePasswordPolicies } from "./password-policies.ts";
import { observePermissions } from "./permissions.ts";
import { observeProbe } from "./probe.ts";
import { type RootRights, rootRightsOf } from "./root-rights.ts";
import { nobodyElse, observeConnectorTakeover } from "./takeover.ts";

/** Without a name, the account is the one that the installer made under a name of its own, if it has made any. */
export async function observeConnectorAccount(
  source: DirectorySource,
  {
    name,
    domains,
    organizationalUnits = [],
    trusted = nobodyElse,
  }: {
    readonly name: string | null;
    readonly domains?: readonly string[];
    readonly organizationalUnits?: readonly string[];
    readonly trusted?: TrustedPrincipals;
  },
): Promise<Omit<ConnectorAccountObservation, "evidence">> {
  const found = await findOne(source, name ?? "MSOL_*", () =>
    name === null ? { by: "installer", made: "connector account" } : queryFor(name, "account"),
  );
  const object = valueOr(found, null);
  const account = await describe(source, found);
  return {
    account,
    details:
      object === null ? null : await readDetails(source, object, account, { domains, organizationalUnits, trusted }),
  };
}

export function unseenConnectorAccount(why: {
  readonly unobservable: Unobservable;
}): Omit<ConnectorAccountObservation, "evidence"> {
  return { account: why, details: null };
}

async function readDetails(
  source: DirectorySource,
  object: DirectoryObject,
  account: ConnectorAccountObservation["account"],
  {
    domains,
    organizationalUnits,
    trusted,
  }: {
    readonly domains: readonly string[] | undefined;
    readonly organizationalUnits: readonly string[];
    readonly trusted: TrustedPrincipals;
  },
): Promise<ConnectorAccountObservation["details"]> {
  const [reader, token] = await Promise.all([readerOf(source), factOf(() => readLogonToken(source, object))]);
  const known = mapFact(token, (held) => observed(withoutUnreachable(held, domains)));
  const roots = await rootRightsOf(source, token);
  const replication = valueOr(roots, []).map(replicationRights);
  const probe = await observeProbe(source, object, token, replication);
  // Side by side, because reading every object takes long, and the others wait for a domain controller most of the time.
  const [logon, lockDown, permissions, takeover, passwordPolicies] = await Promise.all([
    observeLogon(source, object, known),
    observeLockDown(source, object),
    observePermissions(source, {
      tool: "connect-sync",
      account: object,
      token,
      roots,
      organizationalUnits,
      synchronized: domains,
    }),
    observeConnectorTakeover(source, object, account, trusted),
    observePasswordPolicies(source),
  ]);
  return {
    enabled: enabledOf(object, reader),
    logon,
    lockDown,
    passwordLastSet: passwordLastSetOf(object, reader),
    protectedGroups: mapFact(known, (held) => membershipsIn(held, protectedGroups, "any domain")),
    permissions,
    takeover,
    passwordPolicies,
    replication,
    ...(probe === undefined ? {} : { probe }),
  };
}

type ReplicationRights = NonNullable<ConnectorAccountObservation["details"]>["replication"][number];

function replicationRights(root: RootRights): ReplicationRights {
  return {
    domain: root.domain.dnsName,
    distinguishedName: root.domain.distinguishedName,
    getChanges: root.holds("DS-Replication-Get-Changes"),
    getChangesAll: root.holds("DS-Replication-Get-Changes-All"),
  };
}

import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import type { Fact, Unobservable } from "../../catalogue/fact.ts";
import { protectedGroups } from "../../catalogue/protected-groups.ts";
import { factOf, mapFact } from "../fact-of.ts";
import type { Grant } from "../facts/account.ts";
import type { ConnectorAccountObservation } from "../facts/connector-account.ts";
import { type LogonToken, readLogonToken, tokenIn } from "../logon-token.ts";
import type { TrustedPrincipals } from "../requests.ts";
import { judge, readDescriptor } from "../rights.ts";
import { controlAccessRight } from "../security/access-check.ts";
import type { DirectoryObject, DirectorySource, DomainFacts } from "../source.ts";
import { describe, enabledOf, findOne, passwordLastSetOf, queryFor, readerOf } from "./account.ts";
import { observeLockDown } from "./lock-down.ts";
import { observeLogon } from "./logon.ts";
import { membershipsIn } from "./memberships.ts";
import { observePasswordPolicies } from "./password-policies.ts";
import { observePermissions } from "./permissions.ts";
import { observeProbe } from "./probe.ts";
import { nobodyElse, observeConnectorTakeover } from "./takeover.ts";

const getChanges = controlAccessRight(controlAccessRights["DS-Replication-Get-Changes"].guid);
const getChangesAll = controlAccessRight(controlAccessRights["DS-Replication-Get-Changes-All"].guid);

/** Without a name, the account is the one that the installer made under a name of its own, if it has made any. */
export async function observeConnectorAccount(
  source: DirectorySource,
  {
    name,
    organizationalUnits = [],
    trusted = nobodyElse,
  }: {
    readonly name: string | null;
    readonly organizationalUnits?: readonly string[];
    readonly trusted?: TrustedPrincipals;
  },
): Promise<ConnectorAccountObservation> {
  const found = await findOne(source, name ?? "MSOL_*", () =>
    name === null ? { by: "installer", made: "connector account" } : queryFor(name, "account"),
  );
  const object = "observed" in found ? found.observed : null;
  const account = await describe(source, found);
  return {
    evidence: await source.evidence(),
    account,
    details: object === null ? null : await readDetails(source, object, account, organizationalUnits, trusted),
  };
}

export function unseenConnectorAccount(why: { readonly unobservable: Unobservable }): ConnectorAccountObservation {
  return { evidence: { source: "none" }, account: why, details: null };
}

async function readDetails(
  source: DirectorySource,
  object: DirectoryObject,
  account: ConnectorAccountObservation["account"],
  organizationalUnits: readonly string[],
  trusted: TrustedPrincipals,
): Promise<ConnectorAccountObservation["details"]> {
  const [reader, token, domains] = await Promise.all([
    readerOf(source),
    factOf(() => readLogonToken(source, object)),
    factOf(() => source.domains()),
  ]);
  const replication = ("observed" in domains ? domains.observed : []).map((domain) => replicationRights(domain, token));
  const probe = await observeProbe(source, object, token, replication);
  return {
    enabled: enabledOf(object, reader),
    logon: await observeLogon(source, object, token),
    lockDown: await observeLockDown(source, object),
    protectedGroups: mapFact(token, (held) => membershipsIn(held, protectedGroups, "any domain")),
    passwordLastSet: passwordLastSetOf(object, reader),
    permissions: await observePermissions(source, {
      tool: "connect-sync",
      account: object,
      token,
      organizationalUnits,
    }),
    takeover: await observeConnectorTakeover(source, object, account, trusted),
    passwordPolicies: await observePasswordPolicies(source),
    replication,
    ...(probe === undefined ? {} : { probe }),
  };
}

type ReplicationRights = NonNullable<ConnectorAccountObservation["details"]>["replication"][number];

function replicationRights(domain: DomainFacts, token: Fact<LogonToken>): ReplicationRights {
  const held = (request: typeof getChanges): Fact<Grant> =>
    mapFact(domain.rootSecurityDescriptor, (bytes) =>
      mapFact(readDescriptor(bytes, domain.distinguishedName), (descriptor) =>
        mapFact(tokenIn(token, domain.dnsName), (identity) =>
          judge(descriptor, identity, request, domain.distinguishedName),
        ),
      ),
    );
  return {
    domain: domain.dnsName,
    distinguishedName: domain.distinguishedName,
    getChanges: held(getChanges),
    getChangesAll: held(getChangesAll),
  };
}

import { domainHolding } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable, unobservable } from "../../catalogue/fact.ts";
import { factOf, mapFact, valueOr } from "../fact-of.ts";
import type { AdSyncServiceAccountObservation, SyncServer } from "../facts/adsync-service-account.ts";
import { readLogonToken } from "../logon-token.ts";
import type { TrustedPrincipals } from "../requests.ts";
import type { DirectoryObject, DirectorySource, DomainFacts } from "../source.ts";
import { describe, enabledOf, findOne, queryFor, readerOf } from "./account.ts";
import {
  findServer,
  mayRetrieve,
  membershipOf,
  type Retrieval,
  refusals,
  retrievingTrustees,
  type Server,
} from "./group-managed-service-account.ts";
import { observeLogon } from "./logon.ts";
import { nobodyElse, observeGmsaTakeover, observeTakeover } from "./takeover.ts";

interface Asked {
  readonly name: string | null;
  readonly servers?: readonly string[];
  readonly trusted?: TrustedPrincipals;
}

type Account = NonNullable<AdSyncServiceAccountObservation["account"]>;
type Details = NonNullable<AdSyncServiceAccountObservation["details"]>;

/**
 * A virtual account lives on its server only: it is declared without a name, or as `NT SERVICE\\ADSync`. A local one is
 * not asked about by its name.
 */
export async function observeAdSyncServiceAccount(
  source: DirectorySource,
  asked: Asked,
): Promise<Omit<AdSyncServiceAccountObservation, "evidence">> {
  const { name } = asked;
  if (name === null || /^NT SERVICE\\/i.test(name))
    return { account: null, details: null, ...(await describeServers(source, await findServers(source, asked, null))) };
  const wanted = name.trim().endsWith("$") ? "managed service account" : "account";
  const found = await findOne(source, name, () => queryFor(name, wanted));
  const object = valueOr(found, null);
  const account = await describe(source, found);
  const servers = await findServers(source, asked, object);
  if (object === null) return { account, details: null, ...(await describeServers(source, servers)) };
  const retrieval = hasClass(object, "msDS-GroupManagedServiceAccount")
    ? { account: object, membership: await membershipOf(source, object) }
    : null;
  return {
    account,
    details: await readDetails(source, { object, account, retrieval, servers, trusted: asked.trusted ?? nobodyElse }),
    ...(await describeServers(source, servers, retrieval)),
  };
}

export function unseenAdSyncServiceAccount(
  why: { readonly unobservable: Unobservable },
  { name, servers }: Asked,
): Omit<AdSyncServiceAccountObservation, "evidence"> {
  return {
    account: name === null ? null : why,
    details: null,
    ...(servers === undefined
      ? {}
      : { servers: servers.map((server) => ({ server, computer: why, enabled: why, mayRetrieve: null })) }),
  };
}

/** Undefined where none were asked about. */
async function findServers(
  source: DirectorySource,
  { servers }: Asked,
  account: DirectoryObject | null,
): Promise<readonly Server[] | undefined> {
  if (servers === undefined) return undefined;
  const domains = valueOr(await factOf(() => source.domains()), []);
  const own = account === null ? undefined : domainHolding(account.distinguishedName, domains);
  return Promise.all(servers.map((server) => findServer(source, server, own?.dnsName ?? "")));
}

async function describeServers(
  source: DirectorySource,
  servers: readonly Server[] | undefined,
  retrieval: Retrieval | null = null,
): Promise<{ readonly servers?: readonly SyncServer[] }> {
  if (servers === undefined) return {};
  const reader = await readerOf(source);
  const domains = valueOr(await factOf(() => source.domains()), []);
  const described = servers.map(async ({ server, object, token }) => ({
    server,
    computer: mapFact(await describe(source, object), (found) =>
      found === null ? ofAnotherForest(server, domains) : observed(found),
    ),
    enabled: mapFact(object, (found) => (found === null ? observed(false) : enabledOf(found, reader))),
    mayRetrieve: retrieval && mayRetrieve(retrieval, object, token),
  }));
  return { servers: await Promise.all(described) };
}

/** A DNS name of no domain of this forest says nothing about this forest. */
function ofAnotherForest(server: string, domains: readonly DomainFacts[]): Fact<null> {
  const suffix =
    server.includes("\\") || server.includes("=") ? "" : server.toLowerCase().split(".").slice(1).join(".");
  if (suffix === "" || domains.some(({ dnsName }) => isWithin(suffix, dnsName.toLowerCase()))) return observed(null);
  return unobservable(
    `${server} is outside the domains of this forest`,
    "Check the computer account in the forest to which the server is joined",
  );
}

function isWithin(suffix: string, domain: string): boolean {
  return suffix === domain || suffix.endsWith(`.${domain}`);
}

async function readDetails(
  source: DirectorySource,
  {
    object,
    account,
    retrieval,
    servers = [],
    trusted,
  }: {
    readonly object: DirectoryObject;
    readonly account: Account;
    readonly retrieval: Retrieval | null;
    readonly servers: readonly Server[] | undefined;
    readonly trusted: TrustedPrincipals;
  },
): Promise<Details> {
  const logon = {
    enabled: enabledOf(object, await readerOf(source)),
    logon: await observeLogon(source, object, await factOf(() => readLogonToken(source, object))),
  };
  if (retrieval === null) {
    const kind = hasClass(object, "msDS-ManagedServiceAccount") ? "managed service account" : "user";
    return { ...logon, takeover: await observeTakeover(source, account, trusted, { kind }, async () => []) };
  }
  return {
    ...logon,
    takeover: await observeGmsaTakeover(source, account, trusted, {
      retrievers: mapFact(retrieval.membership, (descriptor) => observed(retrievingTrustees(descriptor))),
      ...refusals(retrieval.membership),
      servers: servers.flatMap(({ object: computer }) => valueOr(computer, null)?.sid ?? []),
    }),
  };
}

function hasClass({ objectClass }: DirectoryObject, name: string): boolean {
  return objectClass.some((one) => one.toLowerCase() === name.toLowerCase());
}

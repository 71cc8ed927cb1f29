import { domainHolding } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable } from "../../catalogue/fact.ts";
import { allFacts, factOf, mapFact, sound, valueOr } from "../fact-of.ts";
import type { Grant } from "../facts/account.ts";
import type { GroupManagedServiceAccountObservation } from "../facts/group-managed-service-account.ts";
import type { Retriever } from "../facts/takeover.ts";
import { type LogonToken, readLogonToken, type TokenEntry, tokenIn, withoutUnreachable } from "../logon-token.ts";
import { nameOf } from "../names.ts";
import { kindOfClasses } from "../principal-kind.ts";
import type { TrustedPrincipals } from "../requests.ts";
import { grantOf, readDescriptor } from "../rights.ts";
import { sampleSize } from "../sample-of.ts";
import { checkAccess, wholeObject } from "../security/access-check.ts";
import { accessRights, mapGenericRights } from "../security/access-mask.ts";
import { entryToSddl } from "../security/sddl.ts";
import {
  type AccessControlEntry,
  daclKind,
  entryFlags,
  type SecurityDescriptor,
} from "../security/security-descriptor.ts";
import { compareSids, wellKnownSidName, wellKnownSids } from "../security/sid.ts";
import { domainRids } from "../security/well-known-sids.ts";
import type { DirectoryObject, DirectorySource } from "../source.ts";
import { holdsEveryone } from "../takeover/everyone.ts";
import { Visibility } from "../visibility.ts";
import { describe, enabledOf, encryptionTypesOf, findOne, queryFor, readerOf } from "./account.ts";
import { observeLockDown } from "./lock-down.ts";
import { observeLogon } from "./logon.ts";
import { observePasswordPolicies } from "./password-policies.ts";
import { observePermissions } from "./permissions.ts";
import { rootRightsOf } from "./root-rights.ts";
import { nobodyElse, observeGmsaTakeover } from "./takeover.ts";

type Details = NonNullable<GroupManagedServiceAccountObservation["details"]>;
type Retrievers = Details["others"];

/** Retrieving the password takes the right to read properties. Source: MS-ADTS 3.1.1.4.5.39. */
const retrieval = wholeObject(accessRights.readProperty);

export async function observeGroupManagedServiceAccount(
  source: DirectorySource,
  {
    name,
    servers,
    domains,
    organizationalUnits = [],
    trusted = nobodyElse,
    exchangeOnlineAttributes,
  }: {
    readonly name: string;
    readonly servers: readonly string[];
    readonly domains?: readonly string[];
    readonly organizationalUnits?: readonly string[];
    readonly trusted?: TrustedPrincipals;
    readonly exchangeOnlineAttributes?: readonly string[];
  },
): Promise<Omit<GroupManagedServiceAccountObservation, "evidence">> {
  const found = await findOne(source, name, () => queryFor(name, "managed service account"));
  const object = valueOr(found, null);
  const account = await describe(source, found);
  return {
    account,
    details:
      object === null
        ? null
        : await readDetails(source, object, account, {
            servers,
            domains,
            organizationalUnits,
            trusted,
            exchangeOnlineAttributes,
          }),
  };
}

export function unseenGroupManagedServiceAccount(why: {
  readonly unobservable: Unobservable;
}): Omit<GroupManagedServiceAccountObservation, "evidence"> {
  return { account: why, details: null };
}

interface Declared {
  readonly servers: readonly string[];
  readonly domains: readonly string[] | undefined;
  readonly organizationalUnits: readonly string[];
  readonly trusted: TrustedPrincipals;
  readonly exchangeOnlineAttributes: readonly string[] | undefined;
}

async function readDetails(
  source: DirectorySource,
  object: DirectoryObject,
  account: GroupManagedServiceAccountObservation["account"],
  declared: Declared,
): Promise<Details> {
  const reader = await readerOf(source);
  const token = await factOf(() => readLogonToken(source, object));
  const known = mapFact(token, (held) => observed(withoutUnreachable(held, declared.domains)));
  const membership = await membershipOf(source, object);
  const domains = await factOf(() => source.domains());
  const own = domainHolding(object.distinguishedName, valueOr(domains, []));
  const servers = await Promise.all(declared.servers.map((server) => findServer(source, server, own?.dnsName ?? "")));
  const roots = await rootRightsOf(source, token);
  const trustees = mapFact(membership, (descriptor) => observed(retrievingTrustees(descriptor)));
  // Side by side, because reading every object takes long, and the others wait for a domain controller most of the time.
  const [logon, lockDown, permissions, takeover, passwordPolicies] = await Promise.all([
    observeLogon(source, object, known),
    observeLockDown(source, object),
    observePermissions(source, {
      tool: "cloud-sync",
      account: object,
      token,
      roots,
      organizationalUnits: declared.organizationalUnits,
      synchronized: declared.domains,
      exchangeOnlineAttributes: declared.exchangeOnlineAttributes,
    }),
    observeGmsaTakeover(source, account, declared.trusted, {
      retrievers: trustees,
      ...refusals(membership),
      servers: servers.flatMap(({ object: computer }) => valueOr(computer, null)?.sid ?? []),
    }),
    observePasswordPolicies(source),
  ]);
  return {
    enabled: enabledOf(object, reader),
    logon,
    lockDown,
    servers: await Promise.all(
      servers.map(async ({ server, object: computer, token }) => ({
        server,
        computer: await describe(source, computer),
        enabled: mapFact(computer, (found) => (found === null ? observed(false) : enabledOf(found, reader))),
        encryptionTypes: await encryptionTypesOfServer(source, computer),
        mayRetrieve: mayRetrieve({ account: object, membership }, computer, token),
        onlyAsEveryone: onlyAsEveryone(membership, token),
      })),
    ),
    others: await resolveOthers(source, trustees, servers),
    encryptionTypes: await encryptionTypesOf(source, object),
    permissions,
    takeover,
    passwordPolicies,
  };
}

/** Who may retrieve the password, as it is stored. An absent attribute lists nobody, as an empty list does. */
export async function membershipOf(
  source: DirectorySource,
  object: DirectoryObject,
): Promise<Fact<SecurityDescriptor | null>> {
  const { groupManagedServiceAccountMembership: bytes, distinguishedName } = object;
  const attribute = "msDS-GroupMSAMembership";
  const value = sound(object, attribute, bytes);
  if (!("observed" in value)) return value;
  if (bytes !== null) return readDescriptor(bytes, `${attribute} of ${distinguishedName}`);
  return mapFact(await Visibility.of(source).absent(distinguishedName, attribute), () => observed(null));
}

/** Everyone whom an effective entry allows to retrieve and none denies it, ordered by security identifier. */
export function retrievingTrustees(descriptor: SecurityDescriptor | null): readonly string[] {
  if (descriptor === null) return [];
  if (["absent", "null"].includes(daclKind(descriptor))) return [wellKnownSids.everyone];
  const trustees = (descriptor.dacl?.entries ?? []).flatMap((entry) => {
    if (entry.kind === "unknown" || !entry.kind.startsWith("allow")) return [];
    const effective = (entry.flags & entryFlags.inheritOnly) === 0;
    const retrieves = (mapGenericRights(entry.mask) & accessRights.readProperty) !== 0;
    return effective && retrieves ? [entry.trustee] : [];
  });
  const anyone = [wellKnownSids.everyone, wellKnownSids.authenticatedUsers];
  return [...new Set(trustees)]
    .filter((sid) => !isRefused(descriptor, new Set([sid, ...anyone])))
    .toSorted(compareSids);
}

/** Whether an entry denies retrieving to whoever holds these, although others may allow it. */
function isRefused(descriptor: SecurityDescriptor, sids: ReadonlySet<string>): boolean {
  const { outcome, reason } = checkAccess(descriptor, { sids }, retrieval);
  return outcome === "denied" && reason === "denied by an entry";
}

/** Whom entries keep from retrieving; nothing where none denies anything, as administration tools write it. */
export function refusals(membership: Fact<SecurityDescriptor | null>): {
  readonly isRefused?: (sids: ReadonlySet<string>) => boolean;
} {
  const descriptor = valueOr(membership, null);
  if (descriptor === null || !(descriptor.dacl?.entries ?? []).some(({ kind }) => kind.startsWith("deny"))) return {};
  return { isRefused: (sids) => isRefused(descriptor, sids) };
}

/** A declared server, as it was found. */
export interface Server {
  readonly server: string;
  readonly object: Fact<DirectoryObject | null>;
  /** For the domain that the account lies in; null when there is no such computer. */
  readonly token: Fact<LogonToken | null>;
}

export async function findServer(source: DirectorySource, server: string, domain: string): Promise<Server> {
  const object = await findOne(source, server, () => queryFor(server, "computer"));
  const computer = valueOr(object, null);
  if (!("observed" in object)) return { server, object, token: object };
  if (computer === null) return { server, object, token: observed(null) };
  return { server, object, token: tokenIn(await factOf(() => readLogonToken(source, computer)), domain) };
}

async function encryptionTypesOfServer(
  source: DirectorySource,
  computer: Fact<DirectoryObject | null>,
): Promise<Fact<number | null>> {
  if (!("observed" in computer)) return computer;
  return computer.observed === null ? observed(null) : encryptionTypesOf(source, computer.observed);
}

/** Who may retrieve the password of an account. */
export interface Retrieval {
  readonly account: DirectoryObject;
  readonly membership: Fact<SecurityDescriptor | null>;
}

export function mayRetrieve(
  { account, membership }: Retrieval,
  computer: Fact<DirectoryObject | null>,
  token: Fact<LogonToken | null>,
): Fact<Grant> {
  if ("observed" in computer && computer.observed === null) return observed({ granted: false, deniedTo: null });
  return mapFact(allFacts({ membership, token }), ({ membership: descriptor, token: identity }) =>
    descriptor === null || identity === null
      ? observed({ granted: false, deniedTo: null })
      : retrievalGrant(account, descriptor, identity),
  );
}

function retrievalGrant(
  { distinguishedName: on, groupManagedServiceAccountMembership: bytes }: DirectoryObject,
  descriptor: SecurityDescriptor,
  token: LogonToken,
): Fact<Grant> {
  const attribute = "msDS-GroupMSAMembership";
  const origin = (entry: AccessControlEntry) => ({ on, entry });
  return mapFact(grantOf(descriptor, token, retrieval, `${attribute} of ${on}`, origin), (grant) => {
    if (grant.granted || bytes === null || (grant.deniedBy ?? []).length === 0) return observed(grant);
    const denying = new Set(grant.deniedBy?.map(({ entry }) => entry));
    const entries = (descriptor.dacl?.entries ?? []).filter((entry) => !denying.has(entryToSddl(entry)));
    const without = { ...descriptor, dacl: { revision: descriptor.dacl?.revision ?? 4, entries } };
    const allowsWithout = checkAccess(without, token, retrieval).outcome === "granted";
    return observed({
      ...grant,
      deniedIn: { attribute, value: Buffer.from(bytes).toString("base64"), allowsWithout },
    });
  });
}

/** Whether a server retrieves the password only because it is one of many: without what everyone is, it may not. */
function onlyAsEveryone(membership: Fact<SecurityDescriptor | null>, token: Fact<LogonToken | null>): Fact<boolean> {
  return mapFact(allFacts({ membership, token }), ({ membership: descriptor, token: identity }) => {
    if (descriptor === null || identity === null) return observed(false);
    const own = new Set([...identity.sids.keys()].filter((sid) => !holdsEveryone(sid)));
    const may = (sids: { has(sid: string): boolean }) =>
      checkAccess(descriptor, { sids }, retrieval).outcome === "granted";
    return observed(may(identity.sids) && !may(own));
  });
}

function withoutServers(trustees: Fact<readonly string[]>, servers: readonly Server[]): Fact<readonly string[]> {
  return servers.reduce<Fact<readonly string[]>>(
    (remaining, { token, object }) =>
      mapFact(allFacts({ remaining, object, token }), ({ remaining: sids, object: computer, token: identity }) =>
        observed(sids.filter((sid) => !isItsOwn(identity?.sids.get(sid), computer))),
      ),
    trustees,
  );
}

/** What a server is along with every other one is never taken for its own, although it retrieves through that too. */
function isItsOwn(entry: TokenEntry | undefined, computer: DirectoryObject | null): boolean {
  if (entry === undefined || entry.by === "being everyone") return false;
  return entry.by !== "primary group" || computer?.primaryGroupId !== domainRids.domainComputers;
}

/** Looks the servers among them up too, so that a snapshot answers for whoever of them is declared or left out later. */
async function resolveOthers(
  source: DirectorySource,
  trustees: Fact<readonly string[]>,
  servers: readonly Server[],
): Promise<Retrievers> {
  await resolveAll(source, trustees);
  return resolveAll(source, withoutServers(trustees, servers));
}

async function resolveAll(source: DirectorySource, trustees: Fact<readonly string[]>): Promise<Retrievers> {
  if (!("observed" in trustees)) return trustees;
  const sids = trustees.observed;
  return factOf(async () => ({
    count: sids.length,
    sample: await Promise.all(sids.slice(0, sampleSize).map((sid) => resolve(source, sid))),
  }));
}

async function resolve(source: DirectorySource, sid: string): Promise<Retriever> {
  const object = await source.objectWithSid(sid);
  const wellKnown = wellKnownSidName(sid) ?? null;
  const kind = object === null ? null : kindOfClasses(object.objectClass);
  const everyone = holdsEveryone(sid) ? ({ everyone: true } as const) : {};
  // For a snapshot, when it is declared.
  if (object !== null && kind === "computer") await encryptionTypesOf(source, object);
  if (object !== null && kind !== null) return { sid, name: nameOf(object, await source.domains()), kind, ...everyone };
  if (wellKnown !== null) return { sid, name: wellKnown, kind: "well-known", ...everyone };
  return { sid, name: null, kind: object === null ? "unresolved" : "foreign" };
}

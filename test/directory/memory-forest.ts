/** A forest that lives in memory, for tests of what is concluded from facts. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { isSameName, nameKey, parentOf, withinKey } from "../../catalogue/distinguished-name.ts";
import { observed, unobservable } from "../../catalogue/fact.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import type { Condition, Entry, EntryQuery } from "../../directory/entries.ts";
import type { ObjectBatch } from "../../directory/secured-objects.ts";
import { fullControl } from "../../directory/security/access-mask.ts";
import { decodeGuid, encodeGuid } from "../../directory/security/guid.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import {
  type AccessControlEntry,
  controlFlags,
  encodeSecurityDescriptor,
  entryFlags,
} from "../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import {
  type AccountQuery,
  type DirectoryObject,
  type DirectorySource,
  DirectoryUnavailableError,
  type DomainFacts,
  type ForestFacts,
  type GroupClosure,
  type SchemaFacts,
} from "../../directory/source.ts";
import { optionalAttributes } from "../../directory/visibility.ts";

export const domainSid = "S-1-5-21-11-22-33";
export const domainName = "DC=wingtip,DC=test";
export const getChanges = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";
export const getChangesAll = "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2";

export const hidden = unobservable("hidden from the reader", "let the reader see it");

export interface MemoryForest {
  readonly objects?: readonly DirectoryObject[];
  /** Direct memberships, by security identifier. */
  readonly memberOf?: Readonly<Record<string, readonly string[]>>;
  /** What the domain controller tells of the account's groups: all of them when absent, null when it tells nothing. */
  readonly token?: readonly string[] | null;
  readonly domains?: readonly DomainFacts[];
  readonly forest?: Partial<ForestFacts>;
  readonly schema?: Partial<SchemaFacts>;
  /** Who asks: the security identifiers of its session. Everyone and Authenticated Users when absent. */
  readonly session?: readonly string[];
  /** What questions about attributes are answered from; everybody may read what has no nTSecurityDescriptor. */
  readonly entries?: readonly Entry[];
  /** Every object of the domain, with its descriptor. */
  readonly secured?: readonly ObjectBatch[];
  /** Questions that fail, by the name of the method. */
  readonly failing?: Partial<
    Record<"evidence" | "forest" | "domains" | "groupsOf" | "findAccounts" | "entries" | "readObjects", Error>
  >;
}

export function object(
  name: string,
  facts: Partial<DirectoryObject> & { readonly rid?: number } = {},
): DirectoryObject {
  const { rid = 1100, ...rest } = facts;
  return {
    distinguishedName: `CN=${name},OU=Accounts,${domainName}`,
    sid: `${domainSid}-${rid}`,
    objectClass: ["top", "person", "organizationalPerson", "user"],
    samAccountName: name,
    userPrincipalName: null,
    commonName: name,
    dnsHostName: null,
    userAccountControl: 0x200,
    passwordLastSet: "134352864000000000",
    primaryGroupId: 513,
    sidHistory: [],
    supportedEncryptionTypes: null,
    groupManagedServiceAccountMembership: null,
    ...rest,
  };
}

const groupClass = ["top", "group"];
const computerClass = ["top", "person", "organizationalPerson", "user", "computer"];
export const gmsaClass = [...computerClass, "msDS-GroupManagedServiceAccount"];

export function group(name: string, rid: number): DirectoryObject {
  return object(name, { rid, objectClass: groupClass, userAccountControl: null, primaryGroupId: null });
}

export function computer(name: string, rid: number): DirectoryObject {
  return object(name, { rid, objectClass: computerClass, samAccountName: `${name}$`, primaryGroupId: 515 });
}

/** What a search gives of an object: what tells who it is, and the members of a group. */
export function entryOf(found: DirectoryObject, members: readonly DirectoryObject[] = []): Entry {
  return {
    distinguishedName: found.distinguishedName,
    attributes: {
      objectClass: found.objectClass,
      objectSid: [Buffer.from(encodeSid(found.sid ?? "")).toString("base64")],
      sAMAccountName: [found.samAccountName ?? ""],
      ...(found.primaryGroupId === null ? {} : { primaryGroupID: [String(found.primaryGroupId)] }),
      ...(members.length === 0 ? {} : { member: members.map(({ distinguishedName }) => distinguishedName) }),
    },
  };
}

export function allow(trustee: string, facts: { mask?: number; right?: string; flags?: number } = {}) {
  return entry("allow", trustee, facts);
}

export function deny(trustee: string, facts: { mask?: number; right?: string; flags?: number } = {}) {
  return entry("deny", trustee, facts);
}

export const inheritOnly = entryFlags.containerInherit | entryFlags.inheritOnly;

function entry(
  kind: "allow" | "deny",
  trustee: string,
  { mask, right, flags = 0 }: { mask?: number; right?: string; flags?: number },
): AccessControlEntry {
  if (right === undefined) return { kind, flags, mask: mask ?? fullControl, trustee };
  return { kind: `${kind} object`, flags, mask: mask ?? 0x100, objectType: right, trustee };
}

/** Null stands for a NULL DACL. */
export function descriptor(entries: readonly AccessControlEntry[] | null): Uint8Array {
  return encodeSecurityDescriptor({
    control: controlFlags.selfRelative | controlFlags.daclPresent,
    resourceManagerControl: 0,
    owner: "S-1-5-32-544",
    group: "S-1-5-32-544",
    dacl: entries === null ? null : { revision: 4, entries },
    sacl: null,
  });
}

export function domain(facts: Partial<DomainFacts> = {}): DomainFacts {
  return {
    dnsName: "wingtip.test",
    netBiosName: "WINGTIP",
    distinguishedName: domainName,
    sid: observed(domainSid),
    functionalLevel: observed(7),
    rootSecurityDescriptor: observed(descriptor([])),
    managedServiceAccountsContainer: observed({
      distinguishedName: `CN=Managed Service Accounts,${domainName}`,
      deleted: false,
    }),
    ...facts,
  };
}

export function memoryForest(model: MemoryForest = {}): DirectorySource {
  const { objects = [], failing = {}, domains = [domain()] } = model;
  const answer = async <T>(method: keyof typeof failing, value: () => T): Promise<T> => {
    const error = failing[method];
    if (error !== undefined) throw error;
    return value();
  };
  return {
    evidence: () =>
      answer("evidence", () => ({ source: "live", domainController: "dc1.wingtip.test", reader: "WINGTIP\\reader" })),
    forest: () => answer("forest", () => ({ ...forestFacts, ...model.forest })),
    schema: async () => ({ ...schemaFacts, ...model.schema }),
    domains: () => answer("domains", () => domains),
    findAccounts: (query) => answer("findAccounts", () => objects.filter((candidate) => answersTo(candidate, query))),
    objectWithSid: async (sid) => objects.find((candidate) => candidate.sid === sid) ?? null,
    groupsOf: (account) => answer("groupsOf", () => closureOf(account, model)),
    objectGuid: async (name) => guidIn(model, name),
    entries: (query) =>
      answer("entries", () => {
        const isAsked = scopeOf(query);
        return entriesOf(model).flatMap((entry) => (isAsked(entry.distinguishedName) ? answerTo(query, entry) : []));
      }),
    readObjects: (_domain, begin) =>
      answer("readObjects", () => {
        const receiver = begin();
        for (const batch of model.secured ?? []) receiver.receive(batch);
        return { receiver, domainController: "dc1.wingtip.test" };
      }),
    close: async () => {},
  };
}

/** An attribute of the entry that the model has of that name. */
function guidIn({ entries = [] }: MemoryForest, name: string): string | null {
  const entry = entries.find(({ distinguishedName }) => isSameName(distinguishedName, name));
  const [guid] = entry?.attributes.objectGUID ?? [];
  return guid === undefined ? null : decodeGuid(Buffer.from(guid, "base64"));
}

/** What every domain controller answers, besides what the model says. */
function entriesOf({ entries = [], objects = [], session = [everyone, authenticatedUsers] }: MemoryForest) {
  const sids = session.map((sid) => Buffer.from(encodeSid(sid)).toString("base64"));
  const rootEntry = { defaultNamingContext: [domainName], ...(sids.length === 0 ? {} : { tokenGroups: sids }) };
  return [{ distinguishedName: "", attributes: rootEntry }, ...schemaEntries, ...entries, ...bare(objects, entries)];
}

/** Objects of which the model says nothing else; they only have permissions. */
function bare(objects: readonly DirectoryObject[], entries: readonly Entry[]): readonly Entry[] {
  const known = new Set(entries.map((entry) => entry.distinguishedName));
  return objects
    .filter((each) => !known.has(each.distinguishedName))
    .map(({ distinguishedName }) => ({ distinguishedName, attributes: {} }));
}

const everyone = "S-1-1-0";
const authenticatedUsers = "S-1-5-11";

/** What every authenticated user may read, as objects have it where the model does not say otherwise. */
const readableByAll = Buffer.from(
  encodeSecurityDescriptor(parseSddl("O:BAG:BAD:(A;;RPLCLORC;;;AU)", { domain: domainSid })),
).toString("base64");

const accountRestrictions = "4c164200-20c0-11d0-a768-00aa006e0529";

const schemaEntries: readonly Entry[] = optionalAttributes.map((name, index) => ({
  distinguishedName: `CN=${name},CN=Schema,CN=Configuration,${domainName}`,
  attributes: {
    lDAPDisplayName: [name],
    schemaIDGUID: [Buffer.from(String(index).padStart(16, "0")).toString("base64")],
    ...(name === "userAccountControl"
      ? { attributeSecurityGUID: [Buffer.from(encodeGuid(accountRestrictions)).toString("base64")] }
      : {}),
  },
}));

/** GROUP_TYPE_ACCOUNT_GROUP and GROUP_TYPE_SECURITY_ENABLED, as groups have it where the model does not say otherwise. */
const globalSecurityGroup = "-2147483646";

/** The base may be very long: its key is made once a question. */
function scopeOf({ base, scope }: EntryQuery): (name: string) => boolean {
  const key = nameKey(base);
  if (scope === "sub") return (name) => withinKey(key)(nameKey(name));
  return (name) => nameKey(scope === "base" ? name : (parentOf(name) ?? "")) === key;
}

function answerTo({ where, attributes }: EntryQuery, entry: Entry): readonly Entry[] {
  if (where !== undefined && !holds(where, entry)) return [];
  const known = {
    nTSecurityDescriptor: [readableByAll],
    ...(entry.attributes.objectClass?.includes("group") ? { groupType: [globalSecurityGroup] } : {}),
    ...("lDAPDisplayName" in entry.attributes ? { searchFlags: ["0"] } : {}),
    ...entry.attributes,
  };
  const asked = Object.entries(known).filter(([attribute]) => attributes.includes(attribute));
  return [{ distinguishedName: entry.distinguishedName, attributes: Object.fromEntries(asked) }];
}

/** Names of attributes are compared as written; security identifiers stand in `attributes` as they do in an answer. */
function holds(where: Condition, entry: Entry): boolean {
  if ("all" in where) return where.all.every((each) => holds(each, entry));
  if ("any" in where) return where.any.some((each) => holds(each, entry));
  if ("not" in where) return !holds(where.not, entry);
  if ("present" in where) return (entry.attributes[where.present] ?? []).length > 0;
  const values = entry.attributes[where.attribute] ?? [];
  if ("equals" in where) return values.some((value) => value.toLowerCase() === where.equals.toLowerCase());
  if ("equalsSid" in where) return values.includes(Buffer.from(encodeSid(where.equalsSid)).toString("base64"));
  if ("equalsGuid" in where) return values.includes(Buffer.from(encodeGuid(where.equalsGuid)).toString("base64"));
  if ("startsWith" in where)
    return values.some((value) => value.toLowerCase().startsWith(where.startsWith.toLowerCase()));
  return values.some((value) => (Number(value) & where.hasBits) === where.hasBits);
}

/** What Windows gives new objects of most classes. */
const usualDescriptor = "D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)";
/** And new users, as far as permissions are about it. */
const userDescriptor =
  "D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RC;;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)";
/** The schema of Windows Server 2016, without Exchange. */
const schemaFacts: SchemaFacts = {
  classes: observed(
    Object.entries(classGuids).map(([name, guid]) => ({
      name,
      guid,
      defaultSecurityDescriptor: ["user", "inetOrgPerson", "group"].includes(name) ? userDescriptor : usualDescriptor,
    })),
  ),
  attributes: observed(
    Object.entries(attributeGuids).map(([name, guid]) => ({
      name,
      guid,
      propertySet: name === "pwdLastSet" ? accountRestrictions : null,
    })),
  ),
  rights: observed(Object.entries(controlAccessRights).map(([name, { guid }]) => ({ name, guid }))),
};

const forestFacts: ForestFacts = {
  rootDomain: "wingtip.test",
  functionalLevel: observed(7),
  schemaVersion: observed(88),
  enabledOptionalFeatures: observed([]),
  visibleKdsRootKeys: observed(0),
  managedPasswordHolders: observed([]),
};

function answersTo(candidate: DirectoryObject, query: AccountQuery): boolean {
  const sam = candidate.samAccountName?.toLowerCase() ?? "";
  if (query.by === "installer") return sam.startsWith("msol_");
  const { name } = query;
  switch (name.form) {
    case "distinguished-name":
      return isSameName(candidate.distinguishedName, name.distinguishedName);
    case "user-principal-name":
      return candidate.userPrincipalName?.toLowerCase() === name.userPrincipalName.toLowerCase();
    case "down-level":
    case "sam-account-name":
      return (query.wanted === "account" ? [sam] : [sam, sam.replace(/\$$/, "")]).includes(
        name.samAccountName.toLowerCase(),
      );
  }
}

/** Every account is Authenticated Users too, as in a live forest. */
function closureOf(account: DirectoryObject, { objects = [], memberOf = {}, token }: MemoryForest): GroupClosure {
  const direct = ["S-1-1-0", "S-1-5-11", ...(memberOf[account.sid ?? ""] ?? [])];
  const reached = new Set<string>();
  const pending = [...direct];
  for (let sid = pending.pop(); sid !== undefined; sid = pending.pop()) {
    if (reached.has(sid)) continue;
    reached.add(sid);
    pending.push(...(memberOf[sid] ?? []));
  }
  return {
    direct,
    groups: [...reached].map((sid) => {
      const found = objects.find((candidate) => candidate.sid === sid);
      return {
        sid,
        distinguishedName: found?.distinguishedName ?? "",
        samAccountName: found?.samAccountName ?? null,
        memberOf: memberOf[sid] ?? [],
      };
    }),
    token: token === undefined ? [...reached] : token,
  };
}

export const unreachable = new DirectoryUnavailableError("dc1 cannot be reached", "Open the way to it");

/**
 * The one place that decides whether something which the reader does not see is absent. The reader is an account like any
 * other: an attribute without a value and one that it may not read look the same in an answer, and the permissions of the
 * object tell which it is. Absence is concluded only where they show that presence would have been visible.
 *
 * Sources: MS-ADTS 3.1.1.3.1.3.1 (what a filter sees), 3.1.1.4.4 (which attributes come back), 5.1.3.3 (access checks).
 */
import {
  domainHolding,
  firstValue,
  isSameName,
  nameKey,
  namingContextOf,
  parentOf,
  splitName,
  withinKey,
} from "../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable, unobservable } from "../catalogue/fact.ts";
import { parseAccountName } from "./account-name.ts";
import { type Census, type ObjectGroup, takeCensus } from "./census.ts";
import { decoded, guidIn } from "./damaged-value.ts";
import type { Entry } from "./entries.ts";
import { allBytesOf, bytesOf, integerOf, textOf, textsOf } from "./entry-values.ts";
import { allFacts, factOf, mapFact, notReadable } from "./fact-of.ts";
import type { ObjectPermissions } from "./facts/permissions.ts";
import { EntryEffects } from "./inspection/entry-effects.ts";
import { readLogonToken, tokenIn } from "./logon-token.ts";
import { readDescriptor } from "./rights.ts";
import { sampleOfGroups } from "./sample-of.ts";
import {
  type AccessRequest,
  checkAccess,
  readConfidentialProperty,
  readProperty,
  type Token,
  wholeObject,
} from "./security/access-check.ts";
import { accessRights } from "./security/access-mask.ts";
import { controlFlags, type SecurityDescriptor } from "./security/security-descriptor.ts";
import { decodeSid } from "./security/sid.ts";
import type { DirectorySource, DomainFacts } from "./source.ts";

/** What shows that an attribute which did not come back has no value. */
export type Witness = "the permissions of the object" | "the schema";

/**
 * Attributes of which absence is concluded somewhere, with the version of the schema that brought them, where not every
 * forest in use has it. Source: objectVersion in MS-ADTS 3.1.1.2.3, MS-ADSC and MS-ADA.
 */
const attributes = {
  adminCount: 0,
  cn: 0,
  dNSHostName: 0,
  gPLink: 0,
  groupType: 0,
  keywords: 0,
  logonHours: 0,
  member: 0,
  "mS-DS-ConsistencyGuid": 0,
  "mS-DS-CreatorSID": 0,
  "msDS-AllowedToActOnBehalfOfOtherIdentity": 56,
  "msDS-AllowedToDelegateTo": 30,
  "msDS-AssignedAuthNPolicy": 69,
  "msDS-AssignedAuthNPolicySilo": 69,
  "msDS-AuthNPolicyEnforced": 69,
  "msDS-AuthNPolicySiloEnforced": 69,
  "msDS-DeviceLocation": 56,
  "msDS-EnabledFeature": 47,
  "msDS-GroupMSAMembership": 56,
  "msDS-KeyCredentialLink": 87,
  "msDS-PSOApplied": 44,
  "msDS-SupportedEncryptionTypes": 44,
  objectClass: 0,
  objectSid: 0,
  otherWellKnownObjects: 0,
  primaryGroupID: 0,
  sAMAccountName: 0,
  servicePrincipalName: 0,
  sIDHistory: 0,
  userAccountControl: 0,
  userPrincipalName: 0,
  userWorkstations: 0,
} as const;

/** In a property set in every schema: where it shows none, property sets are hidden. Source: MS-ADA3 2.342. */
const inPropertySet: OptionalAttribute = "userAccountControl";

export type OptionalAttribute = keyof typeof attributes;

export const optionalAttributes = Object.keys(attributes) as readonly OptionalAttribute[];

/** CONFIDENTIAL of searchFlags: reading takes the control access right, too. Source: MS-ADTS 2.2.10. */
const confidential = 0x80;

interface AttributeFacts {
  /** Its own GUID, and that of its property set. */
  readonly objectTypes: readonly string[];
  readonly isConfidential: boolean;
}

/** By name, in lower case; null for one of which the GUID is hidden. */
type Attributes = ReadonlyMap<string, Fact<AttributeFacts | null>>;

/** Classes of what signs in or holds others for that; in lower case. */
const principalClasses: ReadonlySet<string> = new Set(
  [
    "user",
    "inetOrgPerson",
    "computer",
    "group",
    "foreignSecurityPrincipal",
    "msDS-GroupManagedServiceAccount",
    "msDS-ManagedServiceAccount",
    "msDS-DelegatedManagedServiceAccount",
  ].map((name) => name.toLowerCase()),
);

/**
 * What may hold accounts and groups, or what holds those; in lower case. Source: systemPossSuperiors in MS-ADSC, and the
 * schema of Exchange.
 */
const containerClasses: ReadonlySet<string> = new Set(
  [
    "organizationalUnit",
    "container",
    "domainDNS",
    "builtinDomain",
    "lostAndFound",
    "organization",
    "country",
    "locality",
    "msExchSystemObjectsContainer",
    "msDS-AzAdminManager",
    "msDS-AzApplication",
    "msDS-AzScope",
  ].map((name) => name.toLowerCase()),
);

/**
 * Parts of Active Directory that every domain hides from ordinary readers; no account and no group is among or below
 * them. Source: MS-ADTS 6.1.1.4, and the default security descriptors of their classes.
 */
const hiddenEverywhere: readonly string[] = [
  "CN=IP Security,CN=System",
  "CN=Password Settings Container,CN=System",
  "CN=Keys",
  "CN=NTDS Quotas",
  "CN=TPM Devices",
  "CN=Deleted Objects",
];
/** Secrets of the data protection API, directly in CN=System: the name says nothing anywhere else. */
const backupKey = /^BCKUPKEY_/i;

const opened = new WeakMap<DirectorySource, Visibility>();

export class Visibility {
  readonly #source: DirectorySource;
  readonly #tokens = new Map<string, Promise<Fact<Token>>>();
  readonly #descriptors = new Map<string, Promise<Fact<SecurityDescriptor>>>();
  readonly #hidden = new Map<string, Promise<Fact<HiddenGroups>>>();
  readonly #unlistable = new Map<string, Promise<Fact<null>>>();
  #schema: Promise<Fact<Attributes>> | undefined;
  #session: Promise<Fact<Session>> | undefined;

  private constructor(source: DirectorySource) {
    this.#source = source;
  }

  /** One for each source, whoever asks. Asks nothing yet. */
  static of(source: DirectorySource): Visibility {
    const known = opened.get(source) ?? new Visibility(source);
    opened.set(source, known);
    return known;
  }

  /** Who asks, as messages name it. */
  async reader(): Promise<string> {
    return (await this.#source.evidence()).reader;
  }

  /** Whether an attribute that did not come back has no value. `distinguishedName` is an object that the reader sees. */
  async absent(distinguishedName: string, attribute: OptionalAttribute): Promise<Fact<Witness>> {
    const facts = await this.#attribute(attribute);
    if (!("observed" in facts)) return facts;
    const types = facts.observed;
    if (types === null) return observed("the schema");
    const [reader, token, descriptor] = await Promise.all([
      this.reader(),
      this.#token(distinguishedName),
      this.#descriptor(distinguishedName),
    ]);
    return mapFact(
      allFacts({ token, descriptor }),
      (read): Fact<Witness> =>
        mayRead(read.descriptor, read.token, types)
          ? observed("the permissions of the object")
          : notReadable(attribute, distinguishedName, reader),
    );
  }

  /** What came back of an optional attribute: the value, `none` where it certainly has none, or why that is not known. */
  async optional<T>(
    distinguishedName: string,
    attribute: OptionalAttribute,
    value: T | null,
    none: T | null = null,
  ): Promise<Fact<T | null>> {
    if (value !== null) return observed(value);
    return mapFact(await this.absent(distinguishedName, attribute), () => observed(none));
  }

  /** Whether a name at which the reader sees no object has none: the nearest container above lets its contents be listed. */
  async noObject(distinguishedName: string): Promise<Fact<null>> {
    const domains = await factOf(() => this.#source.domains());
    if (!("observed" in domains)) return domains;
    const isRoot = (name: string) => domains.observed.some((domain) => isSameName(domain.distinguishedName, name));
    for (let name = distinguishedName; !isRoot(name); ) {
      const parent = parentOf(name);
      if (parent === null) break;
      const found = await factOf(() =>
        this.#source.entries({ base: parent, scope: "base", attributes: ["nTSecurityDescriptor"] }),
      );
      if (!("observed" in found)) return found;
      if (found.observed.length > 0) return this.#lists(parent);
      name = parent;
    }
    return unobservable(
      `${await this.reader()} cannot see the container of ${distinguishedName}, so the object may exist`,
      `Grant ${await this.reader()} List contents on the containers above ${distinguishedName}`,
    );
  }

  /** What of a domain is hidden from the reader, besides what every domain hides. */
  async hiddenObjects(domain: DomainFacts): Promise<Fact<HiddenGroups>> {
    return this.#hiddenGroups(domain);
  }

  /**
   * Whether a domain has no account and no group besides those that the reader finds by these attributes: it may list
   * every container, and read the attributes of every account and group there.
   */
  async nobodyElse(domain: DomainFacts, by: readonly OptionalAttribute[]): Promise<Fact<null>> {
    const key = `${domain.dnsName} ${by.join()}`;
    const known = this.#unlistable.get(key) ?? this.#nobodyElse(domain, by);
    this.#unlistable.set(key, known);
    return known;
  }

  /** Whether the reader may list every container of a domain, and read what class every object there is of. */
  async everyObject(domain: DomainFacts): Promise<Fact<null>> {
    const [hidden, reader] = await Promise.all([this.#hiddenGroups(domain), this.reader()]);
    if (!("observed" in hidden)) return hidden;
    const { contents, containers, classes } = hidden.observed;
    const [unlisted] = sampleOfGroups(contents).sample;
    if (unlisted !== undefined) return contentsHidden(reader, unlisted);
    const [unread] = sampleOfGroups(containers).sample;
    if (unread !== undefined) return permissionsHidden(reader, unread);
    const [unknown] = sampleOfGroups(classes).sample;
    return unknown === undefined ? observed(null) : notReadable("objectClass", unknown, reader);
  }

  /**
   * The first object of these classes for which one of the attributes may be there unseen; null where there is none.
   */
  async firstUnread(
    domain: DomainFacts,
    attribute: OptionalAttribute,
    concerned: (group: ObjectGroup) => boolean,
  ): Promise<Fact<string | null>> {
    const facts = await this.#attribute(attribute);
    if (!("observed" in facts)) return facts;
    const types = facts.observed;
    // What the schema does not have, no object has.
    if (types === null) return observed(null);
    const [token, taken] = await Promise.all([this.#token(domain.distinguishedName), this.#census(domain)]);
    const unread = mapFact(allFacts({ token, census: taken }), ({ token, census }) => {
      const readable = granting(census, token, readingOf(types));
      return observed(census.groups().filter((group) => concerned(group) && !readable(group)));
    });
    if (!("observed" in unread)) return unread;
    const [refused] = sampleOfGroups(unread.observed.filter(({ descriptor }) => descriptor !== null)).sample;
    if (refused !== undefined) return observed(refused);
    return this.#firstWithout(unread.observed, attribute);
  }

  /** Of objects whose permissions are hidden, those whose value comes back show it anyway; a few are asked for it. */
  async #firstWithout(groups: readonly ObjectGroup[], attribute: OptionalAttribute): Promise<Fact<string | null>> {
    const { count, sample } = sampleOfGroups(groups);
    for (const name of sample) {
      const answer = await factOf(() => this.#source.entries({ base: name, scope: "base", attributes: [attribute] }));
      if (!("observed" in answer)) return answer;
      if (answer.observed.every((entry) => allBytesOf(entry, attribute).length === 0)) return observed(name);
    }
    const [first] = sample;
    // The rest is not asked one by one.
    return first !== undefined && count > sample.length
      ? permissionsHidden(await this.reader(), first)
      : observed(null);
  }

  async #nobodyElse(domain: DomainFacts, by: readonly OptionalAttribute[]): Promise<Fact<null>> {
    const [everyObject, reader] = await Promise.all([this.everyObject(domain), this.reader()]);
    if (!("observed" in everyObject)) return everyObject;
    for (const attribute of by) {
      const unread = await this.firstUnread(domain, attribute, isPrincipal);
      if (!("observed" in unread)) return unread;
      if (unread.observed !== null) return notReadable(attribute, unread.observed, reader);
    }
    return observed(null);
  }

  #hiddenGroups(domain: DomainFacts): Promise<Fact<HiddenGroups>> {
    const known = this.#hidden.get(domain.dnsName) ?? this.#readHidden(domain);
    this.#hidden.set(domain.dnsName, known);
    return known;
  }

  async #readHidden(domain: DomainFacts): Promise<Fact<HiddenGroups>> {
    const [token, taken, adminCount] = await Promise.all([
      this.#token(domain.distinguishedName),
      this.#census(domain),
      this.#attribute("adminCount"),
    ]);
    if (!("observed" in adminCount)) return adminCount;
    const types = adminCount.observed;
    return mapFact(allFacts({ token, census: taken }), ({ token, census }) => {
      const shows = types === null ? () => true : granting(census, token, readingOf(types));
      const listable = granting(census, token, listing);
      const isHidden = isHiddenEverywhere(domain);
      const groups = census.groups().filter((group) => !isHidden(group));
      return observed({
        contents: groups.filter((group) => isContainer(group) && group.descriptor !== null && !listable(group)),
        containers: groups.filter((group) => isContainer(group) && group.descriptor === null),
        permissions: groups.filter((group) => !isContainer(group) && group.descriptor === null),
        classes: groups.filter(({ objectClass }) => objectClass === null),
        adminCounts: groups.filter((group) => isGuardedPerson(group) && !group.adminCount && !shows(group)),
      });
    });
  }

  async #census({ distinguishedName }: DomainFacts): Promise<Fact<Census>> {
    return mapFact(await factOf(() => takeCensus(this.#source, distinguishedName)), ({ census }) => observed(census));
  }

  async #lists(container: string): Promise<Fact<null>> {
    const [reader, token, descriptor] = await Promise.all([
      this.reader(),
      this.#token(container),
      this.#descriptor(container),
    ]);
    return mapFact(allFacts({ token, descriptor }), (read) =>
      lists(read.descriptor, read.token) ? observed(null) : contentsHidden(reader, container),
    );
  }

  /** By what entries are about an attribute: its own GUID, and that of its property set; null where no schema has it. */
  async objectTypes(attribute: OptionalAttribute): Promise<Fact<readonly string[] | null>> {
    return mapFact(await this.#attribute(attribute), (facts) => observed(facts === null ? null : facts.objectTypes));
  }

  /**
   * Whether there is no object of a kind below `base`, besides those that the reader sees: every object there shows its
   * class, and those of the classes that may hold one are listed.
   */
  async nothingElse(
    base: string,
    holding: readonly string[],
    besides: (distinguishedName: string) => boolean,
  ): Promise<Fact<null>> {
    const found = await factOf(() => this.#source.entries({ base, scope: "sub", attributes: ["objectClass"] }));
    if (!("observed" in found)) return found;
    if (found.observed.length === 0) return this.noObject(base);
    const reader = await this.reader();
    for (const entry of found.observed.filter(({ distinguishedName }) => !besides(distinguishedName))) {
      const { distinguishedName } = entry;
      const objectClass = textsOf(entry, "objectClass").at(-1);
      if (objectClass === undefined) return notReadable("objectClass", distinguishedName, reader);
      if (!holding.includes(objectClass)) continue;
      const listed = await this.#lists(distinguishedName);
      if (!("observed" in listed)) return listed;
    }
    return observed(null);
  }

  /** Null where the schema has no such attribute. */
  async #attribute(name: OptionalAttribute): Promise<Fact<AttributeFacts | null>> {
    this.#schema ??= this.#readSchema();
    const known = await this.#schema;
    if (!("observed" in known)) return known;
    const facts = known.observed.get(name.toLowerCase()) ?? observed(null);
    if (!("observed" in facts) || facts.observed !== null) return facts;
    const version = mapFact(await factOf(() => this.#source.forest()), ({ schemaVersion }) => schemaVersion);
    if ("observed" in version && version.observed < attributes[name]) return observed(null);
    const reader = await this.reader();
    return unobservable(
      `${reader} cannot see the attribute ${name} in the schema of the forest`,
      `Grant ${reader} Read all properties on the schema, which every account has by default`,
    );
  }

  async #readSchema(): Promise<Fact<Attributes>> {
    const answer = await factOf(async () => {
      const { rootDomain } = await this.#source.forest();
      return this.#source.entries({
        base: `CN=Schema,CN=Configuration,${namingContextOf(rootDomain)}`,
        scope: "one",
        where: { any: optionalAttributes.map((name) => ({ attribute: "lDAPDisplayName", equals: name })) },
        attributes: ["lDAPDisplayName", "schemaIDGUID", "attributeSecurityGUID", "searchFlags"],
      });
    });
    const reader = await this.reader();
    return mapFact(answer, (entries) => {
      const known = new Map(entries.map(attributeIn).filter((facts) => facts !== null));
      const witness = known.get(inPropertySet.toLowerCase());
      if (witness !== undefined && "observed" in witness && witness.observed?.objectTypes.length === 1)
        return notReadable("attributeSecurityGUID", "the objects of the schema", reader);
      return observed(known);
    });
  }

  #descriptor(distinguishedName: string): Promise<Fact<SecurityDescriptor>> {
    const key = nameKey(distinguishedName);
    const known = this.#descriptors.get(key) ?? this.#readDescriptor(distinguishedName);
    this.#descriptors.set(key, known);
    return known;
  }

  async #readDescriptor(distinguishedName: string): Promise<Fact<SecurityDescriptor>> {
    const answer = await factOf(() =>
      this.#source.entries({ base: distinguishedName, scope: "base", attributes: ["nTSecurityDescriptor"] }),
    );
    const reader = await this.reader();
    return mapFact(answer, ([entry]) => {
      const bytes = entry === undefined ? null : bytesOf(entry, "nTSecurityDescriptor");
      return bytes === null ? permissionsHidden(reader, distinguishedName) : readDescriptor(bytes, distinguishedName);
    });
  }

  /** What the reader is in the domain that an object lies in; elsewhere, in the one that was asked. */
  async #token(distinguishedName: string): Promise<Fact<Token>> {
    const domains = await factOf(() => this.#source.domains());
    if (!("observed" in domains)) return domains;
    const domain = domainHolding(distinguishedName, domains.observed);
    const key = domain?.dnsName ?? "";
    const known = this.#tokens.get(key) ?? this.#readToken(domain);
    this.#tokens.set(key, known);
    return known;
  }

  /** The domain controller tells what the session holds; where it does not, it is what the account holds. */
  async #readToken(domain: DomainFacts | undefined): Promise<Fact<Token>> {
    this.#session ??= this.#readSession();
    const session = await this.#session;
    const isHome =
      "observed" in session && (domain === undefined || isSameName(session.observed.domain, domain.distinguishedName));
    if (isHome && session.observed.sids.size > 0) return observed({ sids: session.observed.sids });
    const account = await this.#account();
    const token = mapFact(account, (found) =>
      domain === undefined ? observed(found) : tokenIn(observed(found), domain.dnsName),
    );
    return mapFact(token, ({ sids, mayHold }) => observed({ sids, mayHold }));
  }

  async #readSession(): Promise<Fact<Session>> {
    return factOf(async () => {
      const attributes = ["defaultNamingContext", "tokenGroups"];
      const [entry] = await this.#source.entries({ base: "", scope: "base", attributes });
      if (entry === undefined) return { domain: "", sids: new Set<string>() };
      const sids = decoded("tokenGroups", "the rootDSE", () =>
        allBytesOf(entry, "tokenGroups").map((bytes) => decodeSid(bytes)),
      );
      return { domain: textOf(entry, "defaultNamingContext") ?? "", sids: new Set(sids) };
    });
  }

  async #account() {
    const reader = await factOf(() => this.reader());
    if (!("observed" in reader)) return reader;
    const name = parseAccountName(reader.observed);
    const found = await factOf(async () =>
      name === undefined ? [] : this.#source.findAccounts({ by: "name", name, wanted: "account" }),
    );
    if (!("observed" in found)) return found;
    const [account, ...others] = found.observed;
    if (account !== undefined && others.length === 0) return factOf(() => readLogonToken(this.#source, account));
    return unobservable(
      `${reader.observed} was not found in the forest, so its read permissions are not known`,
      "Use a read account of the forest itself",
    );
  }
}

/** What the domain controller says of the session in which it is asked. */
interface Session {
  /** Distinguished name of its domain. */
  readonly domain: string;
  readonly sids: ReadonlySet<string>;
}

export interface HiddenGroups {
  /** Containers of which the reader may not list the contents: anything may be below them. */
  readonly contents: readonly ObjectGroup[];
  /** Containers whose permissions it may not read: what they hand down is not known. */
  readonly containers: readonly ObjectGroup[];
  /** Other objects whose permissions it may not read. */
  readonly permissions: readonly ObjectGroup[];
  /** Objects whose class it may not read. */
  readonly classes: readonly ObjectGroup[];
  /** Objects with inheritance off of which it may not read adminCount, as of people whom AdminSDHolder protects. */
  readonly adminCounts: readonly ObjectGroup[];
}

/** The same as an observation holds it. */
export function hiddenIn(
  hidden: HiddenGroups,
  inScope: (group: ObjectGroup) => boolean,
): Extract<ObjectPermissions["hidden"], { observed: unknown }>["observed"] {
  const samples = (counts: (group: ObjectGroup) => boolean) => ({
    contents: sampleOfGroups(hidden.contents.filter(counts)),
    containers: sampleOfGroups(hidden.containers.filter(counts)),
    permissions: sampleOfGroups(hidden.permissions.filter(counts)),
    classes: sampleOfGroups(hidden.classes.filter(counts)),
  });
  return {
    ...samples(() => true),
    adminCount: sampleOfGroups(hidden.adminCounts.filter(inScope)).sample[0] ?? null,
    inScope: samples(inScope),
  };
}

export function isPrincipal({ objectClass }: ObjectGroup): boolean {
  return principalClasses.has(objectClass?.toLowerCase() ?? "");
}

/** Of whom adminCount decides whether AdminSDHolder protects them. */
function isGuardedPerson({ objectClass, descriptor, leftOut }: ObjectGroup): boolean {
  const isPerson = ["user", "inetorgperson"].includes(objectClass?.toLowerCase() ?? "");
  return isPerson && !leftOut && descriptor !== null && (descriptor.control & controlFlags.daclProtected) !== 0;
}

function isContainer({ objectClass }: ObjectGroup): boolean {
  return containerClasses.has(objectClass?.toLowerCase() ?? "");
}

function isHiddenEverywhere({ distinguishedName }: DomainFacts): (group: ObjectGroup) => boolean {
  const known = hiddenEverywhere.map((name) => nameKey(`${name},${distinguishedName}`));
  const byContainer = Map.groupBy(known.map(splitName), ({ container }) => container);
  const system = nameKey(`CN=System,${distinguishedName}`);
  const hiddenIn = (container: string): ((name: string) => boolean) => {
    const key = nameKey(container);
    if (known.some((name) => withinKey(name)(key))) return () => true;
    const here = byContainer.get(key) ?? [];
    if (here.length === 0 && key !== system) return () => false;
    return (name) =>
      here.some((other) => other.name === nameKey(name)) || (key === system && backupKey.test(firstValue(name) ?? ""));
  };
  // Very many objects share a few containers, and most containers decide for all of them.
  const hides = new Map<string, (name: string) => boolean>();
  return ({ container, names }) => {
    const isHidden = hides.get(container) ?? hiddenIn(container);
    hides.set(container, isHidden);
    return names.every(isHidden);
  };
}

/** Whether the descriptor of a group certainly grants a request; false where it cannot be read. */
function granting(census: Census, token: Token, request: AccessRequest): (group: ObjectGroup) => boolean {
  const rights = rightsIn(request.mask).map((mask) => ({ ...request, mask }));
  const effects = new EntryEffects(token, census.entries, rights);
  return ({ descriptor }) => descriptor !== null && effects.answersOf(descriptor).granted === effects.all;
}

function rightsIn(mask: number): readonly number[] {
  return Array.from({ length: 32 }, (_, bit) => mask & (1 << bit)).filter((right) => right !== 0);
}

function mayRead(descriptor: SecurityDescriptor, token: Token, attribute: AttributeFacts): boolean {
  return checkAccess(descriptor, token, readingOf(attribute)).outcome === "granted";
}

function readingOf({ objectTypes, isConfidential }: AttributeFacts): AccessRequest {
  return isConfidential ? readConfidentialProperty(objectTypes) : readProperty(objectTypes);
}

const listing = wholeObject(accessRights.listContents);

/** List object mode shows more; what it shows is seen, and what it hides is hidden here, too. */
function lists(descriptor: SecurityDescriptor, token: Token): boolean {
  return checkAccess(descriptor, token, listing).outcome === "granted";
}

/** Null for one without a name, which is no answer to anything. */
function attributeIn(entry: Entry): readonly [string, Fact<AttributeFacts | null>] | null {
  const name = textOf(entry, "lDAPDisplayName");
  if (name === null) return null;
  return [name.toLowerCase(), mapFact(observed(entry), (each) => observed(attributeFacts(each)))];
}

/** An attribute of which the flags are hidden may be confidential; null for one without its GUID. Throws DamagedValueError. */
function attributeFacts(entry: Entry): AttributeFacts | null {
  const guid = (attribute: string) => {
    const bytes = bytesOf(entry, attribute);
    return bytes === null ? null : guidIn(bytes, attribute, entry.distinguishedName);
  };
  const own = guid("schemaIDGUID");
  const propertySet = guid("attributeSecurityGUID");
  const flags = integerOf(entry, "searchFlags");
  if (own === null) return null;
  return {
    objectTypes: propertySet === null ? [own] : [own, propertySet],
    isConfidential: flags === null || (flags & confidential) !== 0,
  };
}

export function permissionsHidden(reader: string, distinguishedName: string): { readonly unobservable: Unobservable } {
  return unobservable(
    `${reader} cannot read the permissions of ${distinguishedName}, so values that it cannot see may still be there`,
    `Grant ${reader} Read permissions on ${distinguishedName}`,
  );
}

export function contentsHidden(reader: string, container: string): { readonly unobservable: Unobservable } {
  return unobservable(
    `${reader} cannot list the contents of ${container}, so there may be objects that it cannot see`,
    `Grant ${reader} List contents on ${container}`,
  );
}

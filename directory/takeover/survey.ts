/** Who could take an object over: by its own security descriptor, or by that of a container above it. */

import { isSameName, nameKey, parentOf } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable } from "../../catalogue/fact.ts";
import { type TakeoverEdgeId, type TakeoverTarget, takeoverEdges } from "../../catalogue/takeover-edges.ts";
import { bytesOf } from "../entry-values.ts";
import { factOf, mapFact, notReadable, valueOr } from "../fact-of.ts";
import type { FoundAccount } from "../facts/account.ts";
import type { SyncAccountPath, Takeover, TakeoverPath, TakeoverRole } from "../facts/takeover.ts";
import { byText } from "../order.ts";
import type { TrustedPrincipals } from "../requests.ts";
import { readDescriptor, rootDescriptor } from "../rights.ts";
import { sampleSize } from "../sample-of.ts";
import { mapGenericRights } from "../security/access-mask.ts";
import { handsDown } from "../security/inheritance-source.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import { controlFlags, entryFlags, isObjectEntry, type SecurityDescriptor } from "../security/security-descriptor.ts";
import { compareSids } from "../security/sid.ts";
import { type DirectorySource, DirectoryUnavailableError, type DomainFacts } from "../source.ts";
import { readAttributeTypes } from "./attribute-types.ts";
import {
  type AllowingEntry,
  type Asked,
  type AttributeTypes,
  controlsIn,
  controlsOf,
  type FoundControl,
  type Given,
  leftOf,
} from "./controls.ts";
import { holdsEveryone, isWide } from "./everyone.ts";
import { sidsOfNamed } from "./named-principal.ts";
import { type Identity, Principals } from "./principals.ts";
import { replicates } from "./replication-rights.ts";

/** An object on the way from the one that is protected up to its domain. */
interface Place {
  readonly distinguishedName: string;
  readonly descriptor: Fact<SecurityDescriptor>;
}

/** A control with where it was found. */
interface Finding extends FoundControl {
  readonly on: string;
  readonly from: string | null;
  /** The entry as it stands where it was made; null where that is not seen. */
  readonly made: AllowingEntry | null;
  /** What is left of it for someone who holds these identifiers; null where another entry takes it back. */
  readonly left: (sids: ReadonlySet<string>) => Given | null;
}

/** An account of the stack. */
interface SyncAccount {
  /** As declared. */
  readonly name: string;
  readonly sid: string;
}

/** A way that no entry of the object's own descriptor gives. */
export interface AttributeFinding {
  readonly trustee: string;
  readonly edges: readonly [TakeoverEdgeId];
}

/** One survey asks for each object and each principal once, however many targets share them. */
export class Survey {
  readonly #source: DirectorySource;
  readonly #types: AttributeTypes;
  readonly #forestRoot: string | undefined;
  readonly #places = new Map<string, Promise<Place>>();
  readonly #syncAccounts: readonly SyncAccount[];
  readonly principals: Principals;

  private constructor(
    source: DirectorySource,
    principals: Principals,
    {
      types,
      forestRoot,
      syncAccounts,
    }: {
      readonly types: AttributeTypes;
      readonly forestRoot: string | undefined;
      readonly syncAccounts: readonly SyncAccount[];
    },
  ) {
    this.#source = source;
    this.principals = principals;
    this.#types = types;
    this.#forestRoot = forestRoot;
    this.#syncAccounts = syncAccounts;
  }

  /** Throws DirectoryUnavailableError. */
  static async open(source: DirectorySource, trusted: TrustedPrincipals): Promise<Survey> {
    const [principals, types, forest, domains, named] = await Promise.all([
      Principals.open(source, trusted),
      readAttributeTypes(source),
      source.forest(),
      source.domains(),
      Promise.all(
        trusted.syncAccounts.map(async (name) =>
          (await sidsOfNamed(source, name)).map((sid): SyncAccount => ({ name, sid })),
        ),
      ),
    ]);
    const root = domains.find(({ dnsName }) => dnsName.toLowerCase() === forest.rootDomain.toLowerCase());
    const syncAccounts = [...new Map(named.flat().map((account) => [account.sid, account])).values()];
    const forestRoot = root && "observed" in root.sid ? root.sid.observed : undefined;
    return new Survey(source, principals, { types, forestRoot, syncAccounts });
  }

  /**
   * `others` are ways that stand in attributes, and not in a security descriptor; `uncounted` how many more of them are
   * not known one by one.
   */
  async takeoverOf(
    target: FoundAccount,
    {
      kind,
      role,
      self,
      others = [],
      uncounted = 0,
      hidden = [],
    }: {
      kind: TakeoverTarget;
      role: TakeoverRole;
      /** The account that the target is on the way to: what it can do to that gives it nothing new. */
      self?: string | undefined;
      others?: readonly AttributeFinding[];
      uncounted?: number;
      /** Why some of `others` may be there unseen. */
      hidden?: readonly Unobservable[];
    },
  ): Promise<Takeover> {
    const paths = await factOf(async () => {
      const domain = this.domainOf(target.distinguishedName);
      const { own, above } = await this.#placesFrom(target.distinguishedName, domain);
      if (!("observed" in own.descriptor)) return own.descriptor;
      const descriptor = own.descriptor.observed;
      const { reached, beyond, unseen } = inReach(descriptor, above, kind);
      const findings = [
        ...findingsAt({ ...own, descriptor, above }, kind, this.#types),
        ...others.map((other) => attributeFinding(other, target)),
        ...reached.flatMap((place) => findingsAt(place, "container", this.#types)),
        ...(kind === "computer" ? policiesAt([...reached, ...beyond], beyond, this.#types) : []),
      ];
      const ownSids = new Set([target.sid, ...(self === undefined ? [] : [self])]);
      const { count, ...judged } = await this.#judged(distinct(findings), ownSids, domain);
      const places = { own: { ...own, descriptor, above }, reached, beyond };
      return observed({
        count: count + uncounted,
        ...judged,
        ofSyncAccounts: await this.#ofSyncAccounts(places, { kind, target, others, without: ownSids }, domain),
        unseen: unseen.slice(0, sampleSize),
        hidden: oncePerCause(hidden),
      });
    });
    return { target, role, paths: mapFact(paths, (fact) => fact) };
  }

  domains(): Promise<readonly DomainFacts[]> {
    return this.#source.domains();
  }

  /** Throws DirectoryUnavailableError for an object of no domain of the forest. */
  domainOf(distinguishedName: string): DomainFacts {
    const domain = this.principals.domainOf(distinguishedName);
    if (domain !== undefined) return domain;
    throw new DirectoryUnavailableError(
      `${distinguishedName} is not in a visible domain of the forest`,
      "Let the read account read the partitions of the forest",
    );
  }

  /** `without` are identifiers that take nothing over. */
  async #judged(findings: readonly Finding[], without: ReadonlySet<string>, domain: DomainFacts) {
    const paths: TakeoverPath[] = [];
    const emptyGroups = new Set<string>();
    let untold: Unobservable | undefined;
    for (const finding of findings) {
      const identities = await this.principals.identitiesOf(finding.trustee, domain);
      if (!("observed" in identities)) untold ??= "unobservable" in identities ? identities.unobservable : undefined;
      for (const identity of valueOr(identities, [{ sid: finding.trustee, formerly: null }])) {
        if (without.has(identity.sid)) continue;
        const standing = await this.principals.standingOf(identity.sid, domain);
        if (standing === "trusted") continue;
        if (standing === "nobody") {
          const { name, sid } = await this.principals.describe(identity, domain);
          emptyGroups.add(name ?? sid);
        } else if (standing === "others") paths.push(...(await this.#pathsOf(finding, identity, domain)));
        else untold ??= standing;
      }
    }
    return {
      count: paths.length,
      sample: paths.toSorted(byStrength).slice(0, sampleSize),
      emptyGroups: [...emptyGroups].toSorted().slice(0, sampleSize),
      ...(untold === undefined ? {} : { untold }),
    };
  }

  /** None where other entries take back what this one gives, from the principal or from everyone behind it. */
  async #pathsOf(finding: Finding, identity: Identity, domain: DomainFacts): Promise<readonly TakeoverPath[]> {
    const given = finding.left(await this.principals.tokenOf(identity, domain));
    if (given === null) return [];
    const principal = await this.principals.describe(identity, domain);
    const holds = (sids: ReadonlySet<string>) => finding.left(sids) !== null;
    const isGroup = principal.kind === "group" && !isWide(principal.sid);
    const people = isGroup ? await this.principals.peopleIn(principal.sid, domain, holds) : null;
    if (people !== null && people.names.length === 0 && !people.more) return [];
    const behind = people === null || people.names.length === 0 ? {} : { people };
    return [
      this.#pathOf(
        { ...finding, ...given },
        { ...principal, ...behind, ...replicating(domain, principal.sid) },
        domain,
      ),
    ];
  }

  /** What accounts of the stack can do to the target, by all that they are. What everyone can do is told of everyone. */
  async #ofSyncAccounts(
    { own, reached, beyond }: Places,
    {
      kind,
      target,
      others,
      without,
    }: {
      readonly kind: TakeoverTarget;
      readonly target: FoundAccount;
      readonly others: readonly AttributeFinding[];
      readonly without: ReadonlySet<string>;
    },
    domain: DomainFacts,
  ): Promise<readonly SyncAccountPath[]> {
    const paths: SyncAccountPath[] = [];
    for (const { name, sid } of this.#syncAccounts) {
      if (without.has(sid) || (await this.principals.isOfTierZero(sid, domain))) continue;
      const identity = { sid, formerly: null };
      const sids = await this.principals.tokenOf(identity, domain);
      const at = (place: ReadPlace, asked: TakeoverTarget) =>
        controlledAt(place, { target: asked, types: this.#types }, sids);
      const policies = (place: ReadPlace) => at(place, "container of policies");
      const findings = [
        ...at(own, kind),
        ...others
          .filter((other) => sids.has(other.trustee) && !isShared(other))
          .map((other) => attributeFinding(other, target)),
        ...reached.flatMap((place) => at(place, "container")),
        ...(kind === "computer" ? [...reached, ...beyond].flatMap(policies) : []),
        ...(kind === "computer" ? beyond.flatMap((place) => at(place, "container").map(linkingPolicies)) : []),
      ].filter(({ trustee }) => !holdsEveryone(trustee));
      if (findings.length === 0) continue;
      const principal = await this.principals.describe(identity, domain);
      paths.push(
        ...distinct(findings).map((finding) => ({
          account: name,
          path: this.#pathOf(finding, { ...principal, ...replicating(domain, sid) }, domain),
        })),
      );
    }
    return paths.slice(0, sampleSize);
  }

  #pathOf(finding: Finding, principal: TakeoverPath["principal"], domain: DomainFacts): TakeoverPath {
    const { edges, entry, on, from, made, decided } = finding;
    const [edge, ...also] = edges;
    return {
      principal,
      edge,
      also,
      on,
      entry:
        entry === null
          ? null
          : {
              sddl: entryToSddl(entry, this.sddlDomains(domain)),
              from,
              // With whole identifiers, which mean the same on every computer.
              ...(made === null ? {} : { made: entryToSddl(made) }),
            },
      decided,
    };
  }

  /** The domains to which abbreviations in the text of an entry refer. */
  sddlDomains({ sid }: DomainFacts): SddlDomains {
    return {
      ...("observed" in sid ? { domain: sid.observed } : {}),
      ...(this.#forestRoot === undefined ? {} : { forestRoot: this.#forestRoot }),
    };
  }

  async #placesFrom(distinguishedName: string, domain: DomainFacts) {
    const own = await this.#place(distinguishedName, domain);
    const containers: string[] = [];
    let name = distinguishedName;
    for (
      let parent = parentOf(name);
      parent !== null && !isSameName(name, domain.distinguishedName);
      parent = parentOf(name)
    ) {
      containers.push(parent);
      name = parent;
    }
    return { own, above: await Promise.all(containers.map((container) => this.#place(container, domain))) };
  }

  #place(distinguishedName: string, domain: DomainFacts): Promise<Place> {
    const key = nameKey(distinguishedName);
    const known = this.#places.get(key) ?? this.#readPlace(distinguishedName, domain);
    this.#places.set(key, known);
    return known;
  }

  async #readPlace(distinguishedName: string, domain: DomainFacts): Promise<Place> {
    if (isSameName(distinguishedName, domain.distinguishedName))
      return { distinguishedName, descriptor: rootDescriptor(domain) };
    const bytes = await this.#readBytes(distinguishedName);
    return { distinguishedName, descriptor: mapFact(bytes, (read) => readDescriptor(read, distinguishedName)) };
  }

  async #readBytes(distinguishedName: string): Promise<Fact<Uint8Array>> {
    const answer = await factOf(() =>
      this.#source.entries({ base: distinguishedName, scope: "base", attributes: ["nTSecurityDescriptor"] }),
    );
    const reader = await this.#reader();
    return mapFact(answer, ([entry]) => {
      const bytes = entry === undefined ? null : bytesOf(entry, "nTSecurityDescriptor");
      return bytes === null ? notReadable("nTSecurityDescriptor", distinguishedName, reader) : observed(bytes);
    });
  }

  async #reader(): Promise<string> {
    return (await this.#source.evidence()).reader;
  }
}

/** Ordered, and each once. */
function oncePerCause(hidden: readonly Unobservable[]): readonly Unobservable[] {
  const causes = new Map(hidden.map((cause) => [cause.reason, cause]));
  return [...causes.values()].toSorted(byText(({ reason }) => reason)).slice(0, sampleSize);
}

function replicating(domain: DomainFacts, sid: string): { readonly replicates?: true } {
  const root = rootDescriptor(domain);
  return "observed" in root && replicates(root.observed, sid) ? { replicates: true } : {};
}

/** The object itself, the containers above it whose permissions reach it, and those beyond whose policies alone do. */
interface Places {
  readonly own: ReadPlace;
  readonly reached: readonly ReadPlace[];
  readonly beyond: readonly ReadPlace[];
}

/** A place whose security descriptor was read, with the containers above it. */
interface ReadPlace {
  readonly distinguishedName: string;
  readonly descriptor: SecurityDescriptor;
  readonly above: readonly Place[];
}

function findingsAt(
  { distinguishedName, descriptor, above }: ReadPlace,
  kind: TakeoverTarget,
  types: AttributeTypes,
): readonly Finding[] {
  const asked = { target: kind, types };
  return controlsIn(descriptor, kind, types).map((control) => ({
    ...control,
    on: distinguishedName,
    ...originOf(control.entry, distinguishedName, above),
    left: (sids) => leftOf(control, descriptor, asked, sids),
  }));
}

/** What one holder of these identifiers can do there. */
function controlledAt(
  { distinguishedName, descriptor, above }: ReadPlace,
  asked: Asked,
  sids: ReadonlySet<string>,
): readonly Finding[] {
  return controlsOf(descriptor, asked, sids).map((control) => ({
    ...control,
    on: distinguishedName,
    ...originOf(control.entry, distinguishedName, above),
    left: () => control,
  }));
}

function attributeFinding(other: AttributeFinding, { distinguishedName }: FoundAccount): Finding {
  const control = { ...other, entry: null, decided: true };
  return { ...control, on: distinguishedName, from: null, made: null, left: () => control };
}

/** Accounts of a stack may share a group: what it gives each of them is judged with that account. */
function isShared({ edges: [edge] }: AttributeFinding): boolean {
  return edge === "membership";
}

/** Control of a container from which nothing is inherited comes to its policies. */
function linkingPolicies(finding: Finding): Finding {
  const edges = ["link-policies"] as const;
  return {
    ...finding,
    edges,
    left(sids) {
      const given = finding.left(sids);
      return given && { ...given, edges };
    },
  };
}

/** Group policies apply below a container whether or not permissions are inherited from it. */
function policiesAt(
  all: readonly ReadPlace[],
  beyond: readonly ReadPlace[],
  types: AttributeTypes,
): readonly Finding[] {
  return [
    ...all.flatMap((place) => findingsAt(place, "container of policies", types)),
    ...beyond.flatMap((place) => findingsAt(place, "container", types)).map(linkingPolicies),
  ];
}

/**
 * The containers whose permissions, once changed, reach the object: none above where inheritance is switched off. Above
 * one that cannot be read, the others count as if it handed everything down.
 */
function inReach(descriptor: SecurityDescriptor, above: readonly Place[], kind: TakeoverTarget) {
  const reached: ReadPlace[] = [];
  const beyond: ReadPlace[] = [];
  const unseen: string[] = [];
  let isProtected = (descriptor.control & controlFlags.daclProtected) !== 0;
  for (const [index, place] of above.entries()) {
    if (!("observed" in place.descriptor)) {
      // Group policies apply to computers whether or not permissions are inherited.
      if (!isProtected || kind === "computer") unseen.push(place.distinguishedName);
      continue;
    }
    const { observed: own } = place.descriptor;
    const { distinguishedName } = place;
    (isProtected ? beyond : reached).push({ distinguishedName, descriptor: own, above: above.slice(index + 1) });
    isProtected ||= (own.control & controlFlags.daclProtected) !== 0;
  }
  return { reached, beyond, unseen };
}

/** Where an entry stands: here, or on the nearest container above that hands down one like it. */
function originOf(entry: AllowingEntry | null, here: string, above: readonly Place[]): Pick<Finding, "from" | "made"> {
  if (entry === null) return { from: null, made: null };
  if ((entry.flags & entryFlags.inherited) === 0) return { from: here, made: entry };
  for (const { distinguishedName, descriptor } of above) {
    const entries = "observed" in descriptor ? (descriptor.observed.dacl?.entries ?? []) : [];
    const made = entries.find((other): other is AllowingEntry => handsDown(other, entry));
    if (made !== undefined) return { from: distinguishedName, made };
  }
  return { from: null, made: null };
}

/** An entry that several objects on the way have inherited is one finding, the one nearest to the target. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const { entry, trustee, on, from } = finding;
    const what =
      entry === null
        ? finding.edges.join()
        : `${mapGenericRights(entry.mask)} ${isObjectEntry(entry) ? entry.objectType : undefined} ${entry.kind}`;
    const key = `${trustee} ${what} ${from ?? on}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

const strength = Object.keys(takeoverEdges) as readonly TakeoverEdgeId[];

function byStrength(a: TakeoverPath, b: TakeoverPath): number {
  return (
    strength.indexOf(a.edge) - strength.indexOf(b.edge) ||
    compareSids(a.principal.sid, b.principal.sid) ||
    a.on.length - b.on.length ||
    ((a.entry?.sddl ?? "") < (b.entry?.sddl ?? "") ? -1 : 1)
  );
}

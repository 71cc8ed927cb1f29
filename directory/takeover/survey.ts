/** Who could take an object over: by its own security descriptor, or by that of a container above it. */

import { type Fact, observed, type Unobservable } from "../../catalogue/fact.ts";
import { type TakeoverEdgeId, type TakeoverTarget, takeoverEdges } from "../../catalogue/takeover-edges.ts";
import { isSameName, nameKey, parentOf } from "../distinguished-name.ts";
import { bytesOf } from "../entry-values.ts";
import { factOf, mapFact, notReadable } from "../fact-of.ts";
import type { FoundAccount } from "../facts/account.ts";
import type { Takeover, TakeoverPath, TakeoverRole } from "../facts/takeover.ts";
import { byText } from "../order.ts";
import type { TrustedPrincipals } from "../requests.ts";
import { readDescriptor, rootDescriptor } from "../rights.ts";
import { sampleSize } from "../sample-of.ts";
import { mapGenericRights } from "../security/access-mask.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import {
  type AccessControlEntry,
  controlFlags,
  entryFlags,
  isObjectEntry,
  type SecurityDescriptor,
} from "../security/security-descriptor.ts";
import { compareSids } from "../security/sid.ts";
import { wellKnownSids } from "../security/well-known-sids.ts";
import { type DirectorySource, DirectoryUnavailableError, type DomainFacts } from "../source.ts";
import { readAttributeTypes } from "./attribute-types.ts";
import { type AllowingEntry, type AttributeTypes, controlsIn, type FoundControl } from "./controls.ts";
import { Principals } from "./principals.ts";
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
  readonly principals: Principals;

  private constructor(
    source: DirectorySource,
    principals: Principals,
    types: AttributeTypes,
    forestRoot: string | undefined,
  ) {
    this.#source = source;
    this.principals = principals;
    this.#types = types;
    this.#forestRoot = forestRoot;
  }

  /** Throws DirectoryUnavailableError. */
  static async open(source: DirectorySource, trusted: TrustedPrincipals): Promise<Survey> {
    const [principals, types, forest, domains] = await Promise.all([
      Principals.open(source, trusted),
      readAttributeTypes(source),
      source.forest(),
      source.domains(),
    ]);
    const root = domains.find(({ dnsName }) => dnsName.toLowerCase() === forest.rootDomain.toLowerCase());
    return new Survey(source, principals, types, root && "observed" in root.sid ? root.sid.observed : undefined);
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
      others = [],
      uncounted = 0,
      hidden = [],
    }: {
      kind: TakeoverTarget;
      role: TakeoverRole;
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
        ...others.map((other) => ({ ...other, entry: null, decided: true, on: target.distinguishedName, from: null })),
        ...reached.flatMap((place) => findingsAt(place, "container", this.#types)),
        ...(kind === "computer" ? policiesAt([...reached, ...beyond], beyond, this.#types) : []),
      ];
      const { count, ...judged } = await this.#judged(distinct(findings), target, domain);
      return observed({
        count: count + uncounted,
        ...judged,
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

  async #judged(findings: readonly Finding[], target: FoundAccount, domain: DomainFacts) {
    const paths: TakeoverPath[] = [];
    const emptyGroups = new Set<string>();
    let untold: Unobservable | undefined;
    for (const finding of findings) {
      if (finding.trustee === target.sid) continue;
      const standing = await this.principals.standingOf(finding.trustee, domain);
      if (standing === "trusted") continue;
      if (standing !== "others" && standing !== "nobody") {
        untold ??= standing;
        continue;
      }
      const principal = await this.principals.describe(finding.trustee, domain);
      if (standing === "nobody") emptyGroups.add(principal.name ?? principal.sid);
      else paths.push(this.#pathOf(finding, { ...principal, ...replicating(domain, principal.sid) }, domain));
    }
    return {
      count: paths.length,
      sample: paths.toSorted(byStrength).slice(0, sampleSize),
      emptyGroups: [...emptyGroups].toSorted().slice(0, sampleSize),
      ...(untold === undefined ? {} : { untold }),
    };
  }

  #pathOf(finding: Finding, principal: TakeoverPath["principal"], domain: DomainFacts): TakeoverPath {
    const { edges, entry, on, from, decided } = finding;
    const [edge, ...also] = edges;
    return {
      principal,
      edge,
      also,
      on,
      entry: entry === null ? null : { sddl: entryToSddl(entry, this.sddlDomains(domain)), from },
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
  return controlsIn(descriptor, kind, types).map((control) => ({
    ...control,
    on: distinguishedName,
    from: control.entry === null ? null : originOf(control.entry, distinguishedName, above),
  }));
}

/** Group policies apply below a container whether or not permissions are inherited from it. */
function policiesAt(
  all: readonly ReadPlace[],
  beyond: readonly ReadPlace[],
  types: AttributeTypes,
): readonly Finding[] {
  return [
    ...all.flatMap((place) => findingsAt(place, "container of policies", types)),
    ...beyond
      .flatMap((place) => findingsAt(place, "container", types))
      .map((finding): Finding => ({ ...finding, edges: ["link-policies"] })),
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
function originOf(entry: AllowingEntry, here: string, above: readonly Place[]): string | null {
  if ((entry.flags & entryFlags.inherited) === 0) return here;
  const origin = above.find(
    ({ descriptor }) =>
      "observed" in descriptor && (descriptor.observed.dacl?.entries ?? []).some((other) => handsDown(other, entry)),
  );
  return origin?.distinguishedName ?? null;
}

function handsDown(other: AccessControlEntry, entry: AllowingEntry): boolean {
  if (other.kind === "unknown" || (other.flags & entryFlags.inherited) !== 0) return false;
  const objectType = (it: AllowingEntry) => (isObjectEntry(it) ? it.objectType : undefined);
  return (
    (other.flags & entryFlags.containerInherit) !== 0 &&
    other.kind.startsWith("allow") &&
    (other.trustee === entry.trustee || other.trustee === wellKnownSids.creatorOwner) &&
    mapGenericRights(other.mask) === mapGenericRights(entry.mask) &&
    objectType(other) === objectType(entry)
  );
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

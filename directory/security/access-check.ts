/**
 * Whether a security descriptor grants a right to someone, and by which entry, on the stored descriptor in stored
 * order. Sources: MS-DTYP 2.5.3.2, MS-ADTS 5.1.3.3.
 */
import { accessRights, mapGenericRights } from "./access-mask.ts";
import {
  type AccessControlEntry,
  daclKind,
  entryFlags,
  isObjectEntry,
  type ObjectEntry,
  type PlainEntry,
  type SecurityDescriptor,
} from "./security-descriptor.ts";
import { wellKnownSids } from "./sid.ts";

/** Who asks. */
export interface Token {
  /** The account itself, its groups in the object's domain, and the well-known identities it holds: a Set or a Map. */
  readonly sids: { has(sid: string): boolean };
  /** Whether an identity that is not among those may still be held, because not all of them could be read. */
  readonly mayHold?: (sid: string) => boolean;
  /** Names of the groups that lead from the account to an identity, nearest to the account first, where that is known. */
  readonly pathTo?: (sid: string) => readonly string[];
}

export interface AccessRequest {
  /** Combination of `accessRights`; all of them must be granted. */
  readonly mask: number;
  /**
   * The object type asked about and what contains it, most specific first: `[property, property set, class]`, or just
   * a control access right, a validated write or a child class. Empty for the object as a whole. Lower-case GUIDs.
   */
  readonly objectTypes: readonly string[];
}

/** A control access right, by its rightsGuid. */
export function controlAccessRight(guid: string): AccessRequest {
  return { mask: accessRights.controlAccess, objectTypes: [guid.toLowerCase()] };
}

/** A validated write, by its rightsGuid: writing values of one kind without the right to write the property. */
export function validatedWrite(guid: string): AccessRequest {
  return { mask: accessRights.writeSelf, objectTypes: [guid.toLowerCase()] };
}

/** Creating a child, by the schemaIDGUID of its most specific class; asked of the container. */
export function createChild(classGuid: string): AccessRequest {
  return { mask: accessRights.createChild, objectTypes: [classGuid.toLowerCase()] };
}

/** Deleting a child, by the schemaIDGUID of its most specific class; asked of the container. */
export function deleteChild(classGuid: string): AccessRequest {
  return { mask: accessRights.deleteChild, objectTypes: [classGuid.toLowerCase()] };
}

/** Reading a property: `[schemaIDGUID]`, or `[schemaIDGUID, attributeSecurityGUID]` when it is in a property set. */
export function readProperty(objectTypes: readonly string[]): AccessRequest {
  return { mask: accessRights.readProperty, objectTypes: objectTypes.map((guid) => guid.toLowerCase()) };
}

/**
 * Reading a confidential property, one whose searchFlags have bit 0x80: control access is needed besides.
 * Source: MS-ADTS 3.1.1.4.4.
 */
export function readConfidentialProperty(objectTypes: readonly string[]): AccessRequest {
  return { ...readProperty(objectTypes), mask: accessRights.readProperty | accessRights.controlAccess };
}

/** Writing a property: `[schemaIDGUID]`, or `[schemaIDGUID, attributeSecurityGUID]` when it is in a property set. */
export function writeProperty(objectTypes: readonly string[]): AccessRequest {
  return { mask: accessRights.writeProperty, objectTypes: objectTypes.map((guid) => guid.toLowerCase()) };
}

/** Rights on the object as a whole, such as `accessRights.writeDacl`. */
export function wholeObject(mask: number): AccessRequest {
  return { mask, objectTypes: [] };
}

/** An entry and its place in the DACL, counted from 0. */
interface DecidingEntry {
  readonly index: number;
  readonly entry: AccessControlEntry;
  /** Whether it came from a container above; `sourceOfInherited` finds which. */
  readonly inherited: boolean;
}

/** What the requester is, by which an entry or the ownership counts. */
export interface Identity {
  /** The trustee, or what SELF and OWNER RIGHTS stand for. */
  readonly sid: string;
  /** The groups that lead there from the account; empty for the account itself, and where the token does not tell. */
  readonly path: readonly string[];
}

export interface AccessDecision {
  readonly outcome: "granted" | "denied" | "undecided";
  /** The entry that settled it; left out when none did: no DACL, the owner's implicit rights, nothing granted. */
  readonly entry?: DecidingEntry;
  /** Left out where nothing about the requester counted. */
  readonly identity?: Identity;
  readonly reason:
    | "no DACL"
    | "owner"
    | "allowed by an entry"
    | "denied by an entry"
    | "no entry grants it"
    /** One whose condition the directory does not settle, or an entry or the ownership of an identity that may be held. */
    | "depends on a conditional entry"
    | "nothing was asked for";
}

/** What the owner holds without any entry. Source: MS-DTYP 2.5.3.2. */
export const ownerRights = accessRights.readControl | accessRights.writeDacl;

export interface CheckedObject {
  /** The object's own objectSid, which SELF stands for; without it SELF matches nobody. */
  readonly sid?: string | undefined;
  /** What its owner holds without any entry; `ownerRights` unless the forest blocks some: `implicitOwnerRights`. */
  readonly ownerRights?: number | undefined;
}

/**
 * Judges one request. Inherit-only entries say nothing about the object that carries them, and an entry's
 * inheritedObjectType plays no part.
 */
export function checkAccess(
  descriptor: SecurityDescriptor,
  token: Token,
  request: AccessRequest,
  object: CheckedObject = {},
): AccessDecision {
  const asked = mapGenericRights(request.mask);
  if (asked === 0) return { outcome: "granted", reason: "nothing was asked for" };
  const kind = daclKind(descriptor);
  if (kind === "absent" || kind === "null") return { outcome: "granted", reason: "no DACL" };

  const relevant = relevantEntries(descriptor, token, request, object.sid);
  const owned = ownership(descriptor, token, object);
  const certain = asked & ~(owned.held ? owned.rights : 0);
  if (certain === 0) return { outcome: "granted", reason: "owner", ...owned.identity };

  // Conditions can only add to what the worst case grants, so where both extremes agree they do not matter.
  const worst = walk(relevant, certain, "against the requester", token);
  if (worst.outcome === "granted") return worst;
  const possible = asked & ~owned.rights;
  const best = possible === 0 ? undefined : walk(relevant, possible, "for the requester", token);
  if (best?.outcome === "denied") return best;
  const condition = decidingCondition(relevant, worst.entry?.index);
  return {
    outcome: "undecided",
    reason: "depends on a conditional entry",
    ...(condition === undefined ? owned.identity : decided(condition, token)),
  };
}

/**
 * The first that is granted; otherwise the first that is undecided, or else the first. For what several rights allow,
 * each by itself, such as a deletion or a validated write.
 */
export function mostPermissive(first: AccessDecision, ...others: readonly AccessDecision[]): AccessDecision {
  const decisions = [first, ...others];
  return (
    decisions.find(({ outcome }) => outcome === "granted") ??
    decisions.find(({ outcome }) => outcome === "undecided") ??
    first
  );
}

function identityOf(sid: string, { pathTo }: Token): Identity {
  return { sid, path: pathTo?.(sid) ?? [] };
}

interface RelevantEntry {
  readonly index: number;
  readonly entry: PlainEntry | ObjectEntry;
  /** The identity that its trustee is here. */
  readonly sid: string;
  readonly effect: "allow" | "deny";
  readonly conditional: boolean;
  readonly rights: number;
}

const effects: Readonly<Partial<Record<AccessControlEntry["kind"], Pick<RelevantEntry, "effect" | "conditional">>>> = {
  allow: { effect: "allow", conditional: false },
  "allow object": { effect: "allow", conditional: false },
  "allow callback": { effect: "allow", conditional: true },
  "allow callback object": { effect: "allow", conditional: true },
  deny: { effect: "deny", conditional: false },
  "deny object": { effect: "deny", conditional: false },
  "deny callback": { effect: "deny", conditional: true },
  "deny callback object": { effect: "deny", conditional: true },
};

/** The entries that have a say: effective here, about one of the token's identities, and about what is asked. */
function relevantEntries(
  descriptor: SecurityDescriptor,
  token: Token,
  request: AccessRequest,
  objectSid: string | undefined,
): readonly RelevantEntry[] {
  const relevant: RelevantEntry[] = [];
  for (const [index, entry] of (descriptor.dacl?.entries ?? []).entries()) {
    const effect = effects[entry.kind];
    if (effect === undefined || entry.kind === "unknown" || !isEffective(entry)) continue;
    const sid = standsFor(entry.trustee, descriptor, objectSid);
    if (sid === null || !covers(entry, request)) continue;
    const held = token.sids.has(sid);
    if (!held && !token.mayHold?.(sid)) continue;
    const rights = mapGenericRights(entry.mask) & mapGenericRights(request.mask);
    const conditional = effect.conditional || !held;
    if (rights !== 0) relevant.push({ index, entry, sid, effect: effect.effect, conditional, rights });
  }
  return relevant;
}

function isEffective(entry: AccessControlEntry): boolean {
  return (entry.flags & entryFlags.inheritOnly) === 0;
}

/** The identity that a trustee is on this object; null where it is nobody. */
function standsFor(trustee: string, descriptor: SecurityDescriptor, objectSid: string | undefined): string | null {
  if (trustee === wellKnownSids.self) return objectSid ?? null;
  if (trustee === wellKnownSids.ownerRights) return descriptor.owner;
  return trustee;
}

/** An entry without an object type covers everything; one with an object type covers it and all that it contains. */
function covers(entry: PlainEntry | ObjectEntry, request: AccessRequest): boolean {
  if (!isObjectEntry(entry) || entry.objectType === undefined) return true;
  return request.objectTypes.includes(entry.objectType);
}

interface Ownership {
  /** What being the owner brings without an entry: nothing for anyone who cannot be the owner. */
  readonly rights: number;
  /** Whether the requester is certainly the owner. */
  readonly held: boolean;
  readonly identity: Pick<AccessDecision, "identity">;
}

/** Any effective entry for OWNER RIGHTS takes the place of what the owner holds implicitly. */
function ownership({ owner, dacl }: SecurityDescriptor, token: Token, object: CheckedObject): Ownership {
  const held = owner !== null && token.sids.has(owner);
  if (owner === null || (!held && !token.mayHold?.(owner))) return { rights: 0, held: false, identity: {} };
  const replaced = dacl?.entries.some(
    (entry) => entry.kind !== "unknown" && entry.trustee === wellKnownSids.ownerRights && isEffective(entry),
  );
  const rights = replaced ? 0 : (object.ownerRights ?? ownerRights);
  return { rights, held, identity: { identity: identityOf(owner, token) } };
}

/** Goes through the entries as if every condition came out for, or against, the requester. */
function walk(
  relevant: readonly RelevantEntry[],
  asked: number,
  conditions: "for the requester" | "against the requester",
  token: Token,
): AccessDecision {
  let remaining = asked;
  for (const deciding of relevant) {
    const { effect, conditional, rights } = deciding;
    if ((rights & remaining) === 0) continue;
    if (conditional && (effect === "allow") !== (conditions === "for the requester")) continue;
    if (effect === "deny") return { outcome: "denied", reason: "denied by an entry", ...decided(deciding, token) };
    remaining &= ~rights;
    if (remaining === 0) return { outcome: "granted", reason: "allowed by an entry", ...decided(deciding, token) };
  }
  return { outcome: "denied", reason: "no entry grants it" };
}

function decided({ index, entry, sid }: RelevantEntry, token: Token): Pick<AccessDecision, "entry" | "identity"> {
  const inherited = (entry.flags & entryFlags.inherited) !== 0;
  return { entry: { index, entry, inherited }, identity: identityOf(sid, token) };
}

/** The conditional entry to name: the one that denies in the worst case, or else the first that could allow. */
function decidingCondition(relevant: readonly RelevantEntry[], denying: number | undefined): RelevantEntry | undefined {
  return (
    relevant.find(({ index, conditional }) => conditional && index === denying) ??
    relevant.find(({ effect, conditional }) => conditional && effect === "allow")
  );
}

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

/** Reading a property: `[schemaIDGUID]`, or `[schemaIDGUID, attributeSecurityGUID]` when it is in a property set. */
export function readProperty(objectTypes: readonly string[]): AccessRequest {
  return { mask: accessRights.readProperty, objectTypes: objectTypes.map((guid) => guid.toLowerCase()) };
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
}

export interface AccessDecision {
  readonly outcome: "granted" | "denied" | "undecided";
  /** The entry that settled it; left out when none did: no DACL, the owner's implicit rights, nothing granted. */
  readonly entry?: DecidingEntry;
  readonly reason:
    | "no DACL"
    | "owner"
    | "allowed by an entry"
    | "denied by an entry"
    | "no entry grants it"
    /** A callback entry, whose condition the directory does not settle, or one for an identity that may be held. */
    | "depends on a conditional entry"
    | "nothing was asked for";
}

/** What the owner holds without any entry. Source: MS-DTYP 2.5.3.2. */
const ownerRights = accessRights.readControl | accessRights.writeDacl;

/**
 * Judges one request. `objectSid` is the object's own objectSid, which SELF stands for; without it SELF matches nobody.
 * Inherit-only entries say nothing about the object that carries them, and an entry's inheritedObjectType plays no part.
 */
export function checkAccess(
  descriptor: SecurityDescriptor,
  token: Token,
  request: AccessRequest,
  objectSid?: string,
): AccessDecision {
  const asked = mapGenericRights(request.mask);
  if (asked === 0) return { outcome: "granted", reason: "nothing was asked for" };
  const kind = daclKind(descriptor);
  if (kind === "absent" || kind === "null") return { outcome: "granted", reason: "no DACL" };

  const relevant = relevantEntries(descriptor, token, request, objectSid);
  const remaining = asked & ~implicitRights(descriptor, token);
  if (remaining === 0) return { outcome: "granted", reason: "owner" };

  // Conditions can only add to what the worst case grants, so where both extremes agree they do not matter.
  const worst = walk(relevant, remaining, "against the requester");
  if (worst.outcome === "granted") return worst;
  const best = walk(relevant, remaining, "for the requester");
  if (best.outcome === "denied") return best;
  return { outcome: "undecided", reason: "depends on a conditional entry", ...decidingCondition(relevant, worst) };
}

interface RelevantEntry extends DecidingEntry {
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
    const held = matches(entry.trustee, descriptor, token, objectSid);
    if ((!held && !token.mayHold?.(entry.trustee)) || !covers(entry, request)) continue;
    const rights = mapGenericRights(entry.mask) & mapGenericRights(request.mask);
    const conditional = effect.conditional || !held;
    if (rights !== 0) relevant.push({ index, entry, effect: effect.effect, conditional, rights });
  }
  return relevant;
}

function isEffective(entry: AccessControlEntry): boolean {
  return (entry.flags & entryFlags.inheritOnly) === 0;
}

function matches(
  trustee: string,
  descriptor: SecurityDescriptor,
  token: Token,
  objectSid: string | undefined,
): boolean {
  if (trustee === wellKnownSids.self) return objectSid !== undefined && token.sids.has(objectSid);
  if (trustee === wellKnownSids.ownerRights) return descriptor.owner !== null && token.sids.has(descriptor.owner);
  return token.sids.has(trustee);
}

/** An entry without an object type covers everything; one with an object type covers it and all that it contains. */
function covers(entry: PlainEntry | ObjectEntry, request: AccessRequest): boolean {
  if (!isObjectEntry(entry) || entry.objectType === undefined) return true;
  return request.objectTypes.includes(entry.objectType);
}

/** Any effective entry for OWNER RIGHTS takes the place of what the owner holds implicitly. */
function implicitRights(descriptor: SecurityDescriptor, token: Token): number {
  if (descriptor.owner === null || !token.sids.has(descriptor.owner)) return 0;
  const replaced = descriptor.dacl?.entries.some(
    (entry) => entry.kind !== "unknown" && entry.trustee === wellKnownSids.ownerRights && isEffective(entry),
  );
  return replaced ? 0 : ownerRights;
}

/** Goes through the entries as if every condition came out for, or against, the requester. */
function walk(
  relevant: readonly RelevantEntry[],
  asked: number,
  conditions: "for the requester" | "against the requester",
): AccessDecision {
  let remaining = asked;
  for (const { index, entry, effect, conditional, rights } of relevant) {
    if ((rights & remaining) === 0) continue;
    if (conditional && (effect === "allow") !== (conditions === "for the requester")) continue;
    if (effect === "deny") return { outcome: "denied", reason: "denied by an entry", entry: { index, entry } };
    remaining &= ~rights;
    if (remaining === 0) return { outcome: "granted", reason: "allowed by an entry", entry: { index, entry } };
  }
  return { outcome: "denied", reason: "no entry grants it" };
}

/** The conditional entry to name: the one that denies in the worst case, or else the first that could allow. */
function decidingCondition(
  relevant: readonly RelevantEntry[],
  worst: AccessDecision,
): { readonly entry?: DecidingEntry } {
  const denying = relevant.find(({ index, conditional }) => conditional && index === worst.entry?.index);
  const named = denying ?? relevant.find(({ effect, conditional }) => conditional && effect === "allow");
  return named === undefined ? {} : { entry: { index: named.index, entry: named.entry } };
}

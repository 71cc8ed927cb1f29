/** Which entries of a security descriptor hand over the object that carries it. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import {
  type Control,
  type TakeoverEdge,
  type TakeoverEdgeId,
  type TakeoverTarget,
  takeoverEdges,
} from "../../catalogue/takeover-edges.ts";
import {
  type AccessRequest,
  checkAccess,
  controlAccessRight,
  type Token,
  wholeObject,
  writeProperty,
} from "../security/access-check.ts";
import { accessRights, fullControl, mapGenericRights } from "../security/access-mask.ts";
import {
  type AccessControlEntry,
  daclKind,
  entryFlags,
  isObjectEntry,
  type SecurityDescriptor,
} from "../security/security-descriptor.ts";
import { wellKnownSids } from "../security/sid.ts";
import { everybody } from "./everyone.ts";

/** By lower-case name: the attribute's own GUID and that of its property set, if it is in one. */
export type AttributeTypes = ReadonlyMap<string, readonly string[]>;

/** What one entry, or the ownership, gives to someone. */
export interface FoundControl {
  readonly trustee: string;
  /** The strongest first; those that a stronger one contains are left out. */
  readonly edges: readonly [TakeoverEdgeId, ...TakeoverEdgeId[]];
  /** Null for an owner, and for everyone where there is no list. */
  readonly entry: AllowingEntry | null;
  /** False when a condition decides. */
  readonly decided: boolean;
}

export type AllowingEntry = Exclude<AccessControlEntry, { readonly kind: "unknown" }>;

const edges = Object.entries(takeoverEdges) as readonly (readonly [TakeoverEdgeId, TakeoverEdge])[];

/**
 * Everyone whom a descriptor gives control of an object of this kind: its owner first, then by entry in stored order. An
 * entry that another one takes back is left out. SELF is the object itself, and CREATOR OWNER nobody who signs in.
 */
export function controlsIn(
  descriptor: SecurityDescriptor,
  target: TakeoverTarget,
  types: AttributeTypes,
): readonly FoundControl[] {
  if (["absent", "null"].includes(daclKind(descriptor)))
    return [{ trustee: wellKnownSids.everyone, edges: ["full-control"], entry: null, decided: true }];
  return [
    ...ownership(descriptor),
    ...(descriptor.dacl?.entries ?? []).flatMap((entry) => {
      const trustee = trusteeOf(entry, descriptor);
      if (trustee === null || !isAllowing(entry)) return [];
      const given = givenBy(entry, descriptor, { target, types }, tokenOf(trustee));
      return given === null ? [] : [{ trustee, entry, ...given }];
    }),
  ];
}

/** What is left of an entry for someone: entries for others of his identities may take back what it gives. */
export function leftOf(
  control: FoundControl,
  descriptor: SecurityDescriptor,
  asked: Asked,
  sids: ReadonlySet<string>,
): Given | null {
  const { entry } = control;
  return entry === null ? control : givenBy(entry, descriptor, asked, { sids: new Set([...sids, control.trustee]) });
}

/** What someone can do to an object by all that he is, by the entries that decide: one row an entry or the ownership. */
export function controlsOf(
  descriptor: SecurityDescriptor,
  { target, types }: Asked,
  sids: ReadonlySet<string>,
): readonly FoundControl[] {
  const rows = new Map<AllowingEntry | null, { ids: TakeoverEdgeId[]; decided: boolean; trustee: string }>();
  for (const [id, { on, control }] of edges) {
    if (!on.includes(target) || control === null) continue;
    const request = control.by === "ownership" ? wholeObject(accessRights.writeDacl) : requestOf(control, types);
    if (request === null) continue;
    const { outcome, reason, entry: deciding, identity } = checkAccess(descriptor, { sids }, request);
    const isOwner = reason === "owner";
    if (outcome === "denied" || (control.by === "ownership") !== isOwner) continue;
    const entry = deciding === undefined || deciding.entry.kind === "unknown" ? null : deciding.entry;
    const row = rows.get(entry) ?? { ids: [], decided: true, trustee: identity?.sid ?? wellKnownSids.everyone };
    row.ids.push(id);
    row.decided &&= outcome === "granted";
    rows.set(entry, row);
  }
  return [...rows].flatMap(([entry, { ids, decided, trustee }]) => {
    const [first, ...others] = withoutContained(ids);
    return first === undefined ? [] : [{ entry, trustee, edges: [first, ...others], decided }];
  });
}

function ownership(descriptor: SecurityDescriptor): readonly FoundControl[] {
  const { owner } = descriptor;
  if (owner === null) return [];
  const { reason } = checkAccess(descriptor, { sids: new Set([owner]) }, wholeObject(accessRights.writeDacl));
  return reason === "owner" ? [{ trustee: owner, edges: ["ownership"], entry: null, decided: true }] : [];
}

/** Trustees that no account signs in as. */
export const nobody: readonly string[] = [wellKnownSids.self, wellKnownSids.creatorOwner, wellKnownSids.creatorGroup];

/** What an entry or the ownership gives to someone. */
export type Given = Pick<FoundControl, "edges" | "decided">;

/** What kind of object carries the entry, and the identifiers of its attributes. */
export interface Asked {
  readonly target: TakeoverTarget;
  readonly types: AttributeTypes;
}

/** Whom an entry is about; null for an entry that allows nobody anything here. */
function trusteeOf(entry: AccessControlEntry, { owner }: SecurityDescriptor): string | null {
  if (!isAllowing(entry) || (entry.flags & entryFlags.inheritOnly) !== 0) return null;
  const trustee = entry.trustee === wellKnownSids.ownerRights ? owner : entry.trustee;
  return trustee === null || nobody.includes(trustee) ? null : trustee;
}

function isAllowing(entry: AccessControlEntry): entry is AllowingEntry {
  return entry.kind !== "unknown" && entry.kind.startsWith("allow");
}

function givenBy(
  entry: AllowingEntry,
  descriptor: SecurityDescriptor,
  { target, types }: Asked,
  token: Token,
): Given | null {
  const given = edges
    .filter(([, { on }]) => on.includes(target))
    .flatMap(([id, { control }]) => {
      const request = control === null ? null : requestOf(control, types);
      return request !== null && gives(entry, request) ? [{ id, request }] : [];
    })
    .map(({ id, request }) => ({ id, ...checkAccess(descriptor, token, request) }))
    .filter(({ outcome }) => outcome !== "denied");
  const [first, ...others] = withoutContained(given.map(({ id }) => id));
  if (first === undefined) return null;
  return { edges: [first, ...others], decided: given.find(({ id }) => id === first)?.outcome === "granted" };
}

/** A trustee by itself: what its members are denied elsewhere is theirs, and not looked into. */
export function tokenOf(trustee: string): Token {
  return { sids: new Set([trustee, ...everybody(trustee)]) };
}

/** What has to be asked for; null where the schema has no such attribute. */
function requestOf(control: Control, types: AttributeTypes): AccessRequest | null {
  switch (control.by) {
    case "full control":
      return wholeObject(fullControl);
    case "change permissions":
      return wholeObject(accessRights.writeDacl);
    case "take ownership":
      return wholeObject(accessRights.writeOwner);
    case "write every property":
      return wholeObject(accessRights.writeProperty);
    case "ownership":
      return null;
    case "use":
      return controlAccessRight(controlAccessRights[control.right].guid);
    case "write": {
      const objectTypes = types.get(control.attribute.toLowerCase());
      return objectTypes === undefined ? null : writeProperty(objectTypes);
    }
    case "add itself": {
      const [guid] = types.get(control.attribute.toLowerCase()) ?? [];
      return guid === undefined ? null : { mask: accessRights.writeSelf, objectTypes: [guid] };
    }
  }
}

function gives(entry: AllowingEntry, { mask, objectTypes }: AccessRequest): boolean {
  if ((mapGenericRights(entry.mask) & mask) !== mask) return false;
  return !isObjectEntry(entry) || entry.objectType === undefined || objectTypes.includes(entry.objectType);
}

function withoutContained(ids: readonly TakeoverEdgeId[]): readonly TakeoverEdgeId[] {
  if (ids.includes("full-control")) return ["full-control"];
  const writesAll = ids.some((id) => controlOf(id)?.by === "write every property");
  return ids.filter((id) => !writesAll || controlOf(id)?.by !== "write");
}

function controlOf(id: TakeoverEdgeId): Control | null {
  return takeoverEdges[id].control;
}

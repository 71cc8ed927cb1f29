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
    ...(descriptor.dacl?.entries ?? []).flatMap((entry) => controlBy(entry, descriptor, target, types) ?? []),
  ];
}

function ownership(descriptor: SecurityDescriptor): readonly FoundControl[] {
  const { owner } = descriptor;
  if (owner === null) return [];
  const { reason } = checkAccess(descriptor, { sids: new Set([owner]) }, wholeObject(accessRights.writeDacl));
  return reason === "owner" ? [{ trustee: owner, edges: ["ownership"], entry: null, decided: true }] : [];
}

/** Trustees that no account signs in as. */
export const nobody: readonly string[] = [wellKnownSids.self, wellKnownSids.creatorOwner, wellKnownSids.creatorGroup];

function controlBy(
  entry: AccessControlEntry,
  descriptor: SecurityDescriptor,
  target: TakeoverTarget,
  types: AttributeTypes,
): FoundControl | null {
  if (entry.kind === "unknown" || !entry.kind.startsWith("allow") || (entry.flags & entryFlags.inheritOnly) !== 0)
    return null;
  const trustee = entry.trustee === wellKnownSids.ownerRights ? descriptor.owner : entry.trustee;
  if (trustee === null || nobody.includes(trustee)) return null;
  const given = edges
    .filter(([, { on }]) => on.includes(target))
    .flatMap(([id, { control }]) => {
      const request = control === null ? null : requestOf(control, types);
      return request !== null && gives(entry, request) ? [{ id, request }] : [];
    })
    .map(({ id, request }) => ({ id, ...checkAccess(descriptor, tokenOf(trustee), request) }))
    .filter(({ outcome }) => outcome !== "denied");
  const [first, ...others] = withoutContained(given.map(({ id }) => id));
  if (first === undefined) return null;
  const decided = given.find(({ id }) => id === first)?.outcome === "granted";
  return { trustee, edges: [first, ...others], entry, decided };
}

/** A trustee by itself: what its members are denied elsewhere is theirs, and not looked into. */
export function tokenOf(trustee: string) {
  const everybody =
    trustee === wellKnownSids.anonymous ? [] : [wellKnownSids.everyone, wellKnownSids.authenticatedUsers];
  return { sids: new Set([trustee, ...(trustee === wellKnownSids.everyone ? [] : everybody)]) };
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

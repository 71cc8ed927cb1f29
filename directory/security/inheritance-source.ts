/** Where an inherited entry came from, as far as the descriptors above the object tell. */
import { encodeEntry } from "./access-control-entry.ts";
import { mapGenericRights } from "./access-mask.ts";
import { inheritedEntries, type NewObject } from "./inheritance.ts";
import {
  type AccessControlEntry,
  controlFlags,
  entryFlags,
  isObjectEntry,
  type SecurityDescriptor,
} from "./security-descriptor.ts";
import { wellKnownSids } from "./sid.ts";

export interface InheritanceSource {
  /** Steps up from the object: 0 is its container. */
  readonly ancestor: number;
  /** Place of the entry in that ancestor's DACL, counted from 0. */
  readonly index: number;
  readonly entry: AccessControlEntry;
}

/**
 * The nearest ancestor with an entry of its own that becomes `entry` on the object; `ancestors` are its container first,
 * then upwards. Undefined for an entry that is not inherited, and where no ancestor has such an entry: one that was
 * changed and has not reached the object yet, or an ancestor that is not among those given. Nothing comes from above an
 * ancestor that is protected.
 */
export function sourceOfInherited(
  entry: AccessControlEntry,
  object: NewObject,
  ancestors: readonly SecurityDescriptor[],
): InheritanceSource | undefined {
  if ((entry.flags & entryFlags.inherited) === 0) return undefined;
  const wanted = fingerprint(entry);
  for (const [ancestor, { control, dacl }] of ancestors.entries()) {
    for (const [index, candidate] of (dacl?.entries ?? []).entries()) {
      if (!reaches(candidate, ancestor)) continue;
      const become = inheritedEntries({ revision: 4, entries: [candidate] }, object);
      if (become.some((one) => fingerprint(one) === wanted)) return { ancestor, index, entry: candidate };
    }
    if ((control & controlFlags.daclProtected) !== 0) return undefined;
  }
  return undefined;
}

/** An entry of the ancestor's own; one that goes a single step reaches children only. */
function reaches({ flags }: AccessControlEntry, ancestor: number): boolean {
  if ((flags & entryFlags.inherited) !== 0) return false;
  return ancestor === 0 || (flags & entryFlags.noPropagateInherit) === 0;
}

function fingerprint(entry: AccessControlEntry): string {
  return Buffer.from(encodeEntry(entry)).toString("hex");
}

/**
 * Whether an entry of a container may be the one that an object below inherits as `entry`, whatever classes are in between.
 * An entry for the creator has become one for whoever that was.
 */
export function handsDown(
  other: AccessControlEntry,
  entry: AccessControlEntry,
): other is Exclude<AccessControlEntry, { readonly kind: "unknown" }> {
  if (other.kind === "unknown" || entry.kind === "unknown") return false;
  const objectType = (it: AccessControlEntry) => (isObjectEntry(it) ? it.objectType : undefined);
  return (
    (other.flags & entryFlags.inherited) === 0 &&
    (other.flags & entryFlags.containerInherit) !== 0 &&
    other.kind.split(" ")[0] === entry.kind.split(" ")[0] &&
    (other.trustee === entry.trustee || other.trustee === wellKnownSids.creatorOwner) &&
    mapGenericRights(other.mask) === mapGenericRights(entry.mask) &&
    objectType(other) === objectType(entry)
  );
}

/** Where an inherited entry came from, as far as the descriptors above the object tell. */
import { encodeEntry } from "./access-control-entry.ts";
import { inheritedEntries, type NewObject } from "./inheritance.ts";
import { type AccessControlEntry, controlFlags, entryFlags, type SecurityDescriptor } from "./security-descriptor.ts";

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

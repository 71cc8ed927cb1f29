/**
 * What a new object's DACL becomes: its own entries, and those it inherits from the container it is created in. All
 * objects of Active Directory are containers. Sources: MS-DTYP 2.5.3.4, MS-ADTS 6.1.3.
 */
import type { ObjectEntryKind, PlainEntryKind } from "./access-control-entry.ts";
import { mapGenericRights } from "./access-mask.ts";
import {
  type AccessControlEntry,
  type AccessControlList,
  controlFlags,
  entryFlags,
  isObjectEntry,
  type SecurityDescriptor,
} from "./security-descriptor.ts";
import { wellKnownSids } from "./well-known-sids.ts";

/** The object that is created. */
export interface NewObject {
  /**
   * schemaIDGUID of its most specific structural class, lower case. Entries are inherited by class without regard to
   * superclasses: one for `user` says nothing about an inetOrgPerson.
   */
  readonly classGuid: string;
  /** Takes the place of CREATOR OWNER; null where nobody in particular creates it: the entry then counts for nobody. */
  readonly owner: string | null;
  /** Takes the place of CREATOR GROUP. */
  readonly group: string | null;
}

const inheritable = entryFlags.containerInherit | entryFlags.objectInherit;

/** The descriptor of a new object; `own` is what its creator supplies, by default that of its class, or null for nothing. */
export function newObjectDescriptor(
  parent: SecurityDescriptor,
  object: NewObject,
  own: SecurityDescriptor | null,
): SecurityDescriptor {
  const isProtected = ((own?.control ?? 0) & controlFlags.daclProtected) !== 0;
  const entries = [
    ...(own?.dacl?.entries ?? []).flatMap((entry) => ownEntries(entry, object)),
    ...(isProtected ? [] : inheritedEntries(parent.dacl, object)),
  ];
  return {
    control: controlFlags.selfRelative | controlFlags.daclPresent | (isProtected ? controlFlags.daclProtected : 0),
    resourceManagerControl: 0,
    owner: object.owner,
    group: object.group,
    dacl: { revision: 4, entries },
    sacl: null,
  };
}

/**
 * The entries that a new object inherits from its container's list, in the same order. Those that are not about its
 * class are kept as inherit-only, for the objects below it.
 */
export function inheritedEntries(parent: AccessControlList | null, object: NewObject): readonly AccessControlEntry[] {
  return (parent?.entries ?? []).flatMap((entry) => inherited(entry, object));
}

function inherited(entry: AccessControlEntry, object: NewObject): readonly AccessControlEntry[] {
  const effective = (entry.flags & entryFlags.containerInherit) !== 0 && isAbout(entry, object.classGuid);
  const passedOn = (entry.flags & entryFlags.noPropagateInherit) === 0 ? entry.flags & inheritable : 0;
  return placed(entry, object, { effective, passedOn, origin: entryFlags.inherited });
}

/** Without an inheritedObjectType an entry is about every class. */
function isAbout(entry: AccessControlEntry, classGuid: string): boolean {
  if (!isObjectEntry(entry)) return true;
  return entry.inheritedObjectType === undefined || entry.inheritedObjectType === classGuid;
}

function ownEntries(entry: AccessControlEntry, object: NewObject): readonly AccessControlEntry[] {
  const effective = (entry.flags & entryFlags.inheritOnly) === 0;
  const other = entry.flags & ~(inheritable | entryFlags.inheritOnly | entryFlags.inherited);
  return placed(entry, object, { effective, passedOn: entry.flags & inheritable, origin: other });
}

/**
 * One entry as it stands on the new object. Where CREATOR OWNER or a generic right means something else here than
 * further down, it becomes two: one for this object, one for those below it.
 */
function placed(
  entry: AccessControlEntry,
  object: NewObject,
  { effective, passedOn, origin }: { readonly effective: boolean; readonly passedOn: number; readonly origin: number },
): readonly AccessControlEntry[] {
  const below = passedOn === 0 ? [] : [{ ...entry, flags: origin | passedOn | entryFlags.inheritOnly }];
  if (!effective) return below;
  const here = settled(entry, object);
  if (here === entry && passedOn !== 0) return [{ ...entry, flags: origin | passedOn }];
  return here === null ? below : [{ ...withoutClass(here), flags: origin }, ...below];
}

/** An entry that goes no further has no use for the class of those that would inherit it. */
function withoutClass(entry: AccessControlEntry): AccessControlEntry {
  if (!isObjectEntry(entry) || entry.inheritedObjectType === undefined) return entry;
  const { inheritedObjectType: _, ...rest } = entry;
  if (rest.objectType !== undefined) return rest;
  const { kind, objectType: _none, reservedObjectFlags: _bits, ...plain } = rest;
  return { ...plain, kind: plainKind[kind] };
}

const plainKind = {
  "allow object": "allow",
  "deny object": "deny",
  "audit object": "audit",
  "allow callback object": "allow callback",
  "deny callback object": "deny callback",
  "audit callback object": "audit callback",
} as const satisfies Record<ObjectEntryKind, PlainEntryKind>;

/** The entry with CREATOR OWNER, CREATOR GROUP and generic rights replaced; the same where there is nothing to replace. */
function settled(entry: AccessControlEntry, { owner, group }: NewObject): AccessControlEntry | null {
  if (entry.kind === "unknown") return entry;
  const replacement: string | null =
    entry.trustee === wellKnownSids.creatorOwner
      ? owner
      : entry.trustee === wellKnownSids.creatorGroup
        ? group
        : entry.trustee;
  if (replacement === null) return null;
  const mask = mapGenericRights(entry.mask);
  return replacement === entry.trustee && mask === entry.mask >>> 0 ? entry : { ...entry, trustee: replacement, mask };
}

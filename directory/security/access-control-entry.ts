/**
 * Access control entries as MS-DTYP 2.4.4 defines them: the model, and its bytes.
 */
import { concatenate, viewOf } from "./binary.ts";
import { decodeGuid, encodeGuid, guidLength } from "./guid.ts";
import { SecurityDescriptorError } from "./security-descriptor-error.ts";
import { decodeSid, encodeSid, sidLength } from "./sid.ts";

/** Bits of an entry's flags. Source: MS-DTYP 2.4.4.1. */
export const entryFlags = {
  objectInherit: 0x01,
  /** Child objects inherit the entry. */
  containerInherit: 0x02,
  noPropagateInherit: 0x04,
  /** For child objects only: says nothing about the object that carries it. */
  inheritOnly: 0x08,
  /** Came from the parent. */
  inherited: 0x10,
  successfulAccess: 0x40,
  failedAccess: 0x80,
} as const;

/** Entries that apply to the whole object, with their type numbers. Source: MS-DTYP 2.4.4.1. */
const plainKinds = {
  allow: 0x00,
  deny: 0x01,
  audit: 0x02,
  "allow callback": 0x09,
  "deny callback": 0x0a,
  "audit callback": 0x0d,
  "mandatory label": 0x11,
  "resource attribute": 0x12,
  "scoped policy": 0x13,
} as const;

/** Entries that can be narrowed to a class, property set, property or right, with their type numbers. */
const objectKinds = {
  "allow object": 0x05,
  "deny object": 0x06,
  "audit object": 0x07,
  "allow callback object": 0x0b,
  "deny callback object": 0x0c,
  "audit callback object": 0x0f,
} as const;

export type PlainEntryKind = keyof typeof plainKinds;
export type ObjectEntryKind = keyof typeof objectKinds;
export type EntryKind = PlainEntryKind | ObjectEntryKind;

interface Entry {
  /** Combination of `entryFlags`. */
  readonly flags: number;
  /** Combination of `accessRights`. */
  readonly mask: number;
  /** Whom the entry is about, `S-1-…`. */
  readonly trustee: string;
  /** What follows the trustee: the condition of a callback entry, the value of a resource attribute. Left out if empty. */
  readonly applicationData?: Uint8Array;
}

export interface PlainEntry extends Entry {
  readonly kind: PlainEntryKind;
}

export interface ObjectEntry extends Entry {
  readonly kind: ObjectEntryKind;
  /** GUID of the property, property set, child class, control access right or validated write; left out for all. */
  readonly objectType?: string;
  /** GUID of the class whose objects inherit the entry; left out for all. Counts in inheritance, not in a check. */
  readonly inheritedObjectType?: string;
  /** Bits of the object flags that MS-DTYP gives no meaning; left out if none is set. */
  readonly reservedObjectFlags?: number;
}

/** An entry of a type that MS-DTYP does not define, or reserves; it neither allows nor denies. */
interface UnknownEntry {
  readonly kind: "unknown";
  readonly type: number;
  readonly flags: number;
  /** Everything after the four bytes of the header. */
  readonly body: Uint8Array;
}

export type AccessControlEntry = PlainEntry | ObjectEntry | UnknownEntry;

/** Presence bits of an object entry. Source: MS-DTYP 2.4.4.3. */
const objectFlags = { objectTypePresent: 0x1, inheritedObjectTypePresent: 0x2 } as const;

/** Bytes of an entry's header: type, flags, size. */
const entryHeaderLength = 4;

const plainKindOf: ReadonlyMap<number, PlainEntryKind> = new Map(
  Object.entries(plainKinds).map(([kind, type]) => [type, kind as PlainEntryKind]),
);
const objectKindOf: ReadonlyMap<number, ObjectEntryKind> = new Map(
  Object.entries(objectKinds).map(([kind, type]) => [type, kind as ObjectEntryKind]),
);

/** The number by which an entry's type is known in its bytes. */
export function entryType(entry: AccessControlEntry): number {
  if (entry.kind === "unknown") return entry.type;
  return isObjectEntry(entry) ? objectKinds[entry.kind] : plainKinds[entry.kind];
}

/** The kind known by a number; undefined for a type that MS-DTYP does not define, or reserves. */
export function entryKindOf(type: number): EntryKind | undefined {
  return plainKindOf.get(type) ?? objectKindOf.get(type);
}

export function isObjectEntry(entry: AccessControlEntry): entry is ObjectEntry {
  return entry.kind !== "unknown" && isObjectEntryKind(entry.kind);
}

export function isObjectEntryKind(kind: EntryKind): kind is ObjectEntryKind {
  return kind in objectKinds;
}

/** Where the entry at `start` ends, by its own header; `end` is where its list ends. Throws SecurityDescriptorError. */
export function endOfEntry(view: DataView, start: number, end: number): number {
  if (start + entryHeaderLength > end)
    throw new SecurityDescriptorError(start, "the access control list ends before its last entry");
  const size = view.getUint16(start + 2, true);
  if (size < entryHeaderLength || size % 4 !== 0)
    throw new SecurityDescriptorError(start + 2, `an access control entry cannot have ${size} bytes`);
  if (start + size > end)
    throw new SecurityDescriptorError(
      start + 2,
      `the access control entry claims ${size} bytes, more than its list has`,
    );
  return start + size;
}

/** Reads the entry from `start` to `end`, which is where it ends by its header. Throws SecurityDescriptorError. */
export function decodeEntry(bytes: Uint8Array, start: number, end: number): AccessControlEntry {
  const view = viewOf(bytes);
  // Cutting here makes every later read fail at the entry's own end.
  return decodeBody(bytes.subarray(0, end), start + entryHeaderLength, view.getUint8(start), view.getUint8(start + 1));
}

function decodeBody(bytes: Uint8Array, offset: number, type: number, flags: number): AccessControlEntry {
  const plainKind = plainKindOf.get(type);
  if (plainKind !== undefined) {
    const mask = readUint32(bytes, offset);
    return { kind: plainKind, flags, mask, ...decodeTrustee(bytes, offset + 4) };
  }
  const objectKind = objectKindOf.get(type);
  if (objectKind !== undefined) return decodeObjectBody(bytes, offset, objectKind, flags);
  return { kind: "unknown", type, flags, body: bytes.slice(offset) };
}

function decodeObjectBody(bytes: Uint8Array, offset: number, kind: ObjectEntryKind, flags: number): ObjectEntry {
  const mask = readUint32(bytes, offset);
  const present = readUint32(bytes, offset + 4);
  const objectType = (present & objectFlags.objectTypePresent) !== 0;
  const inheritedObjectType = (present & objectFlags.inheritedObjectTypePresent) !== 0;
  const reserved = (present & ~(objectFlags.objectTypePresent | objectFlags.inheritedObjectTypePresent)) >>> 0;
  const first = offset + 8;
  const second = first + (objectType ? guidLength : 0);
  const trustee = second + (inheritedObjectType ? guidLength : 0);
  return {
    kind,
    flags,
    mask,
    ...(objectType && { objectType: decodeGuid(bytes, first) }),
    ...(inheritedObjectType && { inheritedObjectType: decodeGuid(bytes, second) }),
    ...(reserved !== 0 && { reservedObjectFlags: reserved }),
    ...decodeTrustee(bytes, trustee),
  };
}

function decodeTrustee(bytes: Uint8Array, offset: number): Pick<Entry, "trustee" | "applicationData"> {
  const end = offset + sidLength(bytes, offset);
  const trustee = decodeSid(bytes, offset);
  return end === bytes.length ? { trustee } : { trustee, applicationData: bytes.slice(end) };
}

function readUint32(bytes: Uint8Array, offset: number): number {
  if (offset + 4 > bytes.length) throw new SecurityDescriptorError(offset, "the access control entry is cut short");
  return viewOf(bytes).getUint32(offset, true);
}

/** The bytes of an entry. Throws SecurityDescriptorError for a model that no bytes can express. */
export function encodeEntry(entry: AccessControlEntry): Uint8Array {
  const body = encodeBody(entry);
  const size = entryHeaderLength + body.length;
  if (size > 0xffff || size % 4 !== 0)
    throw new SecurityDescriptorError(0, `an access control entry cannot have ${size} bytes`);
  const header = new Uint8Array([entryType(entry), entry.flags, size & 0xff, size >> 8]);
  return concatenate([header, body]);
}

function encodeBody(entry: AccessControlEntry): Uint8Array {
  if (entry.kind === "unknown") return entry.body;
  return concatenate([
    encodeUint32(entry.mask),
    ...(isObjectEntry(entry) ? encodeObjectTypes(entry) : []),
    encodeSid(entry.trustee),
    entry.applicationData ?? new Uint8Array(),
  ]);
}

function encodeObjectTypes(entry: ObjectEntry): readonly Uint8Array[] {
  const { objectType, inheritedObjectType, reservedObjectFlags = 0 } = entry;
  const present =
    reservedObjectFlags |
    (objectType === undefined ? 0 : objectFlags.objectTypePresent) |
    (inheritedObjectType === undefined ? 0 : objectFlags.inheritedObjectTypePresent);
  return [
    encodeUint32(present),
    ...(objectType === undefined ? [] : [encodeGuid(objectType)]),
    ...(inheritedObjectType === undefined ? [] : [encodeGuid(inheritedObjectType)]),
  ];
}

function encodeUint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

/**
 * Self-relative security descriptors as MS-DTYP 2.4.5 and 2.4.6 define them, as they stand in nTSecurityDescriptor,
 * msDS-GroupMSAMembership and msDS-AllowedToActOnBehalfOfOtherIdentity.
 */
import { type AccessControlEntry, decodeEntry, encodeEntry, endOfEntry } from "./access-control-entry.ts";
import { concatenate, viewOf } from "./binary.ts";
import { SecurityDescriptorError } from "./security-descriptor-error.ts";
import { decodeSid, encodeSid } from "./sid.ts";

export {
  type AccessControlEntry,
  entryFlags,
  isObjectEntry,
  type ObjectEntry,
  type PlainEntry,
} from "./access-control-entry.ts";
export { SecurityDescriptorError } from "./security-descriptor-error.ts";

/** Bits of a descriptor's control word. Source: MS-DTYP 2.4.6. */
export const controlFlags = {
  ownerDefaulted: 0x0001,
  groupDefaulted: 0x0002,
  daclPresent: 0x0004,
  daclDefaulted: 0x0008,
  saclPresent: 0x0010,
  saclDefaulted: 0x0020,
  daclTrusted: 0x0040,
  serverSecurity: 0x0080,
  daclInheritRequired: 0x0100,
  saclInheritRequired: 0x0200,
  daclAutoInherited: 0x0400,
  saclAutoInherited: 0x0800,
  /** Inheritance from the parent is switched off. */
  daclProtected: 0x1000,
  saclProtected: 0x2000,
  resourceManagerControlValid: 0x4000,
  selfRelative: 0x8000,
} as const;

/** `Entry` is what stands for an entry: the entry itself, or the number by which an `EntryTable` knows it. */
export interface AccessControlList<Entry = AccessControlEntry> {
  /** 2, or 4 where object entries occur. */
  readonly revision: number;
  /** In stored order, which is the order of evaluation. */
  readonly entries: readonly Entry[];
}

export interface SecurityDescriptor<Entry = AccessControlEntry> {
  /** Combination of `controlFlags`. */
  readonly control: number;
  /** The second byte of the descriptor, meaningful only with `resourceManagerControlValid`; otherwise 0. */
  readonly resourceManagerControl: number;
  readonly owner: string | null;
  readonly group: string | null;
  /**
   * A list without entries grants nothing; null grants everything. Null together with the flag `daclPresent` is what
   * Windows calls a NULL DACL, null without it an absent one: see `daclKind`.
   */
  readonly dacl: AccessControlList<Entry> | null;
  /** Null when absent, which it is for readers without the privilege to see it. */
  readonly sacl: AccessControlList<Entry> | null;
}

export type DaclKind = "absent" | "null" | "empty" | "populated";

/** Tells the four states of a DACL apart: the first two grant everything, the third nothing. */
export function daclKind(descriptor: Pick<SecurityDescriptor<unknown>, "control" | "dacl">): DaclKind {
  if (descriptor.dacl !== null) return descriptor.dacl.entries.length === 0 ? "empty" : "populated";
  return (descriptor.control & controlFlags.daclPresent) === 0 ? "absent" : "null";
}

/** Bytes of the fixed part: revision, resource manager control, control word and four offsets. */
const headerLength = 20;

/** Bytes of a list before its first entry. */
const listHeaderLength = 8;

/** Source: MS-DTYP 2.4.5; 3 is the revision of lists with compound entries, which Windows still accepts. */
const listRevisions: readonly number[] = [2, 3, 4];

/** Reads the entry that takes the bytes from `start` to `end`, and throws SecurityDescriptorError for what is no entry. */
export type ReadEntry<Entry> = (bytes: Uint8Array, start: number, end: number) => Entry;

/** Reads a whole self-relative security descriptor. Throws SecurityDescriptorError. */
export function decodeSecurityDescriptor(bytes: Uint8Array): SecurityDescriptor {
  return readSecurityDescriptor(bytes, decodeEntry);
}

/** The same, with whatever `readEntry` gives for the entries. */
export function readSecurityDescriptor<Entry>(
  bytes: Uint8Array,
  readEntry: ReadEntry<Entry>,
): SecurityDescriptor<Entry> {
  if (bytes.length < headerLength)
    throw new SecurityDescriptorError(bytes.length, `a security descriptor takes at least ${headerLength} bytes`);
  const view = viewOf(bytes);
  const revision = view.getUint8(0);
  if (revision !== 1)
    throw new SecurityDescriptorError(0, `a security descriptor has revision 1, this one has ${revision}`);
  const control = view.getUint16(2, true);
  if ((control & controlFlags.selfRelative) === 0)
    throw new SecurityDescriptorError(2, "the security descriptor is not self-relative");
  return {
    control,
    resourceManagerControl: view.getUint8(1),
    owner: readSid(bytes, view, 4),
    group: readSid(bytes, view, 8),
    sacl: readList(bytes, view, 12, (control & controlFlags.saclPresent) !== 0, readEntry),
    dacl: readList(bytes, view, 16, (control & controlFlags.daclPresent) !== 0, readEntry),
  };
}

/** The offset stored at `position`; 0 means that the part is left out. */
function readOffset(view: DataView, position: number): number {
  const offset = view.getUint32(position, true);
  if (offset === 0) return 0;
  if (offset < headerLength || offset >= view.byteLength)
    throw new SecurityDescriptorError(position, `the offset ${offset} is outside the security descriptor`);
  return offset;
}

function readSid(bytes: Uint8Array, view: DataView, position: number): string | null {
  const offset = readOffset(view, position);
  return offset === 0 ? null : decodeSid(bytes, offset);
}

function readList<Entry>(
  bytes: Uint8Array,
  view: DataView,
  position: number,
  present: boolean,
  readEntry: ReadEntry<Entry>,
): AccessControlList<Entry> | null {
  const offset = readOffset(view, position);
  if (offset === 0) return null;
  // Taking such a list for absent would grant everything, taking it for valid would contradict the control word.
  if (!present)
    throw new SecurityDescriptorError(position, "the control word denies a list which the descriptor contains");
  if (offset + listHeaderLength > bytes.length)
    throw new SecurityDescriptorError(offset, "the access control list is cut short");
  const revision = view.getUint8(offset);
  if (!listRevisions.includes(revision))
    throw new SecurityDescriptorError(offset, `an access control list cannot have revision ${revision}`);
  const size = view.getUint16(offset + 2, true);
  if (size < listHeaderLength || offset + size > bytes.length)
    throw new SecurityDescriptorError(offset + 2, `the access control list cannot have ${size} bytes`);
  const count = view.getUint16(offset + 4, true);
  const entries: Entry[] = [];
  for (let start = offset + listHeaderLength; entries.length < count; ) {
    const end = endOfEntry(view, start, offset + size);
    entries.push(readEntry(bytes, start, end));
    start = end;
  }
  return { revision, entries };
}

/**
 * The bytes of a descriptor, from the model alone: owner, group, SACL and DACL follow the fixed part in this order.
 * Throws SecurityDescriptorError for a model that no bytes can express.
 */
export function encodeSecurityDescriptor(descriptor: SecurityDescriptor): Uint8Array {
  const { control, resourceManagerControl, owner, group, sacl, dacl } = descriptor;
  if ((control & controlFlags.selfRelative) === 0)
    throw new SecurityDescriptorError(2, "the security descriptor is not self-relative");
  const parts = [
    { position: 4, bytes: owner === null ? undefined : encodeSid(owner) },
    { position: 8, bytes: group === null ? undefined : encodeSid(group) },
    { position: 12, bytes: encodeList(sacl, 12, (control & controlFlags.saclPresent) !== 0) },
    { position: 16, bytes: encodeList(dacl, 16, (control & controlFlags.daclPresent) !== 0) },
  ];
  const header = new Uint8Array(headerLength);
  const view = viewOf(header);
  view.setUint8(0, 1);
  view.setUint8(1, resourceManagerControl);
  view.setUint16(2, control, true);
  const chunks: Uint8Array[] = [header];
  let offset = headerLength;
  for (const { position, bytes } of parts) {
    if (bytes === undefined) continue;
    view.setUint32(position, offset, true);
    chunks.push(bytes);
    offset += bytes.length;
  }
  return concatenate(chunks);
}

function encodeList(list: AccessControlList | null, position: number, present: boolean): Uint8Array | undefined {
  if (list === null) return undefined;
  if (!present)
    throw new SecurityDescriptorError(position, "the control word denies a list which the descriptor contains");
  const entries = list.entries.map(encodeEntry);
  const header = new Uint8Array(listHeaderLength);
  const bytes = concatenate([header, ...entries]);
  if (bytes.length > 0xffff)
    throw new SecurityDescriptorError(position, `an access control list cannot have ${bytes.length} bytes`);
  const view = viewOf(bytes);
  view.setUint8(0, list.revision);
  view.setUint16(2, bytes.length, true);
  view.setUint16(4, entries.length, true);
  return bytes;
}

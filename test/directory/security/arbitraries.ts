import fc from "fast-check";
import type {
  AccessControlEntry,
  ObjectEntryKind,
  PlainEntryKind,
} from "../../../directory/security/access-control-entry.ts";
import {
  type AccessControlList,
  controlFlags,
  type SecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const byte = fc.integer({ min: 0, max: 0xff });

/** Any security identifier in its canonical spelling, authorities of 2^32 and more included. */
export const sids = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant("5") },
      { weight: 2, arbitrary: uint32.map(String) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 0xffff }), uint32)
          .map(([high, low]) => `0x${high.toString(16).padStart(4, "0")}${low.toString(16).padStart(8, "0")}`),
      },
    ),
    fc.array(uint32, { minLength: 0, maxLength: 15 }),
  )
  .map(([authority, parts]) => ["S-1", authority, ...parts].join("-"));

export const guids = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString("hex"))
  .map((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));

/** Bytes that keep an entry's size a multiple of four. */
const padded = (minimum: number) =>
  fc.array(uint32, { minLength: minimum, maxLength: 5 }).map((words) => new Uint8Array(new Uint32Array(words).buffer));

const plainKind = fc.constantFrom<PlainEntryKind[]>(
  "allow",
  "deny",
  "audit",
  "allow callback",
  "deny callback",
  "audit callback",
  "mandatory label",
  "resource attribute",
  "scoped policy",
);
const objectKind = fc.constantFrom<ObjectEntryKind[]>(
  "allow object",
  "deny object",
  "audit object",
  "allow callback object",
  "deny callback object",
  "audit callback object",
);
const common = { flags: byte, mask: uint32, trustee: sids };
const definedTypes = [0, 1, 2, 5, 6, 7, 9, 10, 11, 12, 13, 15, 17, 18, 19];

const entries: fc.Arbitrary<AccessControlEntry> = fc.oneof(
  fc.record(
    { kind: plainKind, ...common, applicationData: padded(1) },
    { requiredKeys: ["kind", "flags", "mask", "trustee"] },
  ),
  fc.record(
    {
      kind: objectKind,
      ...common,
      objectType: guids,
      inheritedObjectType: guids,
      reservedObjectFlags: fc.integer({ min: 1, max: 0x3fff_ffff }).map((bits) => (bits << 2) >>> 0),
      applicationData: padded(1),
    },
    { requiredKeys: ["kind", "flags", "mask", "trustee"] },
  ),
  fc.record({
    kind: fc.constant("unknown" as const),
    type: byte.filter((type) => !definedTypes.includes(type)),
    flags: byte,
    body: padded(0),
  }),
);

const lists: fc.Arbitrary<AccessControlList> = fc.record({
  revision: fc.constantFrom(2, 4),
  entries: fc.array(entries, { maxLength: 12 }),
});

/** Any security descriptor whose control word agrees with its lists. */
export const descriptors: fc.Arbitrary<SecurityDescriptor> = fc
  .record({
    control: fc.integer({ min: 0, max: 0xffff }),
    resourceManagerControl: byte,
    owner: fc.option(sids),
    group: fc.option(sids),
    dacl: fc.option(lists),
    sacl: fc.option(lists),
  })
  .map((model) => ({
    ...model,
    control:
      model.control |
      controlFlags.selfRelative |
      (model.dacl === null ? 0 : controlFlags.daclPresent) |
      (model.sacl === null ? 0 : controlFlags.saclPresent),
  }));

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import {
  controlFlags,
  daclKind,
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "../../../directory/security/security-descriptor.ts";
import { descriptors, runs } from "./arbitraries.ts";

const account = "S-1-5-21-1111111111-2222222222-3333333333-1105";

/** Written out by hand, field by field, from MS-DTYP 2.4.6; spaces and line ends are for the reader. */
const replicationGrant = bytesOf(`
  01 00 0494  14000000 24000000 00000000 30000000
  01 02 000000000005 20000000 20020000
  01 01 000000000005 12000000
  04 00 5800 02000000
    05 00 3800 00010000 01000000 aaf63111079cd111f79f00c04fc2dcd2
      01 05 000000000005 15000000 c7353a42 8e6b7484 55a1aec6 51040000
    00 12 1800 ff010f00
      01 02 000000000005 20000000 20020000
`);

/** Owner SYSTEM, nothing else; `change` overwrites bytes from an offset on. */
function withBytes(offset: number, ...change: number[]): Uint8Array {
  const bytes = Uint8Array.from(replicationGrant);
  bytes.set(change, offset);
  return bytes;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));
}

/** The same descriptors in every run. */
const seed = 20_261_122;

/** Offsets within `replicationGrant`. */
const dacl = 0x30;
const firstEntry = dacl + 8;

describe("reading a security descriptor", () => {
  test("owner, group, control word and every field of the entries are read", () => {
    expect(decodeSecurityDescriptor(replicationGrant)).toEqual({
      control:
        controlFlags.selfRelative |
        controlFlags.daclPresent |
        controlFlags.daclAutoInherited |
        controlFlags.daclProtected,
      resourceManagerControl: 0,
      owner: "S-1-5-32-544",
      group: "S-1-5-18",
      sacl: null,
      dacl: {
        revision: 4,
        entries: [
          {
            kind: "allow object",
            flags: 0,
            mask: 0x100,
            objectType: "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",
            trustee: account,
          },
          { kind: "allow", flags: 0x12, mask: 0xf01ff, trustee: "S-1-5-32-544" },
        ],
      },
    });
  });

  test("the inherited object type is read alone and beside an object type", () => {
    const user = "ba7a96bfe60dd011a28500aa003049e2";
    const one = bytesOf(`01000480 00000000 00000000 00000000 14000000 04004800 02000000
      05 0a 2800 10000000 02000000 ${user} 01 01 000000000005 0b000000
      06 00 1800 10000000 00000000 01 01 000000000001 00000000`);
    expect(decodeSecurityDescriptor(one).dacl?.entries).toEqual([
      {
        kind: "allow object",
        flags: 0x0a,
        mask: 0x10,
        inheritedObjectType: "bf967aba-0de6-11d0-a285-00aa003049e2",
        trustee: "S-1-5-11",
      },
      { kind: "deny object", flags: 0, mask: 0x10, trustee: "S-1-1-0" },
    ]);
  });

  test("the condition of a callback entry is kept", () => {
    const bytes = bytesOf(`01000480 00000000 00000000 00000000 14000000 02002400 01000000
      09 00 1c00 00000080 01 01 000000000001 00000000 61727478 01020304`);
    expect(decodeSecurityDescriptor(bytes).dacl?.entries).toEqual([
      {
        kind: "allow callback",
        flags: 0,
        mask: 0x8000_0000,
        trustee: "S-1-1-0",
        applicationData: bytesOf("6172747801020304"),
      },
    ]);
  });

  test("an entry of an unknown type is kept with its bytes", () => {
    const bytes = bytesOf(`01000480 00000000 00000000 00000000 14000000 02001000 01000000 77 01 0800 deadbeef`);
    expect(decodeSecurityDescriptor(bytes).dacl?.entries).toEqual([
      { kind: "unknown", type: 0x77, flags: 1, body: bytesOf("deadbeef") },
    ]);
  });

  test("owner and group may share their bytes", () => {
    const bytes = bytesOf("01000080 14000000 14000000 00000000 00000000 01 01 000000000005 12000000");
    expect(decodeSecurityDescriptor(bytes)).toMatchObject({ owner: "S-1-5-18", group: "S-1-5-18" });
  });

  test("what is decoded does not change when the bytes are overwritten", () => {
    const bytes = bytesOf(`01000480 00000000 00000000 00000000 14000000 02001000 01000000 77 01 0800 deadbeef`);
    const { dacl: list } = decodeSecurityDescriptor(bytes);
    bytes.fill(0);
    expect(list?.entries[0]).toMatchObject({ body: bytesOf("deadbeef") });
  });

  test.each([
    ["absent", "01000080 00000000 00000000 00000000 00000000"],
    ["null", "01000480 00000000 00000000 00000000 00000000"],
    ["empty", "01000480 00000000 00000000 00000000 14000000 02000800 00000000"],
  ])("a DACL that is %s is told from the others", (kind, hex) => {
    expect(daclKind(decodeSecurityDescriptor(bytesOf(hex)))).toBe(kind);
  });

  test("a DACL with entries is populated", () => {
    expect(daclKind(decodeSecurityDescriptor(replicationGrant))).toBe("populated");
  });
});

describe("malformed bytes", () => {
  test.each([
    ["no bytes", new Uint8Array(), 0, "takes at least 20 bytes"],
    ["a cut fixed part", replicationGrant.subarray(0, 19), 19, "takes at least 20 bytes"],
    ["another revision", withBytes(0, 2), 0, "this one has 2"],
    ["absolute form", withBytes(3, 0x14), 2, "not self-relative"],
    ["an owner inside the fixed part", withBytes(4, 19), 4, "the offset 19 is outside"],
    ["an owner just behind the end", withBytes(4, replicationGrant.length), 4, "is outside"],
    ["a group with a huge offset", withBytes(8, 0xff, 0xff, 0xff, 0xff), 8, "4294967295 is outside"],
    ["a DACL which the control word denies", withBytes(2, 0x00), 16, "the control word denies"],
    ["a SACL which the control word denies", withBytes(12, dacl), 12, "the control word denies"],
    ["a DACL header that is cut", replicationGrant.subarray(0, dacl + 7), dacl, "cut short"],
    ["an unknown revision of the DACL", withBytes(dacl, 5), dacl, "cannot have revision 5"],
    ["a DACL smaller than its header", withBytes(dacl + 2, 7, 0), dacl + 2, "cannot have 7 bytes"],
    ["a DACL larger than the descriptor", withBytes(dacl + 2, 0x59, 0), dacl + 2, "cannot have 89 bytes"],
    ["more entries than fit", withBytes(dacl + 4, 3), dacl + 0x58, "ends before its last entry"],
    ["an entry of no size", withBytes(firstEntry + 2, 0, 0), firstEntry + 2, "cannot have 0 bytes"],
    ["an entry of odd size", withBytes(firstEntry + 2, 0x39, 0), firstEntry + 2, "cannot have 57 bytes"],
    ["an entry larger than its list", withBytes(firstEntry + 2, 0x54, 0), firstEntry + 2, "claims 84 bytes"],
    ["an entry without room for its mask", withBytes(firstEntry + 2, 4, 0), firstEntry + 4, "cut short"],
    ["an entry without room for its object flags", withBytes(firstEntry + 2, 8, 0), firstEntry + 8, "cut short"],
    ["an entry without room for its object type", withBytes(firstEntry + 2, 24, 0), firstEntry + 12, "a GUID takes"],
    ["an entry without room for its trustee", withBytes(firstEntry + 2, 48, 0), firstEntry + 28, "claims 28 bytes"],
    ["a trustee of another revision", withBytes(firstEntry + 28, 3), firstEntry + 28, "this one has 3"],
  ])("%s are refused with offset and reason", (_, bytes, offset, reason) => {
    expect(() => decodeSecurityDescriptor(bytes)).toThrow(
      expect.objectContaining({ name: "SecurityDescriptorError", offset, reason: expect.stringContaining(reason) }),
    );
  });

  test("every cut of a valid descriptor is refused", () => {
    for (let length = 0; length < replicationGrant.length; length += 1)
      expect(() => decodeSecurityDescriptor(replicationGrant.subarray(0, length))).toThrow(SecurityDescriptorError);
  });

  test("random bytes never raise anything but SecurityDescriptorError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusalOf(bytes)).toBeUndefined();
      }),
      { numRuns: runs(2_000) },
    );
  });

  test("valid descriptors with bytes overwritten never raise anything but SecurityDescriptorError", () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(descriptors, fc.array(change, { minLength: 1, maxLength: 6 }), (descriptor, changes) => {
        const bytes = encodeSecurityDescriptor(descriptor);
        for (const [position, value] of changes) bytes[position % bytes.length] = value;
        expect(refusalOf(bytes)).toBeUndefined();
      }),
      { numRuns: runs(1_000), seed },
    );
  });

  /** What decoding raises, unless it is the error that it is meant to raise. */
  function refusalOf(bytes: Uint8Array): unknown {
    try {
      const descriptor = decodeSecurityDescriptor(bytes);
      // What can be read can be written, and reads as the same; its parts may have stood elsewhere.
      expect(decodeSecurityDescriptor(encodeSecurityDescriptor(descriptor))).toEqual(descriptor);
      expect(parseSddl(toSddl(descriptor)).owner).toBe(descriptor.owner);
      return undefined;
    } catch (error) {
      if (!(error instanceof SecurityDescriptorError)) return error;
      return error.offset >= 0 && error.offset <= 0xffff_ffff ? undefined : error;
    }
  }
});

describe("writing a security descriptor", () => {
  test("the bytes are the same as those read", () => {
    expect(encodeSecurityDescriptor(decodeSecurityDescriptor(replicationGrant))).toEqual(replicationGrant);
  });

  test("any model reads back as it was written", () => {
    fc.assert(
      fc.property(descriptors, (descriptor) => {
        expect(decodeSecurityDescriptor(encodeSecurityDescriptor(descriptor))).toEqual(descriptor);
      }),
      { numRuns: runs(1_000), seed },
    );
  });

  const model: SecurityDescriptor = decodeSecurityDescriptor(replicationGrant);
  const aboutEveryone = { flags: 0, mask: 1, trustee: "S-1-1-0" } as const;

  test.each([
    ["a control word without the self-relative bit", { ...model, control: 4 }, "not self-relative"],
    ["a DACL which the control word denies", { ...model, control: 0x8000 }, "the control word denies"],
    ["a SACL which the control word denies", { ...model, sacl: model.dacl }, "the control word denies"],
    ["an owner that is not a security identifier", { ...model, owner: "Everyone" }, '"Everyone" is not'],
    [
      "application data that is not padded",
      withEntry({ kind: "allow", ...aboutEveryone, applicationData: new Uint8Array(3) }),
      "cannot have 23 bytes",
    ],
    [
      "an entry larger than its size field can say",
      withEntry({ kind: "allow", ...aboutEveryone, applicationData: new Uint8Array(0x10000) }),
      "cannot have 65556 bytes",
    ],
    [
      "a list larger than its size field can say",
      {
        ...model,
        dacl: {
          revision: 2,
          entries: Array.from({ length: 3277 }, () => ({ kind: "allow" as const, ...aboutEveryone })),
        },
      },
      "cannot have 65548 bytes",
    ],
  ])("%s is refused", (_, descriptor, reason) => {
    expect(() => encodeSecurityDescriptor(descriptor)).toThrow(
      expect.objectContaining({ name: "SecurityDescriptorError", reason: expect.stringContaining(reason) }),
    );
  });

  function withEntry(entry: NonNullable<SecurityDescriptor["dacl"]>["entries"][number]): SecurityDescriptor {
    return { ...model, dacl: { revision: 2, entries: [entry] } };
  }
});

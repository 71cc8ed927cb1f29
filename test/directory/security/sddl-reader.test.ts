import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccessControlEntry } from "../../../directory/security/access-control-entry.ts";
import { toSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import {
  type AccessControlList,
  controlFlags,
  daclKind,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "../../../directory/security/security-descriptor.ts";
import { descriptors, runs } from "./arbitraries.ts";

const domain = "S-1-5-21-1-2-3";
const forestRoot = "S-1-5-21-4-5-6";
const domains = { domain, forestRoot };
const getChanges = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";
const user = "bf967aba-0de6-11d0-a285-00aa003049e2";

function entryOf(text: string): AccessControlEntry | undefined {
  return parseSddl(`D:${text}`, domains).dacl?.entries[0];
}

describe("reading SDDL", () => {
  test("owner, group, flags and both lists are read", () => {
    expect(parseSddl("O:DAG:S-1-5-18D:PAI(A;;RP;;;AU)S:AR(AU;SAFA;WP;;;WD)", domains)).toEqual({
      control:
        controlFlags.selfRelative |
        controlFlags.daclPresent |
        controlFlags.daclProtected |
        controlFlags.daclAutoInherited |
        controlFlags.saclPresent |
        controlFlags.saclInheritRequired,
      resourceManagerControl: 0,
      owner: `${domain}-512`,
      group: "S-1-5-18",
      dacl: { revision: 4, entries: [{ kind: "allow", flags: 0, mask: 0x10, trustee: "S-1-5-11" }] },
      sacl: { revision: 4, entries: [{ kind: "audit", flags: 0xc0, mask: 0x20, trustee: "S-1-1-0" }] },
    });
  });

  test("object types are read in any spelling and kept in lower case", () => {
    expect(entryOf(`(OA;CIIO;CR;${getChanges.toUpperCase()};${user};S-1-5-21-1-2-3-1105)`)).toEqual({
      kind: "allow object",
      flags: 0x0a,
      mask: 0x100,
      objectType: getChanges,
      inheritedObjectType: user,
      trustee: `${domain}-1105`,
    });
  });

  test("rights are read as letters in any order, as a number, and repeated", () => {
    expect(entryOf("(A;;WDRPRPCC;;;WD)")).toMatchObject({ mask: 0x40011 });
    expect(entryOf("(A;;0xF01FF;;;WD)")).toMatchObject({ mask: 0xf01ff });
    expect(entryOf("(A;;256;;;WD)")).toMatchObject({ mask: 0x100 });
    expect(entryOf("(A;;GRGA;;;WD)")).toMatchObject({ mask: 0x90000000 });
    expect(entryOf("(A;;FA;;;WD)")).toMatchObject({ mask: 0x1f01ff });
  });

  test("types, flags and rights are read as numbers up to their largest", () => {
    expect(entryOf("(0X0;0xFF;0xffffffff;;;WD)")).toEqual({
      kind: "allow",
      flags: 0xff,
      mask: 0xffff_ffff,
      trustee: "S-1-1-0",
    });
    expect(entryOf("(0x1;255;4294967295;;;WD)")).toMatchObject({ kind: "deny", flags: 0xff, mask: 0xffff_ffff });
    expect(entryOf("(0x0b;;RP;;;WD)")).toMatchObject({ kind: "allow callback object" });
    expect(entryOf("(0xFF;CI;#0A0b)")).toEqual({
      kind: "unknown",
      type: 0xff,
      flags: 0x02,
      body: Uint8Array.of(0x0a, 0x0b),
    });
    expect(entryOf("(0x4;;#)")).toMatchObject({ kind: "unknown", type: 4, body: new Uint8Array() });
  });

  test("what follows a trustee is read as bytes, as a condition with spaces after it, or not at all", () => {
    expect(entryOf("(A;;RP;;;WD;#01020304)")).toMatchObject({ applicationData: Uint8Array.of(1, 2, 3, 4) });
    expect(entryOf("(XA;;RP;;;WD;(x) )")).toEqual(entryOf("(XA;;RP;;;WD;(x))"));
    expect(entryOf("(XA;;RP;;;WD)")).not.toHaveProperty("applicationData");
    expect(entryOf("(OA;;RP;;;WD)")).toEqual({ kind: "allow object", flags: 0, mask: 0x10, trustee: "S-1-1-0" });
  });

  test("abbreviations are relative to the domain or to the forest root domain", () => {
    expect(entryOf("(A;;RP;;;DA)")).toMatchObject({ trustee: `${domain}-512` });
    expect(entryOf("(A;;RP;;;EA)")).toMatchObject({ trustee: `${forestRoot}-519` });
    expect(entryOf("(A;;RP;;;BA)")).toMatchObject({ trustee: "S-1-5-32-544" });
  });

  test("letters are read in any case, as the language has it", () => {
    expect(entryOf("(A;;RP;;;da)")).toMatchObject({ trustee: `${domain}-512` });
    expect(entryOf("(A;;RP;;;s-1-5-18)")).toMatchObject({ trustee: "S-1-5-18" });
    expect(entryOf("(A;;RP;;;S-1-0x123456789abc-1)")).toMatchObject({ trustee: "S-1-0x123456789abc-1" });
  });

  test("conditions may contain what separates entries, fields and sections elsewhere", () => {
    const text = 'D:(XA;;RP;;;WD;(@USER.x == "a)b;c(D:")) (A;;RP;;;SY)S:(RA;;;;;WD;("a;(b",TS,0x0,"G:)"))';
    const { dacl, sacl } = parseSddl(text);
    expect([dacl?.entries.length, sacl?.entries.length]).toEqual([2, 1]);
    expect(toSddl(parseSddl(text))).toBe(text.replace(" (A", "(A").replace("a;(b", "a;%0028b"));
  });

  test("an absent, a null and an empty DACL are told apart", () => {
    expect(daclKind(parseSddl("O:SY"))).toBe("absent");
    expect(daclKind(parseSddl(""))).toBe("absent");
    expect(daclKind(parseSddl("D:NO_ACCESS_CONTROL"))).toBe("null");
    expect(daclKind(parseSddl("D:PNO_ACCESS_CONTROL"))).toBe("null");
    expect(daclKind(parseSddl("D:P"))).toBe("empty");
    expect(parseSddl("D:P").control & controlFlags.daclProtected).not.toBe(0);
  });

  test("space between entries and between sections is skipped", () => {
    const spaced = parseSddl("O:SY\n D:P (A;;RP;;;WD)\n (A;;WP;;;WD) S: (AU;SA;WP;;;WD) ");
    expect(spaced).toEqual(parseSddl("O:SYD:P(A;;RP;;;WD)(A;;WP;;;WD)S:(AU;SA;WP;;;WD)"));
  });

  test("whatever is written reads back as the model, apart from what the language leaves out", () => {
    fc.assert(
      fc.property(descriptors, (descriptor) => {
        expect(parseSddl(toSddl(descriptor, domains), domains)).toEqual(asTextKeepsIt(descriptor));
      }),
      { numRuns: runs(1_000) },
    );
  });

  test.each([
    ["no section", "SY", 0, "a section O:, G:, D: or S: was expected"],
    ["text before the first section", " D:", 0, "a section O:, G:, D: or S: was expected"],
    ["an unknown section", "O:SYX:BA", 4, '"X:" is not a section'],
    ["a section twice", "O:SYO:BA", 4, 'there is a second section "O:"'],
    ["an owner that is nobody", "O:ZZ", 2, '"ZZ" is not a security identifier'],
    ["an owner that is empty", "O:D:", 2, '"" is not a security identifier'],
    ["something before a security identifier", "O:XS-1-5-18", 2, '"XS-1-5-18" is not a security identifier'],
    ["a malformed security identifier", "O:S-1-5-", 2, '"S-1-5-" is not a security identifier'],
    ["a domain that is not given", "D:(A;;RP;;;DA)", 11, '"DA" means nothing without its domain'],
    ["an unknown flag of the list", "D:PXX(A;;RP;;;WD)", 3, '"XX" is not a flag of a list'],
    ["an entry after a null list", "D:NO_ACCESS_CONTROL(A;;RP;;;WD)", 19, "no entry can follow NO_ACCESS_CONTROL"],
    ["an entry that does not end", "D:(A;;RP;;;WD)(A;;RP", 14, "an entry in parentheses was expected"],
    ["a second entry about nobody", "D:PAI(A;;RP;;;WD)(A;;RP;;;ZZ)", 26, '"ZZ" is not a security identifier'],
    ["text between entries", "D:(A;;RP;;;WD),(A;;RP;;;WD)", 14, "an entry in parentheses was expected"],
    ["too few fields", "D:(A;;RP;;WD)", 3, "an entry has six fields, this one has 5"],
    ["far too few fields", "D:(A;RP)", 3, "an entry has six fields, this one has 2"],
    ["too many fields", "D:(A;;RP;;;WD;#00;)", 3, "an entry has six fields, this one has 8"],
    ["an unknown type", "D:(QQ;;RP;;;WD)", 3, '"QQ" is not a type of an entry'],
    ["a type that is too large", "D:(0x100;;#00)", 3, '"0x100" is not a type of an entry'],
    ["a number after a type", "D:(A0x4;;#00)", 3, '"A0x4" is not a type of an entry'],
    ["an unknown type with the fields of a known one", "D:(0x4;;#00;;;WD)", 3, "has three fields, this one has 6"],
    ["letters where bytes are expected", "D:(0x4;;RP)", 8, "a condition in parentheses, or #"],
    ["letters before bytes", "D:(0x4;;RP#00)", 8, "a condition in parentheses, or #"],
    ["letters after bytes", "D:(0x4;;#00RP)", 8, "a condition in parentheses, or #"],
    ["an unknown flag", "D:(A;CIZZ;RP;;;WD)", 7, '"ZZ" is not a flag of an entry'],
    ["a flag that is too large", "D:(A;0x100;RP;;;WD)", 5, "0x100 is too large"],
    ["a number after rights", "D:(A;;RP1;;;WD)", 8, '"1" is not a right'],
    ["a number before rights", "D:(A;;1RP;;;WD)", 6, '"1RP" is not a right'],
    ["half a number", "D:(A;;0x;;;WD)", 6, '"0x" is not a right'],
    ["an unknown right", "D:(A;;RPZZ;;;WD)", 8, '"ZZ" is not a right'],
    ["a mask that is too large", "D:(A;;0x100000000;;;WD)", 6, "0x100000000 is too large"],
    ["a malformed object type", "D:(OA;;RP;user;;WD)", 10, '"user" is not a GUID'],
    ["an object type of a plain entry", `D:(A;;RP;${user};;WD)`, 9, "only an object entry has an object type"],
    ["a class of a plain entry", `D:(A;;RP;;${user};WD)`, 9, "only an object entry has an object type"],
    ["a condition that is not in parentheses", "D:(XA;;RP;;;WD;@User.x == 1)", 15, "a condition in parentheses, or #"],
    ["a condition of an entry that has none", "D:(A;;RP;;;WD;(@User.x == 1))", 14, "only callback entries have"],
    ["an odd number of digits", "D:(XA;;RP;;;WD;#123)", 15, "a condition in parentheses, or #"],
    ["a condition without its beginning", "D:(XA;;RP;;;WD;x(y))", 15, "a condition in parentheses, or #"],
    ["a condition without its end", "D:(XA;;RP;;;WD;(@User.x == 1) x)", 15, "a condition in parentheses, or #"],
    ["a resource attribute that is none", "S:(RA;;;;;WD;(TS))", 14, "a name in quotation marks was expected"],
    ["a second list in lower case", "D:s:", 2, '"s:" is not a flag of a list'],
    ["a condition that is no expression", "D:(XA;;RP;;;WD;(== 1))", 16, "an attribute was expected"],
    ["a condition with a domain that is not given", "D:(XA;;RP;;;WD;(Member_of SID(DA)))", 30, "means nothing without"],
  ])("%s is refused with offset and reason", (_, text, offset, reason) => {
    expect(() => parseSddl(text)).toThrow(
      expect.objectContaining({ name: "SecurityDescriptorError", offset, reason: expect.stringContaining(reason) }),
    );
  });

  test("random text never raises anything but SecurityDescriptorError", () => {
    const pieces = fc.constantFrom(
      "O:",
      "G:",
      "D:",
      "S:",
      "(",
      ")",
      ";",
      "A",
      "OA",
      "CI",
      "RP",
      "SY",
      "DA",
      "0x1",
      "#0",
    );
    const texts = fc.array(fc.oneof({ weight: 8, arbitrary: pieces }, fc.string({ maxLength: 4 })), { maxLength: 20 });
    fc.assert(
      fc.property(texts, (parts) => {
        expect(refusalOf(parts.join(""))).toBeUndefined();
      }),
      { numRuns: runs(5_000) },
    );
  });

  function refusalOf(text: string): unknown {
    try {
      parseSddl(text, domains);
      return undefined;
    } catch (error) {
      return error instanceof SecurityDescriptorError ? undefined : error;
    }
  }
});

/** SDDL has no words for the revision of a list, bits without meaning, and most bits of the control word. */
function asTextKeepsIt(descriptor: SecurityDescriptor): SecurityDescriptor {
  const kept =
    controlFlags.daclPresent |
    controlFlags.saclPresent |
    (descriptor.control & controlFlags.daclPresent && daclFlags) |
    (descriptor.control & controlFlags.saclPresent && saclFlags);
  return {
    ...descriptor,
    control: controlFlags.selfRelative | (descriptor.control & kept),
    resourceManagerControl: 0,
    dacl: asTextKeepsList(descriptor.dacl),
    sacl: asTextKeepsList(descriptor.sacl),
  };
}

const daclFlags = controlFlags.daclProtected | controlFlags.daclInheritRequired | controlFlags.daclAutoInherited;
const saclFlags = controlFlags.saclProtected | controlFlags.saclInheritRequired | controlFlags.saclAutoInherited;

function asTextKeepsList(list: AccessControlList | null): AccessControlList | null {
  return (
    list && {
      revision: 4,
      entries: list.entries.map((entry) => {
        if (!("reservedObjectFlags" in entry)) return entry;
        const { reservedObjectFlags: _, ...rest } = entry;
        return rest;
      }),
    }
  );
}

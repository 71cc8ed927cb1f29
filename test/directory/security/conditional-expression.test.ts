import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeConditionalExpression,
  encodeConditionalExpression,
} from "../../../directory/security/conditional-expression.ts";
import { entryToSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { SecurityDescriptorError } from "../../../directory/security/security-descriptor-error.ts";
import { expressions, runs } from "./arbitraries.ts";

const domains = { domain: "S-1-5-21-1-2-3" };

/** The condition of an entry: its bytes and the words that stand for it. */
function condition(words: string) {
  const [entry] = parseSddl(`D:(XA;;RP;;;WD;(${words}))`, domains).dacl?.entries ?? [];
  if (entry?.kind !== "allow callback" || entry.applicationData === undefined) throw new Error("no condition");
  const written = entryToSddl(entry, domains);
  return { bytes: Buffer.from(entry.applicationData).toString("hex"), words: written.slice(14, -2) };
}

/** Bytes fill a multiple of four with zeros. */
function padded(hex: string): string {
  const digits = hex.replaceAll(" ", "");
  return digits.padEnd(Math.ceil(digits.length / 8) * 8, "0");
}

function wordsFor(hex: string): string {
  const applicationData = Uint8Array.from(Buffer.from(hex, "hex"));
  const entry = { kind: "allow callback", flags: 0, mask: 0x10, trustee: "S-1-1-0", applicationData } as const;
  return entryToSddl(entry, domains).slice(13, -1);
}

describe("a condition in words", () => {
  test.each([
    ["an attribute alone", "Title", "61727478 f80a000000 5400690074006c006500", "Title"],
    ["an attribute of the user", "@User.x", "61727478 f902000000 7800", "@USER.x"],
    ["an attribute of the resource", "@RESOURCE.x", "61727478 fa02000000 7800", "@RESOURCE.x"],
    ["an attribute of the device", "@device.x", "61727478 fb02000000 7800", "@DEVICE.x"],
    ["a name with other characters", "@User.a%0020b", "61727478 f906000000 610020006200", "@USER.a%0020b"],
    ["a name with signs", "@User.a#;{-}", "61727478 f90c000000 610023003b007b002d007d00", "@USER.a#;{-}"],
    ["an equality", "x==1", "61727478 f802000000 7800 04 0100000000000000 03 02 80", "x == 1"],
    ["a positive number", "x != +1", "61727478 f802000000 7800 04 0100000000000000 01 02 81", "x != +1"],
    ["a negative number", "x < -0x1F", "61727478 f802000000 7800 04 e1ffffffffffffff 02 03 82", "x < -0x1f"],
    ["an octal number", "x <= 017", "61727478 f802000000 7800 04 0f00000000000000 03 01 83", "x <= 017"],
    [
      "the largest number",
      "x > 9223372036854775807",
      "61727478 f802000000 7800 04 ffffffffffffff7f 03 02 84",
      "x > 9223372036854775807",
    ],
    [
      "the smallest number",
      "x >= -9223372036854775808",
      "61727478 f802000000 7800 04 0000000000000080 02 02 85",
      "x >= -9223372036854775808",
    ],
    ["a text", 'x Contains "a"', "61727478 f802000000 7800 10 02000000 6100 86", 'x Contains "a"'],
    ["bytes", "x any_of #0a0B", "61727478 f802000000 7800 18 02000000 0a0b 88", "x Any_of #0A0B"],
    [
      "a list",
      'x Not_Contains {1,"a"}',
      "61727478 f802000000 7800 50 12000000 04 0100000000000000 03 02 10 02000000 6100 8e".replace("50 12", "50 12"),
      'x Not_Contains {1, "a"}',
    ],
    ["an empty list", "x Not_Any_of {}", "61727478 f802000000 7800 50 00000000 8f", "x Not_Any_of {}"],
    [
      "two attributes",
      "@User.a == @Resource.b",
      "61727478 f902000000 6100 fa02000000 6200 80",
      "@USER.a == @RESOURCE.b",
    ],
    [
      "membership of one",
      "Member_of SID(BA)",
      "61727478 51 10000000 0102000000000005 2000000020020000 89",
      "Member_of SID(BA)",
    ],
    [
      "membership of several",
      "Not_Device_Member_of_Any {SID(BA)}",
      "61727478 50 15000000 51 10000000 0102000000000005 2000000020020000 93",
      "Not_Device_Member_of_Any {SID(BA)}",
    ],
    [
      "an account of the domain",
      "Member_of SID(DA)",
      "61727478 51 1c000000 0105000000000005 15000000 01000000 02000000 03000000 00020000 89",
      "Member_of SID(DA)",
    ],
    ["existence", "exists x", "61727478 f802000000 7800 87", "Exists x"],
    ["absence", "Not_Exists x", "61727478 f802000000 7800 8d", "Not_Exists x"],
    ["a negation", "!x", "61727478 f802000000 7800 a2", "!(x)"],
    ["a double negation", "!!x", "61727478 f802000000 7800 a2 a2", "!(!(x))"],
    [
      "a conjunction before a disjunction",
      "a || b && c",
      "61727478 f802000000 6100 f802000000 6200 f802000000 6300 a0 a1",
      "(a) || ((b) && (c))",
    ],
    [
      "a disjunction in parentheses",
      "(a || b) && c",
      "61727478 f802000000 6100 f802000000 6200 a1 f802000000 6300 a0",
      "((a) || (b)) && (c)",
    ],
    [
      "a chain from left to right",
      "a && b && c",
      "61727478 f802000000 6100 f802000000 6200 a0 f802000000 6300 a0",
      "((a) && (b)) && (c)",
    ],
    [
      "a chain that parentheses turn round",
      "a && (b && c)",
      "61727478 f802000000 6100 f802000000 6200 f802000000 6300 a0 a0",
      "(a) && ((b) && (c))",
    ],
    [
      "a negation that binds more than a conjunction",
      "!a && b",
      "61727478 f802000000 6100 a2 f802000000 6200 a0",
      "(!(a)) && (b)",
    ],
  ])("%s is read, and written again", (_, words, hex, written) => {
    expect(condition(words)).toEqual({ bytes: padded(hex), words: written });
  });

  test.each([
    ["an empty one", "", 16, "an attribute was expected"],
    ["a parenthesis that closes too early", "(a) b)", 20, '"b" was not expected'],
    ["one that goes on after its end", "a b", 18, '"b" was not expected'],
    ["an operator without its right side", "a ==", 20, "a value or an attribute with a scope was expected"],
    ["a comparison with an attribute without a scope", "a == b", 21, "a value or an attribute with a scope"],
    ["a comparison of a value", '"a" == 1', 16, "an attribute was expected"],
    ["membership of something else", "Member_of x", 26, "SID(…) was expected"],
    ["membership of nothing", "Member_of {}", 27, "SID(…) was expected"],
    ["membership of a text", 'Member_of {SID(BA), "a"}', 36, "SID(…) was expected"],
    ["existence of a value", 'Exists "a"', 23, "an attribute was expected"],
    ["an operator without its left side", "&& a", 16, "an attribute was expected"],
    ["a list that does not close", "a == {1", 23, '"}" was expected'],
    ["a list with an attribute", "a == {b}", 22, "a number, a text, bytes or SID(…) was expected"],
    ["a digit that is not octal", "a == 08", 21, '"08" is no octal number'],
    ["a number that is too large", "a == 9223372036854775808", 21, "9223372036854775808 is too large"],
    ["half a byte", "a == #123", 21, "a value or an attribute with a scope was expected"],
    ["an unknown identifier", "Member_of SID(QQ)", 30, '"QQ" is no security identifier'],
    ["an operator's name as an attribute", "a && Exists", 27, "an attribute was expected"],
    ["an attribute without a name", "@User.", 22, "an attribute was expected"],
  ])("%s is refused with offset and reason", (_, words, offset, reason) => {
    expect(() => parseSddl(`D:(XA;;RP;;;WD;(${words}))`)).toThrow(
      expect.objectContaining({ name: "SecurityDescriptorError", offset, reason: expect.stringContaining(reason) }),
    );
  });

  test.each(["((a)", 'a == "b'])("%s leaves its entry without an end", (words) => {
    expect(() => parseSddl(`D:(XA;;RP;;;WD;(${words}))`)).toThrow("an entry in parentheses was expected");
  });

  test.each([
    ["parentheses", `${"(".repeat(201)}a${")".repeat(201)}`],
    ["negations", `${"!".repeat(101)}a`],
    ["conjunctions", Array.from({ length: 102 }, () => "a").join(" && ")],
  ])("more than a hundred %s inside each other are refused", (_, words) => {
    expect(() => condition(words)).toThrow("the expression is nested too deeply");
  });

  test("a hundred inside each other are read", () => {
    expect(condition(`${"(".repeat(100)}a${")".repeat(100)}`).words).toBe("a");
    expect(condition(`${"!".repeat(100)}a`).words).toHaveLength(301);
    expect(condition(Array.from({ length: 101 }, () => "a").join(" && ")).words).toContain("&&");
  });
});

describe("the bytes of a condition that words would not give back are shown as bytes:", () => {
  test.each([
    ["none", ""],
    ["without the signature", "deadbeef"],
    ["a number of eight bits", "61727478f80200000078000101000000000000000302800000".slice(0, 48)],
    ["a sign that contradicts the number", "61727478 f802000000 7800 04 0100000000000000 02 02 80 00"],
    ["a base that is none", "61727478 f802000000 7800 04 0100000000000000 03 04 80 00"],
    ["a sign that is none", "61727478 f802000000 7800 04 0100000000000000 00 02 80 00"],
    ["an operator without operands", "61727478 80 000000"],
    ["an operator with one operand of two", "61727478 f802000000 7800 80"],
    ["two values", "61727478 f802000000 7800 f802000000 7800 0000"],
    ["no value", "61727478"],
    ["only padding", "61727478 00000000"],
    ["more padding than needed", "61727478 f802000000 7800 00 00000000"],
    ["something after the padding", "61727478 f802000000 7800 00 00 87 0000"],
    ["an unknown token", "61727478 f802000000 7800 ee"],
    ["a length beyond the end", "61727478 f803000000 7800 00"],
    ["a length cut short", "61727478 f8020000"],
    ["a number cut short", "61727478 04 01000000000000"],
    ["an odd number of bytes in a name", "61727478 f801000000 78 0000"],
    ["an odd number of bytes in a text", "61727478 10 01000000 78 0000"],
    ["an identifier that is cut short", "61727478 51 08000000 0102000000000005 89 0000"],
    ["an identifier that does not fill its place", "61727478 51 0c000000 0100000000000005 00000000 89 0000"],
    ["an item longer than its list", "61727478 50 06000000 10 04000000 78 007800 0000"],
    ["an operator in a list", "61727478 50 01000000 87 0000"],
    ["a list in a list", "61727478 f802000000 7800 50 05000000 50 00000000 80 0000"],
    ["membership of an attribute", "61727478 f802000000 7800 89"],
    ["existence of a value", "61727478 10 02000000 7800 87"],
    ["a comparison with an attribute without a scope", "61727478 f802000000 7800 f802000000 7800 80 00"],
    ["a name without a scope that has other characters", "61727478 f802000000 2d00 00"],
    ["a quotation mark in a text", "61727478 f802000000 7800 10 02000000 2200 80 000000"],
  ])("%s", (_, hex) => {
    const bytes = hex.replaceAll(" ", "");
    expect(wordsFor(bytes)).toBe(`#${bytes}`);
  });

  test("an operator's name as an attribute, which reads as the operator", () => {
    expect(wordsFor("61727478f80c0000004500780069007300740073000000".padEnd(48, "0"))).toMatch(/^#/);
  });

  test("lists in lists without end", () => {
    let list = "";
    for (let depth = 0; depth < 110; depth += 1)
      list = `50${Buffer.from(Uint32Array.of(list.length / 2).buffer).toString("hex")}${list}`;
    expect(wordsFor(`61727478${list}`.padEnd(Math.ceil((8 + list.length) / 8) * 8, "0"))).toMatch(/^#/);
    expect(() => decodeConditionalExpression(Uint8Array.from(Buffer.from(`61727478${list}`, "hex")))).toThrow(
      SecurityDescriptorError,
    );
  });
});

describe("any condition", () => {
  test("is written in words that read back to the same bytes", () => {
    fc.assert(
      fc.property(expressions, (model) => {
        const bytes = encodeConditionalExpression(model);
        const words = wordsFor(Buffer.from(bytes).toString("hex"));
        expect(words.slice(0, 1)).toBe("(");
        expect(condition(words.slice(1, -1)).bytes).toBe(Buffer.from(bytes).toString("hex"));
        expect(decodeConditionalExpression(bytes)).toEqual(model);
      }),
      { numRuns: runs(2_000) },
    );
  });

  test("with bytes overwritten raises nothing but SecurityDescriptorError, and reads back to its bytes", () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(expressions, fc.array(change, { minLength: 1, maxLength: 3 }), (model, changes) => {
        const bytes = encodeConditionalExpression(model);
        for (const [position, value] of changes) bytes[4 + (position % (bytes.length - 4))] = value;
        const words = wordsFor(Buffer.from(bytes).toString("hex"));
        const [entry] = parseSddl(`D:(XA;;RP;;;WD;${words})`, domains).dacl?.entries ?? [];
        expect(entry).toMatchObject({ applicationData: bytes });
      }),
      { numRuns: runs(2_000) },
    );
  });
});

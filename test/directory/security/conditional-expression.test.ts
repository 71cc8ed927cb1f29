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
    ["an octal zero", "x == 00", "61727478 f802000000 7800 04 0000000000000000 03 01 80", "x == 00"],
    [
      "a hexadecimal number in capitals",
      "x == 0X1F",
      "61727478 f802000000 7800 04 1f00000000000000 03 03 80",
      "x == 0x1f",
    ],
    [
      "an operator in capitals",
      "x CONTAINS 1",
      "61727478 f802000000 7800 04 0100000000000000 03 02 86",
      "x Contains 1",
    ],
    ["a name that begins like an operator", "Exists1", "61727478 f80e000000 45007800690073007400730031 00", "Exists1"],
    ["no bytes", "x == #", "61727478 f802000000 7800 18 00000000 80", "x == #"],
    [
      "membership of two, in small letters",
      "member_of_any { sid( ba ) , SID(SY) }",
      "61727478 50 26000000 51 10000000 0102000000000005 2000000020020000 51 0c000000 0101000000000005 12000000 8b",
      "Member_of_Any {SID(BA), SID(SY)}",
    ],
    [
      "spaces around a list",
      "x == { 1 , 2 }",
      "61727478 f802000000 7800 50 16000000 04 0100000000000000 03 02 04 0200000000000000 03 02 80",
      "x == {1, 2}",
    ],
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
    ["a digit that is not octal", "a == 08", 21, '"08" is not an octal number'],
    ["a number that is too large", "a == 9223372036854775808", 21, "9223372036854775808 is too large"],
    ["a number that is too large in hexadecimal", "a == 0x8000000000000000", 21, "is too large"],
    ["a number that goes on as a name", "a == 1b", 21, "a value or an attribute with a scope was expected"],
    ["a list that ends with a comma", "a == {1,}", 24, "a number, a text, bytes or SID(…) was expected"],
    ["a list without commas", "a == {1 2}", 24, '"}" was expected'],
    ["identifiers without commas", "Member_of {SID(BA) SID(BA)}", 35, '"}" was expected'],
    ["an identifier that does not close", "Member_of SID(BA BA)", 33, '")" was expected'],
    ["an operator that goes on as a name", "a Containsb", 18, '"Containsb" was not expected'],
    ["a name with half an escape", "@User.a%00g0", 23, '"%00g0" was not expected'],
    ["half a byte", "a == #123", 21, "a value or an attribute with a scope was expected"],
    ["an unknown identifier", "Member_of SID(QQ)", 30, '"QQ" is not a security identifier'],
    ["an unknown identifier after a space", "Member_of SID( QQ)", 31, '"QQ" is not a security identifier'],
    ["an operator without its attribute", "a && Exists", 27, "an attribute was expected"],
    ["an operator's name as an attribute", "a && contains", 21, "an attribute was expected"],
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
    ["conjunctions without end", Array.from({ length: 50_000 }, () => "a").join("&&")],
  ])("too many %s inside each other are refused", (_, words) => {
    expect(() => condition(words)).toThrow("the expression is nested too deeply");
  });

  test("parentheses beside each other are not inside each other", () => {
    expect(condition(Array.from({ length: 100 }, () => "(((a)))").join(" || ")).words).toContain("||");
  });

  test("a hundred operators, and twice as many parentheses, inside each other are read", () => {
    expect(condition(`${"(".repeat(200)}a${")".repeat(200)}`).words).toBe("a");
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
    const bytes = `61727478${listsInEachOther(110)}`;
    expect(wordsFor(bytes.padEnd(Math.ceil(bytes.length / 8) * 8, "0"))).toMatch(/^#/);
  });
});

/** So many lists, of which the innermost is empty. */
function listsInEachOther(count: number): string {
  let list = "";
  for (let depth = 0; depth < count; depth += 1)
    list = `50${Buffer.from(Uint32Array.of(list.length / 2).buffer).toString("hex")}${list}`;
  return list;
}

describe("reading the bytes of a condition", () => {
  const x = "f802000000 7800";
  const decode = (hex: string) =>
    decodeConditionalExpression(Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex")));

  test.each([
    ["nothing", "", 0, "a conditional expression begins with artx"],
    ["another signature", `61727479 ${x} 00`, 0, "a conditional expression begins with artx"],
    ["no value", "61727478", 4, "an expression leaves one value, this one leaves 0"],
    ["two values", `61727478 ${x} ${x} 0000`, 20, "an expression leaves one value, this one leaves 2"],
    ["something after the padding", `61727478 ${x} 00 00 87 0000`, 13, "nothing follows the padding of an expression"],
    ["an operator without its operand", "61727478 87 000000", 4, "an operator lacks its operand"],
    ["an operator with one operand of two", `61727478 ${x} 80`, 11, "an operator lacks its operand"],
    ["an unknown token", `61727478 ${x} ee`, 11, "the byte 0xee begins no value or operator that is known"],
    ["an operator in a list", "61727478 50 01000000 87 0000", 9, "the byte 0x87 begins no value"],
    ["an attribute in a list", `61727478 50 07000000 ${x}`, 9, "the byte 0xf8 begins no value"],
    ["a number cut short", `61727478 ${x} 04 0100000000000000 03`, 11, "the expression ends inside a number"],
    [
      "a number that its list cuts short",
      "61727478 50 05000000 04 01000000 00000000 0302 80",
      9,
      "ends inside a number",
    ],
    ["a sign that is none", `61727478 ${x} 04 0100000000000000 00 02 80 00`, 20, "a number has no such sign or base"],
    ["a base that is none", `61727478 ${x} 04 0100000000000000 03 04 80 00`, 20, "a number has no such sign or base"],
    ["a length cut short", "61727478 f8020000", 4, "the expression ends inside a length"],
    ["a length beyond the end", "61727478 f803000000 7800", 5, "a value is longer than what holds it"],
    [
      "an item longer than its list",
      "61727478 50 06000000 10 04000000 78 007800 0000",
      10,
      "longer than what holds it",
    ],
    ["an odd number of bytes in a name", "61727478 f801000000 78 0000", 4, "a text has an odd number of bytes"],
    ["an odd number of bytes in a text", `61727478 ${x} 10 01000000 78 80`, 11, "a text has an odd number of bytes"],
    [
      "an identifier that does not fill its place",
      "61727478 51 0c000000 0100000000000005 00000000 89",
      4,
      "a security identifier does not fill its place",
    ],
  ])("%s is refused with offset and reason", (_, hex, offset, reason) => {
    expect(() => decode(hex)).toThrow(
      expect.objectContaining({ name: "SecurityDescriptorError", offset, reason: expect.stringContaining(reason) }),
    );
  });

  test("an empty text is the last item of a list", () => {
    expect(decode("61727478 50 05000000 10 00000000")).toEqual({
      kind: "list",
      items: [{ kind: "string", value: "" }],
    });
  });

  test("the bytes of a value stay when those it was read from change", () => {
    const bytes = Uint8Array.from(Buffer.from("6172747818020000000a0b", "hex"));
    const expression = decodeConditionalExpression(bytes);
    bytes.fill(0);
    expect(expression).toEqual({ kind: "octets", value: Uint8Array.of(0x0a, 0x0b) });
  });

  test.each([
    ["negations", (count: number) => `${x}${"a2".repeat(count)}`],
    ["conjunctions to the left", (count: number) => `${x}${`${x}a0`.repeat(count)}`],
    ["conjunctions to the right", (count: number) => `${x.repeat(count + 1)}${"a0".repeat(count)}`],
    ["lists", listsInEachOther],
  ])("a hundred %s inside each other are read, more are refused", (_, nested) => {
    expect(decode(`61727478${nested(100)}`)).toHaveProperty("kind");
    expect(() => decode(`61727478${nested(101)}`)).toThrow(SecurityDescriptorError);
  });

  test("what is nested too deeply is refused by its last operator", () => {
    expect(() => decode(`61727478${x}${"a2".repeat(101)}`)).toThrow(
      expect.objectContaining({ offset: 111, reason: "the expression is nested too deeply" }),
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

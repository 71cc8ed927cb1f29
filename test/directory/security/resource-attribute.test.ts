import { describe, expect, test } from "vitest";
import { writeResourceAttribute } from "../../../directory/security/resource-attribute.ts";
import { entryToSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";

function attribute(words: string) {
  const [entry] = parseSddl(`S:(RA;;;;;WD;(${words}))`).sacl?.entries ?? [];
  if (entry?.kind !== "resource attribute" || entry.applicationData === undefined) throw new Error("no attribute");
  return { bytes: Buffer.from(entry.applicationData).toString("hex"), words: entryToSddl(entry).slice(12, -2) };
}

function wordsFor(hex: string): string {
  const applicationData = Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
  return entryToSddl({ kind: "resource attribute", flags: 0, mask: 0, trustee: "S-1-1-0", applicationData }).slice(
    11,
    -1,
  );
}

describe("a resource attribute in words", () => {
  test.each([
    [
      "texts",
      '"ab",TS,0,"c","ab"',
      "18000000 0300 0000 00000000 02000000 1e000000 22000000 610062000000 63000000 610062000000",
      '"ab",TS,0x0,"c","ab"',
    ],
    [
      "numbers with a sign",
      '"I", TI, 0x10, -3, +0x10',
      "18000000 0100 0000 10000000 02000000 1c000000 24000000 49000000 fdffffffffffffff 1000000000000000",
      '"I",TI,0x10,-3,16',
    ],
    [
      "numbers without a sign",
      '"ab",TU,0,18446744073709551615',
      "14000000 0200 0000 00000000 01000000 1a000000 610062000000 ffffffffffffffff 0000",
      '"ab",TU,0x0,18446744073709551615',
    ],
    [
      "truth values",
      '"ab",tb,0,1',
      "14000000 0600 0000 00000000 01000000 1a000000 610062000000 0100000000000000 0000",
      '"ab",TB,0x0,1',
    ],
    [
      "bytes",
      '"ab",TX,0,0a0b0c',
      "14000000 1000 0000 00000000 01000000 1a000000 610062000000 03000000 0a0b0c 000000",
      '"ab",TX,0x0,0A0B0C',
    ],
    [
      "security identifiers",
      '"ab",TD,0,BA',
      "14000000 0500 0000 00000000 01000000 1a000000 610062000000 10000000 01020000000000052000000020020000 0000",
      '"ab",TD,0x0,BA',
    ],
    [
      "texts with spaces around them",
      ' "ab" , TS , 0 , "c" ',
      "14000000 0300 0000 00000000 01000000 1a000000 610062000000 63000000 0000",
      '"ab",TS,0x0,"c"',
    ],
    [
      "bytes with their sign",
      '"ab",TX,4294967295,#0A0b0c',
      "14000000 1000 0000 ffffffff 01000000 1a000000 610062000000 03000000 0a0b0c 000000",
      '"ab",TX,0xffffffff,0A0B0C',
    ],
    ["no value", '"ab",TS,0', "10000000 0300 0000 00000000 00000000 610062000000 0000", '"ab",TS,0x0'],
    [
      "a name with other characters",
      '"a%0020b",TS,65536,"x"',
      "14000000 0300 0000 00000100 01000000 1c000000 6100200062000000 78000000",
      '"a%0020b",TS,0x10000,"x"',
    ],
  ])("%s are read, and written again", (_, words, hex, written) => {
    expect(attribute(words)).toEqual({ bytes: hex.replaceAll(" ", ""), words: written });
  });

  test.each([
    ["no name", "TS,0", 14, "a name in quotation marks was expected"],
    ["no type", '"a",0', 18, "a type TI, TU, TS, TD, TB or TX was expected"],
    ["no flags", '"a",TS,', 21, "flags were expected"],
    ["a text that is none", '"a",TS,0,1', 23, "a text in quotation marks was expected"],
    ["bytes that are none", '"a",TX,0,0a0', 23, "bytes were expected"],
    ["a number that is none", '"a",TI,0,"1"', 23, "a number was expected"],
    ["a number that is too large", '"a",TU,0,18446744073709551616', 23, "18446744073709551616 does not fit"],
    ["a negative number without a sign", '"a",TU,0,-1', 23, "-1 does not fit"],
    ["a number with a sign that is too large", '"a",TI,0,9223372036854775808', 23, "does not fit"],
    ["an identifier that is none", '"a",TD,0,QQ', 23, '"QQ" is not a security identifier'],
    ["a type that goes on", '"a",TSX,0', 20, '"," was expected'],
    ["flags that are too large", '"a",TS,0x100000000', 21, "0x100000000 does not fit"],
    ["a name that goes on", '"a"b,TS,0', 17, '"," was expected'],
    ["something after the values", '"a",TI,0,1 2', 25, '"2" was not expected'],
  ])("with %s is refused with offset and reason", (_, words, offset, reason) => {
    expect(() => attribute(words)).toThrow(
      expect.objectContaining({ name: "SecurityDescriptorError", offset, reason: expect.stringContaining(reason) }),
    );
  });
});

describe("the bytes of a resource attribute that words would not give back are shown as bytes:", () => {
  test.each([
    ["cut short", "18000000 0300 0000 00000000"],
    ["of an unknown type", "14000000 0400 0000 00000000 01000000 1a000000 610062000000 0000"],
    ["with more values than there is room for", "14000000 0300 0000 00000000 02000000 1a000000"],
    ["with a name that does not end", "10000000 0300 0000 00000000 00000000 6100 6200"],
    ["with a number that is cut short", "14000000 0100 0000 00000000 01000000 18000000 61000000 01000000"],
    ["with bytes that are cut short", "14000000 1000 0000 00000000 01000000 18000000 61000000 05000000 01020304"],
    ["with a length that is cut short", "14000000 1000 0000 00000000 01000000 16000000 61000000"],
    ["with a place beyond the end", "ff000000 0300 0000 00000000 00000000 61000000"],
    ["with reserved bits", "10000000 0300 0100 00000000 00000000 61000000"],
    ["with its parts in another order", "18000000 0300 0000 00000000 01000000 14000000 63000000 61000000"],
    ["with more after its parts", "10000000 0300 0000 00000000 00000000 61000000 00000000"],
  ])("%s", (_, hex) => {
    expect(wordsFor(hex)).toBe(`#${hex.replaceAll(" ", "")}`);
  });
});

describe("reading the bytes of a resource attribute", () => {
  const notation = { write: (sid: string) => sid, read: (text: string) => text };
  const write = (hex: string) =>
    writeResourceAttribute(Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex")), notation);

  test.each([
    ["a header cut short", "18000000 0300 0000 00000000 010000", 15, "a resource attribute is cut short"],
    [
      "an unknown type",
      "14000000 0400 0000 00000000 01000000 1a000000 610062000000 0000",
      4,
      "a resource attribute cannot have type 4",
    ],
    [
      "more values than there is room for",
      "14000000 0300 0000 00000000 02000000 1a000000",
      12,
      "a resource attribute has no room for 2 values",
    ],
    [
      "a name that does not end",
      "10000000 0300 0000 00000000 00000000 6100 6200",
      16,
      "a text of a resource attribute does not end",
    ],
    [
      "a name of which half a character ends it",
      "10000000 0300 0000 00000000 00000000 6100 00",
      16,
      "a text of a resource attribute does not end",
    ],
    [
      "a text beyond the end",
      "14000000 0300 0000 00000000 01000000 ff000000 61000000",
      255,
      "a text of a resource attribute does not end",
    ],
    [
      "a number that is cut short",
      "14000000 0100 0000 00000000 01000000 18000000 61000000 01000000 000000",
      24,
      "a number of a resource attribute is cut short",
    ],
    [
      "a length that is cut short",
      "14000000 1000 0000 00000000 01000000 15000000 61000000",
      21,
      "a value of a resource attribute is cut short",
    ],
    [
      "bytes that are cut short",
      "14000000 1000 0000 00000000 01000000 18000000 61000000 05000000 01020304",
      24,
      "a value of a resource attribute is cut short",
    ],
  ])("%s is refused with offset and reason", (_, hex, offset, reason) => {
    expect(() => write(hex)).toThrow(expect.objectContaining({ name: "SecurityDescriptorError", offset, reason }));
  });

  test.each([
    ["a name at the very end", "10000000 0300 0000 00000000 00000000 0000", '"",TS,0x0'],
    [
      "a number at the very end",
      "14000000 0200 0000 00000000 01000000 18000000 61000000 0500000000000000",
      '"a",TU,0x0,5',
    ],
    ["bytes at the very end", "14000000 1000 0000 00000000 01000000 18000000 61000000 01000000 0a", '"a",TX,0x0,0A'],
    ["no bytes at the very end", "14000000 1000 0000 00000000 01000000 18000000 61000000 00000000", '"a",TX,0x0,'],
    ["a character whose second byte is 0", "10000000 0300 0000 00000000 00000000 6100 0001 0000", '"a%0100",TS,0x0'],
    ["a character whose first byte is 0", "10000000 0300 0000 00000000 00000000 0001 6100 0000", '"%0100a",TS,0x0'],
  ])("%s is read", (_, hex, words) => {
    expect(write(hex)).toBe(words);
  });
});

describe("a scoped policy", () => {
  test("is read and written as the language has it", () => {
    const text = "S:(SP;;;;;S-1-17-1-2-3)";
    expect(parseSddl(text).sacl?.entries).toEqual([
      { kind: "scoped policy", flags: 0, mask: 0, trustee: "S-1-17-1-2-3" },
    ]);
    expect(`S:${entryToSddl({ kind: "scoped policy", flags: 0, mask: 0, trustee: "S-1-17-1-2-3" })}`).toBe(text);
  });
});

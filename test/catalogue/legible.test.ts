/** What a terminal shows of names that others chose. */
import { globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLegible, legible, legibleLines } from "../../catalogue/legible.ts";

const root = new URL("../..", import.meta.url).pathname;

/** First and last of each range that a terminal must never see in a name. */
const hidden: readonly (readonly [what: string, first: number, last: number])[] = [
  ["C0 controls", 0x00, 0x1f],
  ["delete and C1 controls", 0x7f, 0x9f],
  ["soft hyphen", 0xad, 0xad],
  ["combining grapheme joiner", 0x34f, 0x34f],
  ["Arabic letter mark", 0x61c, 0x61c],
  ["Hangul fillers", 0x115f, 0x1160],
  ["Mongolian variation selectors", 0x180b, 0x180f],
  ["zero width, joiners and marks of direction", 0x200b, 0x200f],
  ["separators and bidirectional controls", 0x2028, 0x202e],
  ["word joiner, invisible operators and isolates", 0x2060, 0x206f],
  ["Hangul filler", 0x3164, 0x3164],
  ["lone surrogates", 0xd800, 0xdfff],
  ["variation selectors", 0xfe00, 0xfe0f],
  ["byte order mark", 0xfeff, 0xfeff],
  ["halfwidth Hangul filler", 0xffa0, 0xffa0],
  ["interlinear annotation", 0xfff0, 0xfffb],
  ["shorthand and musical formats", 0x1bca0, 0x1bca3],
  ["tags and supplementary variation selectors", 0xe0000, 0xe0fff],
  ["private use", 0xe000, 0xf8ff],
];

describe("a name on a terminal", () => {
  it.each(hidden)("shows an escape in the place of %s", (_, first, last) => {
    for (let code = first; code <= last; code += 1) {
      expect(legible(`a${String.fromCodePoint(code)}b`)).toBe(`a\\u{${code.toString(16)}}b`);
    }
  });

  it.each([
    "Šárka Nováková 李雷 山田　太郎",
    "مريم عبد الله",
    "דוד לוי",
    "सीता हिन्दी",
    "สมชาย ใจดี",
    "👩🏽 😀 €",
    "CN=Smith\\, John+sn=x,OU=R&D;O'Neil,DC=example",
  ])("stays as it is in every language: %s", (name) => {
    expect(legible(name)).toBe(name);
    expect(isLegible(name)).toBe(true);
  });

  it("keeps what joiners and selectors join, and shows them", () => {
    expect(legible("👩\u200d💻 می\u200cخواهم ❤\ufe0f")).toBe("👩\\u{200d}💻 می\\u{200c}خواهم ❤\\u{fe0f}");
  });

  it("is one line of characters that show, whatever it holds", () => {
    const character = fc.oneof(
      fc.integer({ min: 0, max: 0x10_ffff }),
      fc.constantFrom(...hidden.flatMap(([, first, last]) => [first, last])),
    );
    const text = fc.array(character, { maxLength: 30 }).map((codes) => String.fromCodePoint(...codes));
    fc.assert(
      fc.property(text, (name) => {
        const shown = legible(name);
        expect(shown).toMatch(/^[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u);
        expect(legible(shown)).toBe(shown);
        expect(isLegible(name)).toBe(shown === name);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("lines on a terminal", () => {
  it("stay lines, and nothing else moves the cursor", () => {
    expect(legibleLines("a\u001b[2J\r\n  b\rc\n")).toBe("a\\u{1b}[2J\n  b\\u{d}c\n");
  });
});

describe("an error that Pulumi shows without a stack trace", () => {
  it("is made in one place, which makes it legible", () => {
    const files = globSync("{components,directory,tenant,config,policy}/**/*.ts", { cwd: root });
    const makers = files.filter((file) => readFileSync(`${root}${file}`, "utf8").includes("new pulumi.RunError("));
    expect(files.length).toBeGreaterThan(200);
    expect(makers).toEqual(["components/run-error.ts"]);
  });

  it.each([
    ["::error file=x::y", "\\u{3a}:error file=x::y"],
    ["  ::add-mask::x", "  \\u{3a}:add-mask::x"],
    ["##vso[task.complete result=Succeeded]", "#\\u{23}vso[task.complete result=Succeeded]"],
    ["a ##[error]b ##teamcity[x]", "a #\\u{23}[error]b #\\u{23}teamcity[x]"],
  ])("leaves the agent of a pipeline no command in %s", (text, shown) => {
    expect(legible(text)).toBe(shown);
  });

  it.each(["::1", "2001:db8::1", "urn:pulumi:dev::hybrid-sync", "## heading"])("leaves %s alone", (text) => {
    expect(legible(text)).toBe(text);
  });
});

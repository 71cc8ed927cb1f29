import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containsUnknown, escapeMarks, isMarklike, unescapeMarks } from "../../catalogue/engine-marks.ts";

/** Every text that the engine of 3.259 does not take for a text. */
const marks = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "4dabf18193072939515e22adb298388d",
  "1b47061264138c4ac30d75fd1eb44270",
  "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  "5cf8f73096256a8f31e491e813e4eb8e",
];

describe("marks of the engine", () => {
  it.each(marks)("%s is escaped as a value and as the name of a property, and comes back as it was", (mark) => {
    const observed = { name: mark, groups: [[mark], `CN=${mark}`], [mark]: { value: null }, count: 1 };
    const escaped = escapeMarks(observed);
    const whole = marks.flatMap((each) => [`"${each}"`]);
    expect(whole.filter((text) => JSON.stringify(escaped).includes(text))).toEqual([]);
    expect(unescapeMarks(escaped)).toEqual(observed);
  });

  it("are told apart from names that look like an escaped one, however often", () => {
    const text = fc.oneof(
      fc.constantFrom(...marks),
      fc.tuple(fc.nat(3), fc.constantFrom(...marks)).map(([times, mark]) => "the text ".repeat(times) + mark),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 5 }), (names) => {
        const escaped = escapeMarks(names);
        expect(unescapeMarks(escaped)).toEqual(names);
        expect(new Set(escaped).size).toBe(names.length);
      }),
    );
  });

  it("are whole values: a name that contains one is known", () => {
    expect(containsUnknown({ name: `CONTOSO\\${marks[0]}`, list: [`x${marks[1]}`] })).toBe(false);
    expect(containsUnknown({ list: [{ name: marks[0] }] })).toBe(true);
    expect(containsUnknown({ list: [{ name: marks[6] }] })).toBe(true);
    expect(isMarklike(`CN=${marks[0]}`)).toBe(false);
  });

  it("leave half a character legible to the engine, which knows UTF-8 only", () => {
    expect(escapeMarks({ name: "x\ud800y" })).toEqual({ name: "x\ufffdy" });
  });
});

import { describe, expect, test } from "vitest";
import { newObjectDescriptor } from "../../../directory/security/inheritance.ts";
import { sourceOfInherited } from "../../../directory/security/inheritance-source.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import type { AccessControlEntry } from "../../../directory/security/security-descriptor.ts";

const user = "bf967aba-0de6-11d0-a285-00aa003049e2";
const object = { classGuid: user, owner: "S-1-5-21-1-2-3-512", group: null };

function entry(text: string): AccessControlEntry {
  const [first] = parseSddl(`D:${text}`).dacl?.entries ?? [];
  if (first === undefined) throw new Error("no entry");
  return first;
}

function source(text: string, ...ancestors: readonly string[]) {
  const found = sourceOfInherited(
    entry(text),
    object,
    ancestors.map((sddl) => parseSddl(sddl)),
  );
  return found && [found.ancestor, found.index];
}

describe("an inherited entry comes from", () => {
  test.each([
    ["its container", "(A;CIID;RP;;;AU)", ["D:(A;;WP;;;AU)(A;CI;RP;;;AU)"], [0, 1]],
    [
      "the nearest ancestor that has it",
      "(A;CIID;RP;;;AU)",
      ["D:(A;CIID;RP;;;AU)", "D:(A;CI;RP;;;AU)", "D:(A;CI;RP;;;AU)"],
      [1, 0],
    ],
    [
      "an ancestor of which it is the inherit-only entry",
      "(OA;CIID;RP;;bf967aba-0de6-11d0-a285-00aa003049e2;AU)",
      ["D:(OA;CIIO;RP;;bf967aba-0de6-11d0-a285-00aa003049e2;AU)"],
      [0, 0],
    ],
    ["its container by an entry that goes one step", "(A;ID;RP;;;AU)", ["D:(A;CINP;RP;;;AU)"], [0, 0]],
    ["an ancestor's entry for CREATOR OWNER", "(A;ID;RP;;;S-1-5-21-1-2-3-512)", ["D:", "D:(A;CIIO;RP;;;CO)"], [1, 0]],
    ["an ancestor's generic right", "(A;ID;LCRPLORC;;;AU)", ["D:(A;CI;GR;;;AU)"], [0, 0]],
  ] as const)("%s", (_, text, ancestors, expected) => {
    expect(source(text, ...ancestors)).toEqual(expected);
  });

  test.each([
    ["nowhere when it is not inherited", "(A;CI;RP;;;AU)", ["D:(A;CI;RP;;;AU)"]],
    [
      "nowhere that is known when no ancestor has it",
      "(A;CIID;RP;;;AU)",
      ["D:(A;CI;WP;;;AU)(A;CI;RP;;;WD)(D;CI;RP;;;AU)"],
    ],
    ["nowhere that is known when an ancestor keeps it to itself", "(A;CIID;RP;;;AU)", ["D:(A;;RP;;;AU)"]],
    ["no ancestor above a protected one", "(A;CIID;RP;;;AU)", ["D:P", "D:(A;CI;RP;;;AU)"]],
    ["no grandparent by an entry that goes one step", "(A;ID;RP;;;AU)", ["D:", "D:(A;CINP;RP;;;AU)"]],
    ["no ancestor without a DACL", "(A;CIID;RP;;;AU)", ["O:SY"]],
  ] as const)("%s", (_, text, ancestors) => {
    expect(source(text, ...ancestors)).toBeUndefined();
  });

  test("a protected ancestor of which it is an entry itself", () => {
    expect(source("(A;CIID;RP;;;AU)", "D:P(A;CI;RP;;;AU)")).toEqual([0, 0]);
  });

  test("the entry that is named", () => {
    const ancestor = parseSddl("D:(A;CI;RP;;;AU)");
    expect(sourceOfInherited(entry("(A;CIID;RP;;;AU)"), object, [ancestor])?.entry).toBe(ancestor.dacl?.entries[0]);
  });

  test("the ancestors for everything that a new object inherits", () => {
    const top = parseSddl("D:P(A;CI;RP;;;AU)(D;CINP;WP;;;WD)(A;CIIO;GW;;;CO)");
    const middle = newObjectDescriptor(
      top,
      { ...object, classGuid: "bf967aa5-0de6-11d0-a285-00aa003049e2" },
      parseSddl("D:(A;CI;CC;;;AU)"),
    );
    const made = newObjectDescriptor(middle, object, null);
    const sources = made.dacl?.entries.map((one) => sourceOfInherited(one, object, [middle, top])?.ancestor);
    expect(sources).toEqual([0, 1, 1, 1]);
  });
});

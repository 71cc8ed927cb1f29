import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inheritedEntries, newObjectDescriptor } from "../../../directory/security/inheritance.ts";
import { entryToSddl, toSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { entryFlags } from "../../../directory/security/security-descriptor.ts";
import { descriptors } from "./arbitraries.ts";

const user = "bf967aba-0de6-11d0-a285-00aa003049e2";
const inetOrgPerson = "4828cc14-1437-45bc-9b07-ad6f015e5f28";
const attribute = "28630ebf-41d5-11d1-a9c1-0000f80367c1";
const holder = "S-1-5-21-1-2-3-1104";
const creator = { classGuid: user, owner: "S-1-5-21-1-2-3-512", group: "S-1-5-21-1-2-3-513" };

function inherited(
  entries: string,
  object: typeof creator | { classGuid: string; owner: null; group: null } = creator,
) {
  return inheritedEntries(parseSddl(`D:${entries}`).dacl, object)
    .map((entry) => entryToSddl(entry))
    .join("");
}

describe("a new object inherits", () => {
  it.each([
    ["nothing from an entry for its container alone", `(A;;RP;;;${holder})`, ""],
    ["an entry for all descendants, and passes it on", `(A;CI;RP;;;${holder})`, `(A;CIID;RP;;;${holder})`],
    ["an inherit-only entry as one that counts", `(A;CIIO;RP;;;${holder})`, `(A;CIID;RP;;;${holder})`],
    [
      "an entry about its class as one that counts",
      `(OA;CIIO;WP;${attribute};${user};${holder})`,
      `(OA;CIID;WP;${attribute};${user};${holder})`,
    ],
    [
      "an entry about another class for those below it only",
      `(OA;CIIO;WP;${attribute};${inetOrgPerson};${holder})`,
      `(OA;CIIOID;WP;${attribute};${inetOrgPerson};${holder})`,
    ],
    ["an entry that goes one step, and passes nothing on", `(A;CINP;RP;;;${holder})`, `(A;ID;RP;;;${holder})`],
    [
      "an entry that goes one step without its class, which is settled",
      `(OA;CINPIO;WP;${attribute};${user};${holder})`,
      `(OA;ID;WP;${attribute};;${holder})`,
    ],
    [
      "an entry that goes one step and named nothing but its class as a plain one",
      `(OD;CINPIO;WP;;${user};${holder})`,
      `(D;ID;WP;;;${holder})`,
    ],
    [
      "an object entry about every class as one that counts",
      `(OA;CIIO;WP;${attribute};;${holder})`,
      `(OA;CIID;WP;${attribute};;${holder})`,
    ],
    ["an object entry that names nothing as it is", `(OA;CINPIO;WP;;;${holder})`, `(OA;ID;WP;;;${holder})`],
    ["nothing from an entry that goes one step to another class", `(OA;CINP;WP;;${inetOrgPerson};${holder})`, ""],
    [
      "an entry for objects that contain nothing for those below it only",
      `(A;OI;RP;;;${holder})`,
      `(A;OIIOID;RP;;;${holder})`,
    ],
    ["nothing from such an entry that goes one step", `(A;OINP;RP;;;${holder})`, ""],
    ["an entry for both kinds as one that counts", `(A;OICI;RP;;;${holder})`, `(A;OICIID;RP;;;${holder})`],
    [
      "an entry for CREATOR OWNER as two: the owner's here, and the same for those below",
      "(A;CIIO;WP;;;CO)",
      `(A;ID;WP;;;${creator.owner})(A;CIIOID;WP;;;CO)`,
    ],
    [
      "an entry for CREATOR GROUP that goes one step as the group's alone",
      "(A;CINPIO;WP;;;CG)",
      `(A;ID;WP;;;${creator.group})`,
    ],
    [
      "an entry for CREATOR OWNER about another class for those below it only",
      `(OA;CIIO;WP;;${inetOrgPerson};CO)`,
      `(OA;CIIOID;WP;;${inetOrgPerson};CO)`,
    ],
    [
      "a generic right as the rights it stands for here, and the same for those below",
      `(A;CIIO;GR;;;${holder})`,
      `(A;ID;LCRPLORC;;;${holder})(A;CIIOID;GR;;;${holder})`,
    ],
    [
      "every entry in the order of its container",
      `(D;CI;WP;;;${holder})(A;;RP;;;${holder})(A;CI;RP;;;${holder})`,
      `(D;CIID;WP;;;${holder})(A;CIID;RP;;;${holder})`,
    ],
  ])("%s", (_, entries, expected) => {
    expect(inherited(entries)).toBe(expected);
  });

  it("nothing from a container without a list", () => {
    expect(inheritedEntries(null, creator)).toEqual([]);
  });

  it("nothing that counts from CREATOR OWNER where nobody in particular creates it", () => {
    expect(inherited("(A;CIIO;WP;;;CO)", { classGuid: user, owner: null, group: null })).toBe("(A;CIIOID;WP;;;CO)");
  });

  it("by its most specific class, without regard to superclasses", () => {
    const entry = `(OA;CIIO;RP;;${user};${holder})`;
    expect(inherited(entry, { ...creator, classGuid: inetOrgPerson })).toBe(`(OA;CIIOID;RP;;${user};${holder})`);
  });
});

describe("the descriptor of a new object", () => {
  const parent = parseSddl(`D:(A;CI;RP;;;${holder})`);
  const made = (own: string | null) =>
    toSddl(newObjectDescriptor(parent, creator, own === null ? null : parseSddl(own)));
  const start = `O:${creator.owner}G:${creator.group}D:`;

  it("holds its own entries before those it inherits", () => {
    expect(made("D:(A;;WP;;;AU)")).toBe(`${start}(A;;WP;;;AU)(A;CIID;RP;;;${holder})`);
  });

  it("holds nothing inherited when its own is protected, and stays protected", () => {
    expect(made("D:P(A;;WP;;;AU)")).toBe(`${start}P(A;;WP;;;AU)`);
  });

  it("holds what it inherits alone when its class has no descriptor, or one without a list", () => {
    expect(made(null)).toBe(`${start}(A;CIID;RP;;;${holder})`);
    expect(made("O:SY")).toBe(`${start}(A;CIID;RP;;;${holder})`);
  });

  it("has CREATOR OWNER replaced in its own entries, and kept for those below", () => {
    expect(made("D:P(A;CI;WP;;;CO)")).toBe(`${start}P(A;;WP;;;${creator.owner})(A;CIIO;WP;;;CO)`);
    expect(made("D:P(A;CIIO;WP;;;CO)")).toBe(`${start}P(A;CIIO;WP;;;CO)`);
  });
});

describe("for any container", () => {
  it("every inherited entry is marked as inherited, and none comes from an entry that is not to be inherited", () => {
    fc.assert(
      fc.property(descriptors, (container) => {
        const entries = inheritedEntries(container.dacl, creator);
        for (const { flags } of entries) expect(flags & entryFlags.inherited).toBe(entryFlags.inherited);
        const passing = (container.dacl?.entries ?? []).filter(({ flags }) => (flags & 0x03) !== 0);
        expect(inheritedEntries(container.dacl && { ...container.dacl, entries: passing }, creator)).toEqual(entries);
        expect(entries.length).toBeLessThanOrEqual(2 * passing.length);
      }),
    );
  });

  it("an object two steps down inherits what it would inherit one step down, but for entries that go one step", () => {
    const object = { ...creator, owner: null, group: null };
    fc.assert(
      fc.property(descriptors, (container) => {
        const lasting = (container.dacl?.entries ?? []).filter(
          (entry) =>
            (entry.flags & entryFlags.noPropagateInherit) === 0 && entry.kind !== "unknown" && entry.mask < 0x1000_0000,
        );
        const dacl = { revision: 4, entries: lasting };
        const once = inheritedEntries(dacl, object);
        expect(inheritedEntries({ revision: 4, entries: once }, object)).toEqual(once);
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { DamagedValueError } from "../../../directory/damaged-value.ts";
import { sound } from "../../../directory/fact-of.ts";
import { LdapEntry } from "../../../directory/live/entry.ts";
import { closureIn } from "../../../directory/live/group-closure.ts";
import { nodeKey } from "../../../directory/live/group-graph.ts";
import { directoryObject } from "../../../directory/live/objects.ts";
import { encodeSid } from "../../../directory/security/sid.ts";

const dn = "CN=x,DC=wingtip,DC=test";
/** An identifier authority, and nobody under it. */
const authority = Buffer.from([1, 0, 0, 0, 0, 0, 0, 5]);

describe("bytes that are no security identifier", () => {
  const senseless = [Buffer.alloc(0), Buffer.from([1]), Buffer.from([1, 9, 0, 0]), Buffer.alloc(300, 255), authority];

  it.each(["objectSid", "sIDHistory"])("make %s unreadable, and nothing else of the object", (attribute) => {
    for (const bytes of senseless) {
      const object = directoryObject(new LdapEntry({ dn, cn: [Buffer.from("x")], [attribute]: [bytes] }));
      expect(object).toMatchObject({ sid: null, sidHistory: [], commonName: "x", damaged: [{ attribute }] });
      expect(sound(object, attribute, null)).toMatchObject({
        unobservable: { reason: expect.stringContaining(`${attribute} of ${dn} cannot be decoded`) },
      });
    }
  });

  it("take nothing from the other former identifiers", () => {
    const former = Buffer.from(encodeSid("S-1-5-21-1-2-3-1000"));
    const object = directoryObject(new LdapEntry({ dn, sIDHistory: [Buffer.from([1]), former] }));
    expect(object).toMatchObject({ sidHistory: ["S-1-5-21-1-2-3-1000"], damaged: [{ attribute: "sIDHistory" }] });
  });
});

describe("a number that is none", () => {
  it.each([
    ["userAccountControl", "userAccountControl"],
    ["primaryGroupID", "primaryGroupId"],
    ["msDS-SupportedEncryptionTypes", "supportedEncryptionTypes"],
    ["pwdLastSet", "passwordLastSet"],
  ])("makes %s unreadable, and is not taken for absent", (attribute, field) => {
    for (const text of ["", "text", "0x10", "1e3", "1.5", "\ufffd", "9".repeat(400), "-".repeat(3)]) {
      const object = directoryObject(new LdapEntry({ dn, [attribute]: [Buffer.from(text)] }));
      expect(object).toMatchObject({ [field]: null, damaged: [{ attribute }] });
    }
    const twice = new LdapEntry({ dn, [attribute]: [Buffer.from("1"), Buffer.from("2")] });
    expect(directoryObject(twice)).toMatchObject({
      damaged: [{ attribute, problem: "it has 2 values, and may have one" }],
    });
  });

  it("is one of 32 bits, with or without a sign", () => {
    for (const [text, value] of [
      ["-2147483646", -2147483646],
      ["2147483650", 2147483650],
      ["0", 0],
    ] as const) {
      const entry = new LdapEntry({ dn, userAccountControl: [Buffer.from(text)] });
      expect(directoryObject(entry).userAccountControl).toBe(value);
    }
    expect(() => new LdapEntry({ dn, x: [Buffer.from("4294967296")] }).integer("x")).toThrow(DamagedValueError);
  });
});

describe("a group that is in very many others", () => {
  it("is followed into all of them", () => {
    const node = (index: number) => ({
      sid: `S-1-5-21-1-2-3-${1000 + index}`,
      distinguishedName: `CN=g${index},DC=wingtip,DC=test`,
      samAccountName: null,
      domainLocal: false,
      sidHistory: [],
    });
    const first = node(0);
    const parents = Array.from({ length: 150_000 }, (_, index) => node(index + 1));
    const told = { all: null, globalAndUniversal: null };
    const graph = { start: [first], parents: new Map([[nodeKey(first), parents]]), told };
    expect(closureIn(graph, "wingtip.test", () => "wingtip.test").groups).toHaveLength(150_001);
  });
});

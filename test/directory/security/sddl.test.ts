import { describe, expect, test } from "vitest";
import { entryToSddl, sidToSddl, toSddl } from "../../../directory/security/sddl.ts";
import type { SecurityDescriptor } from "../../../directory/security/security-descriptor.ts";

const domain = "S-1-5-21-1-2-3";
const forestRoot = "S-1-5-21-4-5-6";
const getChanges = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";
const user = "bf967aba-0de6-11d0-a285-00aa003049e2";

describe("a trustee", () => {
  test.each([
    ["S-1-1-0", "WD"],
    ["S-1-5-10", "PS"],
    ["S-1-3-4", "OW"],
    ["S-1-5-32-544", "BA"],
    ["S-1-5-32-554", "RU"],
    ["S-1-5-32-9999", "S-1-5-32-9999"],
    [`${domain}-512`, "DA"],
    [`${domain}-516`, "DD"],
    [`${domain}-1105`, `${domain}-1105`],
    [`${domain}-544`, `${domain}-544`],
    [`${forestRoot}-519`, "EA"],
    [`${forestRoot}-498`, "RO"],
  ])("%s is written as %s", (sid, text) => {
    expect(sidToSddl(sid, { domain, forestRoot })).toBe(text);
  });

  test("Enterprise Admins are relative to the forest root domain, not to the object's", () => {
    expect(sidToSddl(`${domain}-519`, { domain, forestRoot })).toBe(`${domain}-519`);
    expect(sidToSddl(`${forestRoot}-512`, { domain, forestRoot })).toBe(`${forestRoot}-512`);
  });

  test("an account of a domain is written out while the domain is not known", () => {
    expect(sidToSddl(`${domain}-512`)).toBe(`${domain}-512`);
  });
});

describe("an entry", () => {
  test("with an object type is written with type, right, GUID and trustee", () => {
    expect(
      entryToSddl({ kind: "allow object", flags: 0, mask: 0x100, objectType: getChanges, trustee: `${domain}-1105` }),
    ).toBe(`(OA;;CR;${getChanges};;${domain}-1105)`);
  });

  test("that is inherited by one class only names the class", () => {
    expect(
      entryToSddl({ kind: "deny object", flags: 0x1a, mask: 0x30, inheritedObjectType: user, trustee: "S-1-5-11" }),
    ).toBe(`(OD;CIIOID;RPWP;;${user};AU)`);
  });

  test("for full control has its rights in the order of their bits", () => {
    expect(entryToSddl({ kind: "allow", flags: 0x03, mask: 0xf01ff, trustee: "S-1-5-18" })).toBe(
      "(A;OICI;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;SY)",
    );
  });

  test("with generic rights keeps them", () => {
    expect(entryToSddl({ kind: "deny", flags: 0, mask: 0xf000_0000, trustee: "S-1-1-0" })).toBe("(D;;GAGXGWGR;;;WD)");
  });

  test("with bits that have no letters shows the whole number", () => {
    expect(entryToSddl({ kind: "audit", flags: 0xe0, mask: 0x8010_0001, trustee: "S-1-1-0" })).toBe(
      "(AU;0xe0;0x80100001;;;WD)",
    );
  });

  test("with a condition shows its bytes", () => {
    const applicationData = Uint8Array.from([0x61, 0x72, 0x74, 0x78]);
    expect(entryToSddl({ kind: "allow callback", flags: 0, mask: 0x10, trustee: "S-1-1-0", applicationData })).toBe(
      "(XA;;RP;;;WD;#61727478)",
    );
  });

  test("of a type without letters shows the type's number", () => {
    expect(entryToSddl({ kind: "deny callback object", flags: 0, mask: 0x10, trustee: "S-1-1-0" })).toBe(
      "(0xc;;RP;;;WD)",
    );
    expect(entryToSddl({ kind: "unknown", type: 0x77, flags: 0x10, body: Uint8Array.from([1, 2]) })).toBe(
      "(0x77;ID;#0102)",
    );
  });
});

describe("a descriptor", () => {
  const bare: SecurityDescriptor = {
    control: 0x8000,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    dacl: null,
    sacl: null,
  };

  test("is written with owner, group, flags and both lists", () => {
    expect(
      toSddl(
        {
          ...bare,
          control: 0x8000 | 0x1000 | 0x0400 | 0x0004 | 0x0010 | 0x0800,
          owner: `${domain}-512`,
          group: "S-1-5-32-544",
          dacl: { revision: 2, entries: [{ kind: "allow", flags: 0, mask: 0x10, trustee: "S-1-5-11" }] },
          sacl: { revision: 2, entries: [{ kind: "audit", flags: 0x40, mask: 0x20, trustee: "S-1-1-0" }] },
        },
        { domain },
      ),
    ).toBe("O:DAG:BAD:PAI(A;;RP;;;AU)S:AI(AU;SA;WP;;;WD)");
  });

  test("tells an absent, a null and an empty DACL apart", () => {
    expect(toSddl(bare)).toBe("");
    expect(toSddl({ ...bare, control: 0x8004 })).toBe("D:NO_ACCESS_CONTROL");
    expect(toSddl({ ...bare, control: 0x8004, dacl: { revision: 2, entries: [] } })).toBe("D:");
  });
});

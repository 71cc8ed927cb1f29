import { describe, expect, test } from "vitest";
import { entryToSddl, toSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";

const domain = "S-1-5-21-1-2-3";
const forestRoot = "S-1-5-21-4-5-6";
const domains = { domain, forestRoot };

function entryOf(text: string) {
  return parseSddl(`D:${text}`, domains).dacl?.entries[0];
}

/** The tables of MS-DTYP 2.5.1.1, and the integrity levels of 2.4.4.13. */
describe("the letters of", () => {
  test.each([
    ["WD", "S-1-1-0"],
    ["CO", "S-1-3-0"],
    ["CG", "S-1-3-1"],
    ["OW", "S-1-3-4"],
    ["NU", "S-1-5-2"],
    ["IU", "S-1-5-4"],
    ["SU", "S-1-5-6"],
    ["AN", "S-1-5-7"],
    ["ED", "S-1-5-9"],
    ["PS", "S-1-5-10"],
    ["AU", "S-1-5-11"],
    ["RC", "S-1-5-12"],
    ["SY", "S-1-5-18"],
    ["LS", "S-1-5-19"],
    ["NS", "S-1-5-20"],
    ["WR", "S-1-5-33"],
    ["UD", "S-1-5-84-0-0-0-0-0"],
    ["AC", "S-1-15-2-1"],
    ["LW", "S-1-16-4096"],
    ["ME", "S-1-16-8192"],
    ["MP", "S-1-16-8448"],
    ["HI", "S-1-16-12288"],
    ["SI", "S-1-16-16384"],
    ["AS", "S-1-18-1"],
    ["SS", "S-1-18-2"],
    ["BA", "S-1-5-32-544"],
    ["BU", "S-1-5-32-545"],
    ["BG", "S-1-5-32-546"],
    ["PU", "S-1-5-32-547"],
    ["AO", "S-1-5-32-548"],
    ["SO", "S-1-5-32-549"],
    ["PO", "S-1-5-32-550"],
    ["BO", "S-1-5-32-551"],
    ["RE", "S-1-5-32-552"],
    ["RU", "S-1-5-32-554"],
    ["RD", "S-1-5-32-555"],
    ["NO", "S-1-5-32-556"],
    ["MU", "S-1-5-32-558"],
    ["LU", "S-1-5-32-559"],
    ["IS", "S-1-5-32-568"],
    ["CY", "S-1-5-32-569"],
    ["ER", "S-1-5-32-573"],
    ["CD", "S-1-5-32-574"],
    ["RA", "S-1-5-32-575"],
    ["ES", "S-1-5-32-576"],
    ["MS", "S-1-5-32-577"],
    ["HA", "S-1-5-32-578"],
    ["AA", "S-1-5-32-579"],
    ["RM", "S-1-5-32-580"],
    ["LA", `${domain}-500`],
    ["LG", `${domain}-501`],
    ["DA", `${domain}-512`],
    ["DU", `${domain}-513`],
    ["DG", `${domain}-514`],
    ["DC", `${domain}-515`],
    ["DD", `${domain}-516`],
    ["CA", `${domain}-517`],
    ["PA", `${domain}-520`],
    ["CN", `${domain}-522`],
    ["AP", `${domain}-525`],
    ["KA", `${domain}-526`],
    ["RS", `${domain}-553`],
    ["RO", `${forestRoot}-498`],
    ["SA", `${forestRoot}-518`],
    ["EA", `${forestRoot}-519`],
    ["EK", `${forestRoot}-527`],
  ])("a trustee: %s stands for %s", (letters, sid) => {
    const descriptor = parseSddl(`O:${letters}`, domains);
    expect(descriptor.owner).toBe(sid);
    expect(toSddl(descriptor, domains)).toBe(`O:${letters}`);
  });

  test.each([
    ["A", "allow"],
    ["D", "deny"],
    ["AU", "audit"],
    ["OA", "allow object"],
    ["OD", "deny object"],
    ["OU", "audit object"],
    ["XA", "allow callback"],
    ["XD", "deny callback"],
    ["XU", "audit callback"],
    ["ZA", "allow callback object"],
    ["ML", "mandatory label"],
    ["RA", "resource attribute"],
    ["SP", "scoped policy"],
  ] as const)("an entry: %s is one of the kind %s", (letters, kind) => {
    const entry = { kind, flags: 0, mask: 0x10, trustee: "S-1-1-0" };
    expect(entryOf(`(${letters};;RP;;;WD)`)).toEqual(entry);
    expect(entryToSddl(entry)).toBe(`(${letters};;RP;;;WD)`);
  });

  test.each([
    ["OI", 0x01],
    ["CI", 0x02],
    ["NP", 0x04],
    ["IO", 0x08],
    ["ID", 0x10],
    ["SA", 0x40],
    ["FA", 0x80],
  ])("a flag: %s is %i", (letters, flags) => {
    const entry = { kind: "audit", flags, mask: 0x10, trustee: "S-1-1-0" } as const;
    expect(entryOf(`(AU;${letters};RP;;;WD)`)).toEqual(entry);
    expect(entryToSddl(entry)).toBe(`(AU;${letters};RP;;;WD)`);
  });

  test.each([
    ["CC", 0x1],
    ["DC", 0x2],
    ["LC", 0x4],
    ["SW", 0x8],
    ["RP", 0x10],
    ["WP", 0x20],
    ["DT", 0x40],
    ["LO", 0x80],
    ["CR", 0x100],
    ["SD", 0x1_0000],
    ["RC", 0x2_0000],
    ["WD", 0x4_0000],
    ["WO", 0x8_0000],
    ["GA", 0x1000_0000],
    ["GX", 0x2000_0000],
    ["GW", 0x4000_0000],
    ["GR", 0x8000_0000],
  ])("a right: %s is %i", (letters, mask) => {
    const entry = { kind: "allow", flags: 0, mask, trustee: "S-1-1-0" } as const;
    expect(entryOf(`(A;;${letters};;;WD)`)).toEqual(entry);
    expect(entryToSddl(entry)).toBe(`(A;;${letters};;;WD)`);
  });

  test.each([
    ["FA", 0x1f_01ff],
    ["FR", 0x12_0089],
    ["FW", 0x12_0116],
    ["FX", 0x12_00a0],
    ["KA", 0xf_003f],
    ["KR", 0x2_0019],
    ["KW", 0x2_0006],
    ["KX", 0x2_0019],
  ])("rights of files and registry keys: %s is read as %i", (letters, mask) => {
    expect(entryOf(`(A;;${letters};;;WD)`)).toMatchObject({ mask });
  });

  test.each([
    ["P", 0x1000, 0x2000],
    ["AR", 0x0100, 0x0200],
    ["AI", 0x0400, 0x0800],
  ])("a list: %s is %i for the DACL and %i for the SACL", (letters, ofDacl, ofSacl) => {
    expect(parseSddl(`D:${letters}`).control).toBe(0x8000 | 0x0004 | ofDacl);
    expect(parseSddl(`S:${letters}`).control).toBe(0x8000 | 0x0010 | ofSacl);
    for (const text of [`D:${letters}`, `S:${letters}`]) expect(toSddl(parseSddl(text))).toBe(text);
  });
});

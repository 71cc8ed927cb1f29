import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntryEffects } from "../../../directory/inspection/entry-effects.ts";
import { type AccessRequest, checkAccess } from "../../../directory/security/access-check.ts";
import { EntryTable } from "../../../directory/security/entry-table.ts";
import {
  controlFlags,
  encodeSecurityDescriptor,
  readSecurityDescriptor,
  type SecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";
import { wellKnownSids } from "../../../directory/security/sid.ts";

const types = ["11111111-0000-0000-0000-000000000000", "22222222-0000-0000-0000-000000000000"];
const requests: readonly AccessRequest[] = [
  { mask: 0x10, objectTypes: [] },
  { mask: 0x20, objectTypes: [types[0] ?? ""] },
  { mask: 0x20, objectTypes: [...types] },
  { mask: 0x100, objectTypes: [types[1] ?? ""] },
  { mask: 0x10000, objectTypes: [] },
];
const own = "S-1-5-21-1-2-3-1100";
const unseen = "S-1-5-21-1-2-3-1200";
const token = { sids: new Set([own, wellKnownSids.everyone]), mayHold: (sid: string) => sid === unseen };

const unknownEntry = fc.constant({ kind: "unknown", type: 0x77, flags: 0, body: new Uint8Array(4) });
const objectEntry = fc.record({
  kind: fc.constantFrom("allow object", "deny object", "allow callback object", "deny callback object", "audit object"),
  flags: fc.constantFrom(0, 0x08, 0x10),
  mask: fc.constantFrom(0x10, 0x20, 0x100, 0x10000, 0xf01ff, 0x10000000, 0x40000000),
  trustee: fc.constantFrom(own, wellKnownSids.everyone, "S-1-5-21-1-2-3-9", unseen, wellKnownSids.ownerRights),
  objectType: fc.constantFrom(undefined, ...types),
});
const plainEntry = objectEntry.map(({ objectType: _, kind, ...rest }) => ({
  ...rest,
  kind: kind.replace(" object", ""),
}));
const narrowed = objectEntry.map(({ objectType, ...rest }) => (objectType ? { ...rest, objectType } : rest));
const entry = fc.oneof({ weight: 8, arbitrary: narrowed }, { weight: 4, arbitrary: plainEntry }, unknownEntry);

describe("many rights judged at once", () => {
  it("come to what the access check says of each", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), fc.constantFrom(own, null), (entries, owner) => {
        const descriptor = {
          control: controlFlags.selfRelative | controlFlags.daclPresent,
          resourceManagerControl: 0,
          owner,
          group: null,
          dacl: {
            revision: 4,
            entries,
          },
          sacl: null,
        } as SecurityDescriptor;
        const table = new EntryTable();
        const effects = new EntryEffects(token, table, requests);
        const numbered = readSecurityDescriptor(encodeSecurityDescriptor(descriptor), table.numberOf);
        for (const answers of [effects.answersOf(numbered), effects.answersOfModel(descriptor)]) {
          const { granted, undecided, denied } = answers;
          const outcomes = requests.map((_, right) =>
            granted & (1 << right) ? "granted" : undecided & (1 << right) ? "undecided" : "denied",
          );
          const decisions = requests.map((request) => checkAccess(descriptor, token, request));
          expect(outcomes).toEqual(decisions.map(({ outcome }) => outcome));
          const denying = requests.map((_, right) => denied.find(({ rights }) => rights & (1 << right))?.entry);
          expect(denying).toEqual(
            decisions.map(({ outcome, entry: deciding }) => (outcome === "denied" ? deciding?.entry : undefined)),
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("are refused for rights of several bits", () => {
    expect(() => new EntryEffects(token, new EntryTable(), [{ mask: 0x30, objectTypes: [] }])).toThrow(RangeError);
  });
});

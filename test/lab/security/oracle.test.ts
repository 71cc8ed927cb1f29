import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { checkAccess, wholeObject } from "../../../directory/security/access-check.ts";
import type { AccessControlEntry } from "../../../directory/security/access-control-entry.ts";
import { encodeConditionalExpression } from "../../../directory/security/conditional-expression.ts";
import { toSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import {
  type AccessControlList,
  controlFlags,
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
  type SecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";
import { ensureSamba } from "../../../lab/active-directory/install-samba.ts";
import { descriptors, expressions, guids, sids } from "../../directory/security/arbitraries.ts";
import { defaultSecurityDescriptors } from "../../fixtures/default-security-descriptors.ts";
import { Oracle } from "./oracle.ts";

const domain = "S-1-5-21-1111111111-2222222222-3333333333";
const domains = { domain, forestRoot: domain };
/** The same descriptors in every run, so that a difference can be found again. */
const seed = 20_261_122;

let oracle: Oracle;
beforeAll(async () => {
  await ensureSamba();
  oracle = new Oracle();
});
afterAll(() => oracle?.[Symbol.asyncDispose]());

const encoded = z.object({ bytes: z.string() });

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "hex"));
}

const accounts = fc.constantFrom(
  `${domain}-512`,
  `${domain}-1105`,
  `${domain}-1106`,
  `${domain}-1200`,
  "S-1-1-0",
  "S-1-5-11",
  "S-1-5-18",
  "S-1-5-32-544",
);

describe("Samba's decoder and encoder", () => {
  test("turn every descriptor that we write into the same bytes again", async () => {
    const models = fc.sample(descriptors, { numRuns: 5_000, seed }).map(asSambaKeepsIt);
    const written = models.map((model) => hex(encodeSecurityDescriptor(model)));
    const answers = await oracle.ask(
      written.map((bytes) => ({ ask: "repack", bytes })),
      encoded,
    );
    expect(answers.map((answer) => answer?.bytes)).toEqual(written);
  });

  test("read the SDDL that we write as the model from which it was written", async () => {
    const models = fc.sample(expressible, { numRuns: 5_000, seed });
    const answers = await oracle.ask(
      models.map((model) => ({ ask: "encode", sddl: toSddl(model, domains), domain })),
      encoded,
    );
    expect(answers).not.toContain(null);
    expect(answers.map((answer) => decodeSecurityDescriptor(bytesOf(answer?.bytes ?? "")))).toEqual(models);
  });

  test("agree on bytes and words of conditions", async () => {
    const conditions = fc.sample(expressions, { numRuns: 2_000, seed });
    const models = conditions.map((expression) => ({
      ...bare(null),
      dacl: {
        revision: 4,
        entries: [
          {
            kind: "allow callback" as const,
            flags: 0,
            mask: 0x10,
            trustee: "S-1-1-0",
            applicationData: encodeConditionalExpression(expression),
          },
        ],
      },
    }));
    const texts = models.map((model) => toSddl(model, domains));
    const answers = await oracle.ask(
      texts.map((sddl) => ({ ask: "encode", sddl, domain })),
      encoded,
    );
    expect(answers.map((answer) => answer?.bytes)).toEqual(models.map((model) => hex(encodeSecurityDescriptor(model))));
    const rewritten = await oracle.ask(
      answers.map((answer) => ({ ask: "text", bytes: answer?.bytes, domain })),
      z.object({ sddl: z.string() }),
    );
    // Samba writes `Member_of_any`, which means the same in any case, and leaves zeros out of long authorities.
    expect(rewritten.map((answer) => answer?.sddl.replaceAll("of_any", "of_Any"))).toEqual(
      texts.map((text) => text.replaceAll(/S-1-0x0+/g, "S-1-0x")),
    );
  });

  test("agree on bytes and text of every default security descriptor of the Windows schema", async () => {
    const texts = defaultSecurityDescriptors;
    const answers = await oracle.ask(
      texts.map((sddl) => ({ ask: "encode", sddl, domain })),
      encoded,
    );
    const models = texts.map((sddl) => parseSddl(sddl, domains));
    expect(models.map((model) => hex(encodeSecurityDescriptor(model)))).toEqual(answers.map((answer) => answer?.bytes));
    expect(answers.map((answer) => decodeSecurityDescriptor(bytesOf(answer?.bytes ?? "")))).toEqual(models);
    const rewritten = await oracle.ask(
      answers.map((answer) => ({ ask: "text", bytes: answer?.bytes, domain })),
      z.object({ sddl: z.string() }),
    );
    expect(models.map((model) => toSddl(model, domains))).toEqual(rewritten.map((answer) => answer?.sddl));
  });
});

describe("Samba's access check", () => {
  const granted = z.object({ granted: z.array(z.boolean()) });
  const masks = [0x10, 0x20, 0x30, 0x100, 0x20000, 0x40000, 0x60000, 0x80000, 0x130, 0xf01ff];
  const plainEntries = fc.record({
    kind: fc.constantFrom("allow" as const, "deny" as const),
    flags: fc.constantFrom(0, 0, 0x10, 0x02, 0x0a),
    mask: fc.constantFrom(0x10, 0x20, 0x30, 0x100, 0x130, 0x20000, 0x40000, 0x60000, 0x80000, 0xf01ff, 0xf00ff),
    trustee: fc.oneof({ weight: 8, arbitrary: accounts }, { weight: 1, arbitrary: fc.constant("S-1-3-4") }),
  });
  const cases = fc.record({
    entries: fc.option(fc.array(plainEntries, { maxLength: 10 }), { freq: 20 }),
    owner: fc.option(accounts, { freq: 10 }),
    holder: fc.uniqueArray(accounts, { minLength: 1, maxLength: 4 }),
  });

  test("gives the same answers for entries without object types", async () => {
    const samples = fc.sample(cases, { numRuns: 4_000, seed });
    const models = samples.map(({ entries, owner }) => ({
      ...bare(owner),
      dacl: entries === null ? null : { revision: 2, entries },
    }));
    const answers = await oracle.ask(
      models.map((model, index) => ({
        ask: "check",
        bytes: hex(encodeSecurityDescriptor(model)),
        sids: samples[index]?.holder,
        masks,
      })),
      granted,
    );
    const ours = models.map((model, index) => {
      const token = { sids: new Set(samples[index]?.holder) };
      return { granted: masks.map((mask) => checkAccess(model, token, wholeObject(mask)).outcome === "granted") };
    });
    const differences = answers.flatMap((answer, index) =>
      JSON.stringify(answer) === JSON.stringify(ours[index])
        ? []
        : [{ samba: answer, ours: ours[index], sddl: toSddl(models[index] ?? bare(null)), ...samples[index] }],
    );
    expect(differences).toEqual([]);
    const positive = ours.flatMap((answer) => answer.granted).filter(Boolean).length;
    // Agreement on denials alone would prove little.
    expect(positive).toBeGreaterThan((models.length * masks.length) / 5);
  });
});

function bare(owner: string | null): SecurityDescriptor {
  return {
    control: controlFlags.selfRelative | controlFlags.daclPresent,
    resourceManagerControl: 0,
    owner,
    group: null,
    dacl: null,
    sacl: null,
  };
}

/**
 * Leaves out what MS-DTYP allows and Samba refuses or drops: unknown types, resource attributes that are no claims,
 * trailing data of entries without a condition, bits without meaning.
 */
function asSambaKeepsIt(model: SecurityDescriptor): SecurityDescriptor {
  const list = (original: AccessControlList | null): AccessControlList | null =>
    original && { ...original, entries: original.entries.flatMap(entryAsSambaKeepsIt) };
  return { ...model, resourceManagerControl: 0, dacl: list(model.dacl), sacl: list(model.sacl) };
}

function entryAsSambaKeepsIt(entry: AccessControlEntry): AccessControlEntry[] {
  if (entry.kind === "unknown" || entry.kind === "resource attribute") return [];
  const { applicationData, ...rest } = entry;
  if ("reservedObjectFlags" in rest) delete rest.reservedObjectFlags;
  return [entry.kind.includes("callback") && applicationData ? { ...rest, applicationData } : rest];
}

/** Entries that SDDL can express: no conditions, no unknown types, letters for every flag. */
const expressibleEntries: fc.Arbitrary<AccessControlEntry> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("allow" as const, "deny" as const),
    flags: fc.integer({ min: 0, max: 0x1f }),
    mask: fc.integer({ min: 0, max: 0xffff_ffff }),
    trustee: fc.oneof(accounts, sids),
  }),
  fc.record(
    {
      kind: fc.constantFrom("allow object" as const, "deny object" as const),
      flags: fc.integer({ min: 0, max: 0x1f }),
      mask: fc.integer({ min: 0, max: 0xffff_ffff }),
      trustee: fc.oneof(accounts, sids),
      objectType: guids,
      inheritedObjectType: guids,
    },
    { requiredKeys: ["kind", "flags", "mask", "trustee"] },
  ),
);

const expressible: fc.Arbitrary<SecurityDescriptor> = fc
  .record({
    owner: fc.option(accounts),
    group: fc.option(accounts),
    flags: fc.constantFrom(0, controlFlags.daclProtected, controlFlags.daclAutoInherited),
    entries: fc.array(expressibleEntries, { minLength: 1, maxLength: 8 }),
  })
  .map(({ owner, group, flags, entries }) => ({
    ...bare(owner),
    group,
    control: controlFlags.selfRelative | controlFlags.daclPresent | flags,
    // The language does not tell the revision; Samba always takes this one.
    dacl: { revision: 4, entries },
  }));

import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { entryQuestion } from "../../../directory/entries.ts";
import { readSnapshot } from "../../../directory/snapshot/file.ts";
import type { Snapshot } from "../../../directory/snapshot/format.ts";
import { renameSnapshot } from "../../../directory/snapshot/renamed.ts";

const root = new URL("../../..", import.meta.url).pathname;
const sample = () => readSnapshot(`${root}samples/contoso.snapshot.json`, "sample", "contoso.example");

/** Names by turning them round, so that what was renamed can be told at a glance. */
const backwards = {
  name: (text: string) => [...text].reverse().join(""),
  knows: (text: string) => text === "Brandt, Jana" || text === "contoso",
  domainSid: () => "S-1-5-21-7-8-9",
  guid: (text: string) => [...text].reverse().join(""),
};

async function renamedEntry(attributes: Readonly<Record<string, readonly string[]>>) {
  const snapshot: Snapshot = {
    ...(await sample()),
    entries: [
      {
        question: entryQuestion({ base: "DC=contoso,DC=example", scope: "sub", attributes: Object.keys(attributes) }),
        answer: { entries: [{ distinguishedName: "CN=Brandt\\, Jana,DC=contoso,DC=example", attributes }] },
      },
    ],
  };
  const [first] = renameSnapshot(snapshot, backwards).entries;
  if (first === undefined || "unavailable" in first.answer) throw new Error("the entry is gone");
  return { ...first.answer.entries[0], question: first.question };
}

describe("a snapshot that is renamed", () => {
  it.each([
    ["sAMAccountName", "4711", "1174"],
    ["sAMAccountName", "SRV1$", "1VRS$"],
    ["dNSHostName", "srv1.contoso.example", "1vrs.osotnoc.elpmaxe"],
    ["userPrincipalName", "jana@contoso.example", "anaj@osotnoc.elpmaxe"],
    ["servicePrincipalName", "cifs/srv1.contoso.example:445", "cifs/1vrs.osotnoc.elpmaxe:445"],
    ["userWorkstations", "SRV1,SRV2", "1VRS,2VRS"],
    ["member", "CN=ab,DC=contoso", "CN=ba,DC=osotnoc"],
    ["member", "CN=S-1-5-21-1-2-3-1100,DC=contoso", "CN=S-1-5-21-7-8-9-1100,DC=osotnoc"],
    [
      "objectCategory",
      "CN=Person,CN=Schema,CN=Configuration,DC=contoso",
      "CN=Person,CN=Schema,CN=Configuration,DC=osotnoc",
    ],
    ["otherWellKnownObjects", "B:32:1EB9:CN=ab,DC=contoso", "B:32:1EB9:CN=ba,DC=osotnoc"],
    ["keywords", "azureADName:contoso.onmicrosoft.com", "azureADName:osotnoc.onmicrosoft.com"],
    ["info", "asked by Brandt\\, Jana in 2024", "asked by anaJ ,tdnarB in 2024"],
    ["objectClass", "user", "user"],
    ["minPwdAge", "-864000000000", "-864000000000"],
    ["whenCreated", "20250101000000.0Z", "20250101000000.0Z"],
  ])("has another %s: %s", async (attribute, before, after) => {
    expect((await renamedEntry({ [attribute]: [before] })).attributes).toEqual({ [attribute]: [after] });
  });

  it("has other names in distinguished names and in questions, escaped as they have to be", async () => {
    const { distinguishedName, question } = await renamedEntry({ cn: ["x"] });
    expect(distinguishedName).toBe("CN=anaJ \\,tdnarB,DC=osotnoc,DC=elpmaxe");
    expect(JSON.parse(question)[0]).toBe("dc=osotnoc,dc=elpmaxe");
  });

  it("has other domains in security identifiers inside of bytes", async () => {
    const { entries } = await sample();
    const sids = entries.flatMap(({ answer }) =>
      "unavailable" in answer ? [] : answer.entries.flatMap(({ attributes }) => attributes.objectSid ?? []),
    );
    const before = sids.find((sid) => Buffer.from(sid, "base64").length === 28) ?? "";
    const { attributes } = await renamedEntry({ objectSid: [before] });
    const after = Buffer.from(attributes?.objectSid?.[0] ?? "", "base64");
    expect([12, 16, 20].map((at) => after.readUInt32LE(at))).toEqual([7, 8, 9]);
    expect(after.subarray(24)).toEqual(Buffer.from(before, "base64").subarray(24));
  });

  it("has another name in every sentence about what could not be read", async () => {
    const snapshot = await sample();
    const why = { reason: "of contoso: no", remedy: "ask contoso" };
    const asked = { ...snapshot, identifiers: [{ sid: "S-1-5-21-1-2-3-4", answer: { unavailable: why } }] };
    expect(renameSnapshot(asked, backwards).identifiers).toEqual([
      { sid: "S-1-5-21-7-8-9-4", answer: { unavailable: { reason: "of osotnoc: no", remedy: "ask osotnoc" } } },
    ]);
  });

  it("is what it was when no name is another", async () => {
    const snapshot = await sample();
    const itself = (text: string) => text;
    const same = { name: itself, knows: () => false, domainSid: itself, guid: itself };
    expect((await readFile(`${root}samples/contoso.snapshot.json`, "utf8")).length).toBeGreaterThan(10_000);
    expect(renameSnapshot(renameSnapshot(snapshot, same), same)).toEqual(renameSnapshot(snapshot, same));
    expect(new Set(renameSnapshot(snapshot, same).entries)).toEqual(new Set(snapshot.entries));
  });
});

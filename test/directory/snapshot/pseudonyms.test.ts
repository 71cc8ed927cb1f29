import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readStackFile } from "../../../config/stack-file.ts";
import { parseSettings } from "../../../config.ts";
import { encodeSid } from "../../../directory/security/sid.ts";
import { namesFile, readSnapshot, writeSnapshot } from "../../../directory/snapshot/file.ts";
import type { Snapshot } from "../../../directory/snapshot/format.ts";
import { type NamesBehind, NamesRestored, Pseudonyms } from "../../../directory/snapshot/pseudonyms.ts";
import { renameSnapshot } from "../../../directory/snapshot/renamed.ts";
import { withPseudonyms } from "../../../directory/snapshot/with-pseudonyms.ts";
import { replaceFiles } from "../../../files/replace-files.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { declaredBy, observedIn } from "../../property/sample-resources.ts";
import { occurrences } from "../../secret-search.ts";

const root = new URL("../../..", import.meta.url).pathname;
const forest = "contoso.example";
let folder: string;
let snapshot: Snapshot;
let renamed: Snapshot;
let behind: NamesBehind;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-pseudonyms-"));
  snapshot = await readSnapshot(`${root}samples/contoso-faulty.snapshot.json`, "faulty", forest);
  ({ renamed, behind } = withPseudonyms(snapshot));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the rules conclude of what the faulty stack declares, with ids. */
async function verdictsOf(read: () => Promise<Snapshot>, resources = declaredBy("contoso-faulty")) {
  const all: { rule: string; verdict: string; fact: string; id: string | null }[] = [];
  for (const resource of await observedIn(await read(), resources)) {
    for (const { rule, verdicts } of judge([resource], new Date("2026-11-23T09:00:00Z")))
      for (const { verdict, subject, fact, id } of verdicts)
        all.push({ rule: rule.name, verdict, fact: `${subject} ${fact}`, id });
  }
  expect(all.filter(({ fact }) => fact.includes("unexpected value"))).toEqual([]);
  return all;
}

/** What the faulty stack declares, where pseudonyms stand for names. */
function declaredByPseudonyms() {
  const declared = declaredBy("contoso-faulty");
  const renamed = JSON.parse(JSON.stringify(declared), (key, value: unknown) =>
    typeof value === "string" && !["kind", "type"].includes(key) && !value.includes(" ") ? pseudonymOf(value) : value,
  ) as typeof declared;
  expect(renamed).not.toEqual(declared);
  return renamed;
}

const words = (verdicts: Awaited<ReturnType<typeof verdictsOf>>) =>
  verdicts.map(({ rule, verdict }) => `${rule}: ${verdict}`).toSorted();

/** Everything in the sample by which somebody could tell the company. */
const originals = [
  "contoso",
  "svc-connect",
  "svc-reader",
  "svc-migration",
  "adm-cloudsync",
  "adm-connect",
  "amelie",
  "Koch",
  "Zieliński",
  "SYNC01",
  "SYNC02",
  "AGENT01",
  "Helpdesk",
  "Sync Readers",
  "Backup Team",
  "Server Helpers",
  "AD DS Connector account",
  "Tier 0",
  "Berlin",
  "Lisbon",
  "msa-adsync",
  "dc1.",
];

describe("a snapshot with pseudonyms", () => {
  it("holds no name of the forest, in no encoding", async () => {
    const file = join(folder, "searched.snapshot.json");
    await writeSnapshot(file, renamed);
    const text = await readFile(file, "utf8");
    const decoded = [...text.matchAll(/"([A-Za-z0-9+/]{16,}={0,2})"/g)]
      .map(([, value = ""]) => Buffer.from(value, "base64").toString("latin1"))
      .join(" ");
    const clear = JSON.stringify(snapshot).toLowerCase();
    for (const name of originals) {
      // Otherwise the search would prove nothing.
      expect(clear.includes(name.toLowerCase()), name).toBe(true);
      expect(text.toLowerCase().includes(name.toLowerCase()), name).toBe(false);
      if (name.length < 6) continue;
      for (const form of [name, name.toLowerCase(), name.toUpperCase()])
        for (const searched of [text, decoded]) expect(occurrences(form, searched), form).toEqual([]);
    }
  });

  it("holds no security identifier of the domain, in text or in bytes", async () => {
    const domain = snapshot.domains[0]?.sid;
    if (domain === undefined || !("observed" in domain)) throw new Error("the sample has a domain");
    const file = join(folder, "identifiers.snapshot.json");
    await writeSnapshot(file, renamed);
    const text = await readFile(file, "utf8");
    expect(text).not.toContain(domain.observed.slice("S-1-5-21-".length));
    const bytes = Buffer.from(encodeSid(domain.observed)).subarray(12);
    const values = [...text.matchAll(/"([A-Za-z0-9+/]{16,}={0,2})"/g)];
    expect(values.length).toBeGreaterThan(100);
    for (const [, value = ""] of values) expect(Buffer.from(value, "base64").includes(bytes)).toBe(false);
  });

  it("keeps what every forest has", () => {
    const text = JSON.stringify(renamed);
    for (const name of ["Domain Admins", "CN=Builtin", "CN=Users", "provAgentgMSA", "Backup Operators"])
      expect(text.includes(name), name).toBe(true);
  });

  it("keeps no name because of a RID that counts elsewhere, and none that somebody gave Administrator or Guest", () => {
    const [domain] = snapshot.domains;
    const own = domain !== undefined && "observed" in domain.sid ? domain.sid.observed : "";
    const [first] = snapshot.objects;
    if (first === undefined) throw new Error("the sample has no objects");
    const called = (name: string, sid: string) => ({
      ...first,
      distinguishedName: `CN=${name},CN=Users,DC=contoso,DC=example`,
      sid,
      samAccountName: name,
    });
    const objects = [
      called("hidden-chief", `${own}-500`),
      called("hidden-guest", `${own}-501`),
      called("Domänen-Admins", `${own}-512`),
      called("foreign-admins", "S-1-5-21-1-2-3-512"),
      called("unissued", "S-1-5-21-1-2-3-500"),
    ];
    const names = withPseudonyms({ ...snapshot, objects }).renamed.objects.map(({ samAccountName }) => samAccountName);
    expect(names).toContain("Domänen-Admins");
    for (const secret of ["hidden-chief", "hidden-guest", "foreign-admins", "unissued"])
      expect(names).not.toContain(secret);
  });

  it("gives everything back with its names", () => {
    expect(renameSnapshot(renamed, new NamesRestored(behind))).toEqual({
      ...renameSnapshot(snapshot, new NamesRestored({ names: {}, domainSids: {} })),
      pseudonyms: renamed.pseudonyms,
    });
  });

  it("leads to the same verdicts with its names, word by word", async () => {
    const clear = await verdictsOf(async () => snapshot);
    const file = join(folder, "verdicts.snapshot.json");
    const names = { file: join(folder, "verdicts.names.json"), name: "names" };
    await writeSnapshot(file, renamed);
    replaceFiles([namesFile(names.file, renamed.pseudonyms ?? "", behind)]);
    const restored = await verdictsOf(() => readSnapshot(file, "it", forest, { names }));
    expect(clear.length).toBeGreaterThan(40);
    expect(restored).toEqual(clear);
  });

  it("leads to the same verdicts without them, where pseudonyms are declared for names", async () => {
    const clear = await verdictsOf(async () => snapshot);
    expect(words(await verdictsOf(async () => renamed, declaredByPseudonyms()))).toEqual(words(clear));
  });

  it("leads to other ids without them, so that nobody can test a guessed name by the id of its finding", async () => {
    const clear = new Set((await verdictsOf(async () => snapshot)).flatMap(({ id }) => id ?? []));
    expect(clear.size).toBeGreaterThan(10);
    const other = (await verdictsOf(async () => renamed, declaredByPseudonyms())).filter(({ id }) => id !== null);
    expect(other.filter(({ id }) => id !== null && clear.has(id as never))).toEqual([]);
  });

  it("differs every time, so that nothing leads back to a name", () => {
    const again = withPseudonyms(snapshot).renamed;
    expect(again.forest.rootDomain).not.toBe(renamed.forest.rootDomain);
    expect(again.pseudonyms).not.toBe(renamed.pseudonyms);
  });
});

/** The pseudonym that stands for a declared name, piece by piece. */
function pseudonymOf(text: string): string {
  const byName = new Map(Object.entries(behind.names).map(([pseudonym, [name = ""]]) => [name, pseudonym]));
  return text
    .split(/([.\\$])/)
    .map((piece) => byName.get(piece.toLowerCase()) ?? piece)
    .join("");
}

describe("a file with names", () => {
  async function reading(pseudonymous: Snapshot, namesText: string | null) {
    const file = join(folder, "read.snapshot.json");
    await writeSnapshot(file, pseudonymous);
    const names = { file: join(folder, "read.names.json"), name: "read.names.json" };
    if (namesText === null) await rm(names.file, { force: true });
    else await writeFile(names.file, namesText);
    return readSnapshot(file, "read.snapshot.json", forest, { names });
  }

  it("that is missing, damaged, of another snapshot, or not needed is told from one that fits", async () => {
    await expect(reading(renamed, null)).rejects.toThrow("The file with names read.names.json does not exist");
    await expect(reading(renamed, "[]")).rejects.toThrow("has another format, or is damaged");
    await expect(reading(renamed, "{")).rejects.toThrow("has another format, or is damaged");
    const other = join(folder, "other.names.json");
    replaceFiles([namesFile(other, "another", behind)]);
    await expect(reading(renamed, await readFile(other, "utf8"))).rejects.toThrow("belongs to another snapshot");
    await expect(reading(snapshot, await readFile(other, "utf8"))).rejects.toThrow("holds no pseudonyms");
  });

  it("that is not named is asked for", async () => {
    const file = join(folder, "bare.snapshot.json");
    await writeSnapshot(file, renamed);
    await expect(readSnapshot(file, "bare.snapshot.json", forest)).rejects.toThrow(
      "The names in the snapshot bare.snapshot.json are pseudonyms, and contoso.example is not one of them. " +
        "Name the file with the real names in forests[].directory.snapshot.namesFile",
    );
  });

  it("can be declared", () => {
    const settings = readStackFile(`${root}Pulumi.dev.yaml`);
    const [first] = settings.forests;
    const snapshotWithNames = { snapshot: { file: "a.snapshot.json", namesFile: "a.names.json" } };
    const declared = { ...settings, forests: [{ ...first, directory: snapshotWithNames }] };
    expect(parseSettings(declared, { project: "hybrid-sync" }).forests[0]?.directory).toMatchObject(snapshotWithNames);
  });
});

describe("pseudonyms", () => {
  it("tell the forms of a name apart, and give each back", () => {
    const pseudonyms = new Pseudonyms(new Set(["users"]));
    const forms = ["SYNC01", "sync01", "Sync01"];
    const given = forms.map((form) => pseudonyms.name(form));
    expect(new Set(given).size).toBe(3);
    expect(new Set(given.map((text) => text.toLowerCase())).size).toBe(1);
    expect(given[1]).toMatch(/^[a-z]{10}$/);
    const restored = new NamesRestored(pseudonyms.behind());
    expect(given.map((text) => restored.name(text))).toEqual(forms);
    expect(pseudonyms.name("Users")).toBe("Users");
  });

  it("stand for GUIDs too, and give each back", () => {
    const pseudonyms = new Pseudonyms(new Set());
    const guids = ["AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0OEA"];
    const given = guids.map((guid) => pseudonyms.guid(guid));
    expect(new Set([...guids, ...given]).size).toBe(4);
    const restored = new NamesRestored(pseudonyms.behind());
    expect(given.map((guid) => restored.guid(guid))).toEqual(guids);
    expect(new NamesRestored(new Pseudonyms(new Set()).behind()).guid(given[0] ?? "")).not.toBe(guids[0]);
  });

  it("keep what an installer of Connect Sync begins a name with", () => {
    const made = new Pseudonyms(new Set()).name("MSOL_0123456789ab");
    expect(made).toMatch(/^msol_[0-9a-f]{12}$/i);
    expect(made.toLowerCase()).not.toBe("msol_0123456789ab");
  });
});

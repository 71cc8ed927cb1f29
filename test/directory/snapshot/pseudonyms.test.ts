import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestsFor } from "../../../commands/snapshot/requests.ts";
import { readStackFile } from "../../../config/stack-file.ts";
import { parseSettings } from "../../../config.ts";
import { resourceTypes } from "../../../contract/resources.ts";
import { observeThrough } from "../../../directory/directories.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import { encodeSid } from "../../../directory/security/sid.ts";
import { namesFile, readSnapshot, writeSnapshot } from "../../../directory/snapshot/file.ts";
import type { Snapshot } from "../../../directory/snapshot/format.ts";
import { type NamesBehind, NamesRestored, Pseudonyms } from "../../../directory/snapshot/pseudonyms.ts";
import { renameSnapshot } from "../../../directory/snapshot/renamed.ts";
import { SnapshotSource } from "../../../directory/snapshot/source.ts";
import { withPseudonyms } from "../../../directory/snapshot/with-pseudonyms.ts";
import { replaceFiles } from "../../../files/replace-files.ts";
import { judge } from "../../../policy/judgement/judge-stack.ts";
import { occurrences } from "../../secret-search.ts";

const root = new URL("../../..", import.meta.url).pathname;
const forest = "contoso.example";
let folder: string;
let snapshot: Snapshot;
let renamed: Snapshot;
let behind: NamesBehind;
let requests: readonly ObservationRequest[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-pseudonyms-"));
  snapshot = await readSnapshot(`${root}samples/contoso-faulty.snapshot.json`, "faulty", forest);
  ({ renamed, behind } = withPseudonyms(snapshot));
  requests = requestsFor(readStackFile(`${root}Pulumi.faulty.yaml`), forest);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function sourceOf(read: () => Promise<Snapshot>) {
  return new SnapshotSource(read, { file: "faulty", maximumAgeDays: 9999 });
}

const typeOf: Readonly<Record<ObservationRequest["subject"], string>> = {
  forest: resourceTypes.forest,
  "connector account": resourceTypes["connector account"],
  "group managed service account": resourceTypes["group managed service account"],
  "privileged administrator": resourceTypes["privileged administrator"],
  "ADSync service account": resourceTypes["ADSync service account"],
};

/** What the rules conclude, with and without the words. */
async function verdictsOf(read: () => Promise<Snapshot>, asked: readonly ObservationRequest[]) {
  const source = sourceOf(read);
  const all: { rule: string; verdict: string; fact: string }[] = [];
  for (const request of asked) {
    const observed = await observeThrough(source, request);
    const inputs = {
      phase: "after-install",
      features: ["password-hash-sync", "password-writeback"],
      domains: [],
      signsInOn: [],
      choosesSourceAnchor: true,
      ...request,
      observed,
    };
    const resource = { type: typeOf[request.subject], name: "x", inputs };
    for (const { rule, verdicts } of judge([resource], new Date("2026-11-23T09:00:00Z")))
      for (const { verdict, subject, fact } of verdicts)
        all.push({ rule: rule.name, verdict, fact: `${subject} ${fact}` });
  }
  return all;
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
    const clear = await verdictsOf(async () => snapshot, requests);
    const file = join(folder, "verdicts.snapshot.json");
    const names = { file: join(folder, "verdicts.names.json"), name: "names" };
    await writeSnapshot(file, renamed);
    replaceFiles([namesFile(names.file, renamed.pseudonyms ?? "", behind)]);
    const restored = await verdictsOf(() => readSnapshot(file, "it", forest, { names }), requests);
    expect(clear.length).toBeGreaterThan(40);
    expect(restored).toEqual(clear);
  });

  it("leads to the same verdicts without them, where pseudonyms are declared for names", async () => {
    const clear = await verdictsOf(async () => snapshot, requests);
    const declared = JSON.parse(JSON.stringify(requests), (key, value: unknown) =>
      typeof value === "string" && key !== "kind" && !value.includes(" ") ? pseudonymOf(value) : value,
    ) as readonly ObservationRequest[];
    expect(declared).not.toEqual(requests);
    expect(words(await verdictsOf(async () => renamed, declared))).toEqual(words(clear));
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

  it("keep what an installer of Connect Sync begins a name with", () => {
    const made = new Pseudonyms(new Set()).name("MSOL_0123456789ab");
    expect(made).toMatch(/^msol_[0-9a-f]{12}$/i);
    expect(made.toLowerCase()).not.toBe("msol_0123456789ab");
  });
});

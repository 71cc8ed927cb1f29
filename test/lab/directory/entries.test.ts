import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Condition, Entry } from "../../../directory/entries.ts";
import { allBytesOf, bytesOf, integerOf, textOf, textsOf } from "../../../directory/entry-values.ts";
import { openLiveDirectory } from "../../../directory/live/open.ts";
import { decodeSid } from "../../../directory/security/sid.ts";
import type { DirectorySource } from "../../../directory/source.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { liveSettings, northwind } from "./northwind.ts";

const forest = "ad.northwind.test";
const root = "DC=ad,DC=northwind,DC=test";
let folder: string;
let directory: PracticeDirectory;
let source: DirectorySource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-entries-"));
  const authority = await CertificateAuthority.create();
  const authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, authority.certificate);
  directory = await startPracticeDirectory(northwind(), { authority });
  source = openLiveDirectory(forest, liveSettings(directory, authorityFile), {
    projectRoot: "/",
    environment: { READER_SECRET: directory.reader.password },
  });
});

afterAll(async () => {
  await source?.close();
  await directory?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function names(where: Condition): Promise<readonly (string | null)[]> {
  const found = await source.entries({ base: root, scope: "sub", where, attributes: ["sAMAccountName"] });
  return found.map((entry) => textOf(entry, "sAMAccountName"));
}

function only(entries: readonly Entry[]): Entry {
  const [entry, ...others] = entries;
  expect(others).toEqual([]);
  if (entry === undefined) throw new Error("nothing was found");
  return entry;
}

describe("objects with attributes that were asked for", () => {
  it("are found by name, by security identifier, by the beginning of a name and by bits", async () => {
    const group = { attribute: "objectClass", equals: "group" };
    expect(await names({ all: [group, { attribute: "sAMAccountName", equals: "domain ADMINS" }] })).toEqual([
      "Domain Admins",
    ]);
    expect(await names({ attribute: "objectSid", equalsSid: "S-1-5-32-544" })).toEqual(["Administrators"]);
    expect(await names({ all: [group, { attribute: "sAMAccountName", startsWith: "Schema A" }] })).toEqual([
      "Schema Admins",
    ]);
    const domainController = { attribute: "userAccountControl", hasBits: 0x2000 };
    expect(await names(domainController)).toEqual(["NW-DC7$"]);
    const either = { any: [domainController, { attribute: "sAMAccountName", equals: "krbtgt" }] };
    expect(await names(either)).toEqual(["NW-DC7$", "krbtgt"]);
    expect(await names({ all: [either, { not: domainController }, { present: "adminCount" }] })).toEqual(["krbtgt"]);
  });

  it("carry text, numbers and bytes, and nothing that has no value", async () => {
    const attributes = ["objectClass", "userAccountControl", "objectSid", "description", "scriptPath"];
    const found = await source.entries({ base: `CN=krbtgt,CN=Users,${root}`, scope: "base", attributes });
    const krbtgt = only(found);
    expect(textsOf(krbtgt, "objectClass")).toContain("user");
    expect(integerOf(krbtgt, "userAccountControl")).toBe(0x202);
    expect(allBytesOf(krbtgt, "objectSid").map((bytes) => decodeSid(bytes))).toEqual([
      expect.stringMatching(/^S-1-5-21-.*-502$/),
    ]);
    expect(textsOf(krbtgt, "scriptPath")).toEqual([]);
  });

  it("carry the whole security descriptor that a reader may read", async () => {
    const attributes = ["nTSecurityDescriptor"];
    const found = await source.entries({ base: `CN=AdminSDHolder,CN=System,${root}`, scope: "base", attributes });
    expect(bytesOf(only(found), "nTSecurityDescriptor")?.[0]).toBe(1);
  });

  it("are none where the reader sees no such base", async () => {
    expect(await source.entries({ base: `OU=Nowhere,${root}`, scope: "sub", attributes: ["cn"] })).toEqual([]);
  });
});

describe("the domain controllers of a forest", () => {
  it("tell an ordinary reader which domain each of them holds", async () => {
    const controller = only(
      await source.entries({
        base: `CN=Sites,CN=Configuration,${root}`,
        scope: "sub",
        where: { attribute: "objectClass", equals: "nTDSDSA" },
        attributes: ["msDS-HasDomainNCs"],
      }),
    );
    expect(textsOf(controller, "msDS-HasDomainNCs")).toEqual([root]);
  });
});

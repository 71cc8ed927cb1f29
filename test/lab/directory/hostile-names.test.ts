import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Directories } from "../../../directory/directories.ts";
import { controlAccess } from "../../../lab/active-directory/permission.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { liveDirectories } from "./northwind.ts";

const forest = "ad.tailspin.test";
const displayName = String.raw`Zoë "Sync" \ O'Neil, +<#1>; (*) = ñ漢`;

let folder: string;
let directory: PracticeDirectory;
let live: Directories;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-names-"));
  const authority = await CertificateAuthority.create();
  const authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, authority.certificate);
  directory = await startPracticeDirectory(
    {
      domain: { dnsName: forest, netBiosName: "TAILSPIN" },
      organizationalUnits: ['Größe, "A"/Dienste (*)'],
      users: [{ name: "svc-zoë", displayName, ou: 'Größe, "A"/Dienste (*)' }],
      groups: [
        { name: "Leser (alle) #1", ou: 'Größe, "A"/Dienste (*)', members: ["svc-zoë"] },
        { name: "Drücker", ou: 'Größe, "A"', members: ["Leser (alle) #1"], memberOf: ["Print Operators"] },
      ],
      entries: [{ on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "Leser (alle) #1" }],
    },
    { authority },
  );
  live = liveDirectories(directory, authorityFile);
});

afterAll(async () => {
  await live?.close();
  await directory?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("an account whose names need every kind of escaping", () => {
  it.each(["by its name", "by its distinguished name"])("is found %s, with its groups and rights", async (form) => {
    const distinguishedName = directory.dnOf("svc-zoë");
    const name = form === "by its name" ? "TAILSPIN\\svc-zoë" : distinguishedName;
    const { account, details } = await live.observe({ subject: "connector account", forest, name });
    expect(account).toMatchObject({ observed: { name: "TAILSPIN\\svc-zoë", objectClass: "user" } });
    expect(details).toMatchObject({
      enabled: { observed: true },
      protectedGroups: {
        observed: [{ sid: "S-1-5-32-550", through: ["TAILSPIN\\Leser (alle) #1", "TAILSPIN\\Drücker"] }],
      },
      replication: [{ getChanges: { observed: { granted: true, trustee: "TAILSPIN\\Leser (alle) #1" } } }],
    });
  });
});

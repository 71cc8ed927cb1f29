/** The grants of docs/read-account.md, made in a practice directory as dsacls makes them: with them, a check reads everything. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Attribute, Change } from "ldapts";
import { split } from "shlex";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SecurityDescriptorControl } from "../../directory/live/security-descriptor-control.ts";
import { decodeGuid } from "../../directory/security/guid.ts";
import { decodeSecurityDescriptor, encodeSecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import type { EntryDescription } from "../../lab/active-directory/description.ts";
import type { PracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import { projectRoot, Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { asSystem } from "../lab/active-directory/support/ldap.ts";

const root = "DC=contoso,DC=example";
const configuration = `CN=Configuration,${root}`;

const page = readFileSync(join(projectRoot, "docs/read-account.md"), "utf8");
/** By the blocks in which they stand: one for a forest without the default read access, one for a hardened forest. */
const [whereReadingWasRemoved = [], whereHardened = []] = [...page.matchAll(/^```powershell\n([\s\S]*?)^```/gm)]
  .map(([, block = ""]) => block.trim().split("\n"))
  .filter(([first]) => first?.startsWith("dsacls "));

let lab: Surroundings;
let directory: PracticeDirectory;
beforeEach(async () => {
  const sample = samples.dev;
  if (sample === undefined) throw new Error("there is no sample dev");
  lab = await Surroundings.open({ stack: "dev", tenant: sample.tenant, forest: sample.forest(), clock: sampleClock });
  if (lab.directory === undefined) throw new Error("there is no practice directory");
  directory = lab.directory;
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
});

/** What dsacls means by its letters on an object of a directory. Source: MS-ADTS 5.1.3.2. */
const rights: Readonly<Record<string, string>> = { GRGE: "RPLCLORC", GR: "RPLCLORC", RP: "RP" };
/** /I:T is the object and all below, /I:S only what is below. */
const reach: Readonly<Record<string, string>> = { "/I:T": "CI", "/I:S": "CIIO" };

/** What the line grants, as an access control entry. */
async function entryOf(line: string): Promise<EntryDescription> {
  const [program, on = "", inheritance = "", grant, to = "", ...others] = split(line.replaceAll("\\", "\\\\"));
  expect([program, grant, others], line).toEqual(["dsacls", "/G", []]);
  const [, account = "", letters = "", attribute, type] = /^CONTOSO\\([\w-]+):(\w+)(?:;(\w+);(\w+))?$/.exec(to) ?? [];
  const flags = reach[inheritance];
  const mask = rights[letters];
  if (flags === undefined || mask === undefined) throw new Error(`not known here: ${line}`);
  const trustee = directory.sidOf(account);
  return {
    on,
    sddl:
      attribute === undefined || type === undefined
        ? `(A;${flags};${mask};;;${trustee})`
        : `(OA;${flags};${mask};${await schemaGuid(attribute)};${await schemaGuid(type)};${trustee})`,
  };
}

async function schemaGuid(name: string): Promise<string> {
  return asSystem(directory, async (client) => {
    const { searchEntries } = await client.search(`CN=Schema,${configuration}`, {
      filter: `(lDAPDisplayName=${name})`,
      attributes: ["schemaIDGUID"],
      explicitBufferAttributes: ["schemaIDGUID"],
    });
    return decodeGuid(searchEntries[0]?.schemaIDGUID as Buffer);
  });
}

async function grant(lines: readonly string[]): Promise<void> {
  expect(lines.length).toBe(2);
  const entries: EntryDescription[] = [];
  for (const line of lines) entries.push(await entryOf(line));
  await directory.change({ add: { entries } });
}

/** Everyone, Authenticated Users, and Pre-Windows 2000 Compatible Access, of which these are members. */
const byDefault: ReadonlySet<string> = new Set(["S-1-1-0", "S-1-5-11", "S-1-5-32-554"]);

/** From every object that takes over what is granted above it. */
async function removeDefaultReading(): Promise<void> {
  await asSystem(directory, async (client) => {
    for (const base of [root, configuration]) {
      const { searchEntries } = await client.search(
        base,
        {
          scope: "sub",
          filter: "(objectClass=*)",
          attributes: ["nTSecurityDescriptor"],
          explicitBufferAttributes: ["nTSecurityDescriptor"],
          paged: true,
        },
        new SecurityDescriptorControl(),
      );
      for (const { dn, nTSecurityDescriptor } of searchEntries) {
        const descriptor = decodeSecurityDescriptor(nTSecurityDescriptor as Buffer);
        const { dacl } = descriptor;
        const kept = dacl?.entries.filter((entry) => !("trustee" in entry && byDefault.has(entry.trustee))) ?? [];
        const isProtected = (descriptor.control & 0x1000) !== 0;
        if (!dacl || isProtected || kept.length === dacl.entries.length) continue;
        const written = encodeSecurityDescriptor({ ...descriptor, dacl: { ...dacl, entries: kept } });
        const modification = new Attribute({ type: "nTSecurityDescriptor", values: [Buffer.from(written)] });
        await client.modify(dn, new Change({ operation: "replace", modification }));
      }
    }
  });
}

/** What a check cannot verify. */
async function unverified(): Promise<readonly string[]> {
  const { verdicts } = await lab.check();
  return verdicts.flatMap(({ rule, resource, verdict, fact }) =>
    verdict === "unobservable" ? [`${rule} on ${resource}: ${fact}`] : [],
  );
}

describe("the grants of docs/read-account.md", () => {
  it("suffice where the default read access was removed", async () => {
    expect(await unverified()).toEqual([]);
    await removeDefaultReading();
    expect((await unverified()).length).toBeGreaterThan(3);
    await grant(whereReadingWasRemoved);
    expect(await unverified()).toEqual([]);
  }, 600_000);

  it("suffice in a hardened forest, where only Pre-Windows 2000 Compatible Access could read all of a user", async () => {
    // AdminSDHolder lets everyone read what it protects, which Samba does not apply.
    await directory.change({ add: { entries: [{ on: "Administrator", sddl: "(A;;RPLCLORC;;;AU)" }] } });
    await asSystem(directory, async (client) => {
      const member = new Attribute({ type: "member", values: [`CN=S-1-5-11,CN=ForeignSecurityPrincipals,${root}`] });
      await client.modify(
        `CN=Pre-Windows 2000 Compatible Access,CN=Builtin,${root}`,
        new Change({ operation: "delete", modification: member }),
      );
    });
    expect((await unverified()).length).toBeGreaterThan(3);
    await grant(whereHardened);
    expect(await unverified()).toEqual([]);
  }, 600_000);
});

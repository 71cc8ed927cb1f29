import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Attribute, Change, Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlAccessRights } from "../../../catalogue/control-access-rights.ts";
import type { Action, GrantedEntry, Requirement, Way } from "../../../catalogue/permissions/requirement.ts";
import { permissions, requirementsOf } from "../../../catalogue/permissions.ts";
import { attributeGuids, classGuids } from "../../../catalogue/schema-objects.ts";
import type { SyncTool } from "../../../catalogue/tools.ts";
import type { Directories } from "../../../directory/directories.ts";
import type { PermissionGrant } from "../../../directory/facts/permissions.ts";
import { decodeGuid } from "../../../directory/security/guid.ts";
import type { EntryDescription } from "../../../lab/active-directory/description.ts";
import {
  type Credentials,
  type PracticeDirectory,
  startPracticeDirectory,
} from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { liveDirectories } from "./northwind.ts";

/** Accounts with permissions of their own, each compared with what the domain controller lets it do. */
const accounts = Array.from({ length: 24 }, (_, index) => `delegate${index}`);
const forest = "litware.example";
const classes = ["user", "inetOrgPerson", "group", "contact", "organizationalUnit"] as const;

let folder: string;
let practice: PracticeDirectory;
let administrator: Client;
let live: Directories;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-permissions-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  practice = await startPracticeDirectory(
    {
      domain: { dnsName: forest, netBiosName: "LITWARE" },
      organizationalUnits: ["Delegates"],
      users: accounts.map((name) => ({ name, ou: "Delegates" })),
      groups: [
        { name: "Inner", ou: "Delegates", members: accounts.filter((_, index) => index % 3 === 0) },
        { name: "Outer", ou: "Delegates", members: ["Inner"], scope: "domain local" },
      ],
      entries: plantedEntries(),
    },
    { authority },
  );
  live = liveDirectories(practice, join(folder, "authority.pem"));
  administrator = await signIn(practice.administrator);
  for (const name of classes) await administrator.add(childOf(name), { objectClass: name, ...required(name) });
});
afterAll(async () => {
  await administrator?.unbind();
  await live?.close();
  await practice?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** For every account some of the entries that cmdlets make, some bent, for itself or for a group it may be in. */
function plantedEntries(): readonly EntryDescription[] {
  const known = [...permissions["connect-sync"].values(), ...permissions["cloud-sync"].values()]
    .flatMap(({ grant }) => grant?.entries ?? [])
    .filter(({ objectClass }) => objectClass !== "publicFolder");
  const entry = fc.record({
    type: fc.constantFrom("OA", "OA", "OA", "OA", "OD"),
    granted: fc.constantFrom(...known),
    scope: fc.constantFrom(undefined, undefined, undefined, "this object", "this object and descendants"),
    objectClass: fc.constantFrom(undefined, undefined, undefined, "user", "group", "inetOrgPerson"),
  });
  const each = fc.array(entry, { minLength: 2, maxLength: 9 });
  const trustees = [...accounts, "Inner", "Outer"];
  return fc.sample(each, { numRuns: trustees.length, seed: 20_261_122 }).flatMap((chosen, index) =>
    chosen.map(({ type, granted, scope, objectClass }) => ({
      on: "domain root",
      sddl: entrySddl(
        {
          ...granted,
          ...(scope === undefined ? {} : { scope }),
          ...(objectClass === undefined ? {} : { objectClass }),
        },
        type,
        trustees[index] ?? "",
      ),
    })),
  );
}

const guids: Readonly<Record<string, string>> = {
  ...attributeGuids,
  ...classGuids,
  ...Object.fromEntries(Object.entries(controlAccessRights).map(([name, { guid }]) => [name, guid])),
};

function entrySddl({ rights, objectType, objectClass, scope }: GrantedEntry, type: string, trustee: string): string {
  const flags = { "this object": "", "this object and descendants": "CI", descendants: "CIIO" }[scope];
  const guid = (name: string | undefined) => (name === undefined ? "" : guids[name]);
  return `(${type};${flags};${rights};${guid(objectType)};${guid(objectClass)};{SID of ${trustee}})`;
}

async function signIn({ bindName, password }: Credentials): Promise<Client> {
  const client = new Client({
    url: `ldaps://${practice.address}`,
    tlsOptions: { ca: practice.authorityCertificate },
    timeout: 30_000,
  });
  await client.bind(bindName, password);
  return client;
}

function childOf(objectClass: string): string {
  return `${objectClass === "organizationalUnit" ? "OU" : "CN"}=new ${objectClass},${practice.baseDn}`;
}

function required(objectClass: string): Record<string, string> {
  return objectClass === "inetOrgPerson" ? { sn: "new" } : {};
}

/** What the domain controller lets an account do, asked or tried as that account; null where neither is possible. */
async function enforced(client: Client, way: Way): Promise<boolean | null> {
  if (way.on === "domain root" || !(classes as readonly string[]).includes(way.on.newObjects)) return null;
  const dn = childOf(way.on.newObjects);
  switch (way.action.do) {
    case "write":
      return (await named(client, dn, "allowedAttributesEffective")).includes(way.action.attribute.toLowerCase());
    case "create":
      return (await named(client, dn, "allowedChildClassesEffective")).includes(way.action.child.toLowerCase());
    case "use":
      return way.action.right === "User-Force-Change-Password" ? mayReset(client, dn) : null;
    default:
      return null;
  }
}

async function named(client: Client, dn: string, attribute: string): Promise<readonly string[]> {
  const { searchEntries } = await client.search(dn, { scope: "base", attributes: [attribute] });
  const value = searchEntries[0]?.[attribute] ?? [];
  return [value].flat().map((name) => String(name).toLowerCase());
}

async function mayReset(client: Client, dn: string): Promise<boolean> {
  const password = Buffer.from(`"Aa1!${crypto.randomUUID()}"`, "utf16le");
  const modification = new Attribute({ type: "unicodePwd", values: [password] });
  return succeeds(() => client.modify(dn, new Change({ operation: "replace", modification })));
}

async function succeeds(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "InsufficientAccessError") return false;
    throw error;
  }
}

/** Deleting is tried on a group of its own, in the new organizational unit. */
async function mayDelete(client: Client, index: number): Promise<boolean> {
  const dn = `CN=doomed ${index},${childOf("organizationalUnit")}`;
  await administrator.add(dn, { objectClass: "group" });
  const deleted = await succeeds(() => client.del(dn));
  if (!deleted) await administrator.del(dn);
  return deleted;
}

async function judgedFor(tool: SyncTool, name: string): Promise<ReadonlyMap<string, PermissionGrant>> {
  const { details } =
    tool === "connect-sync"
      ? await live.observe({ subject: "connector account", forest, name: `LITWARE\\${name}` })
      : await live.observe({
          subject: "group managed service account",
          forest,
          name: practice.dnOf(name),
          servers: [],
        });
  const rows = details?.permissions[0]?.requirements;
  if (rows === undefined || !("observed" in rows)) throw new Error(`${name} was not judged: ${JSON.stringify(rows)}`);
  return new Map(
    rows.observed.flatMap(({ requirement, grant }) =>
      "observed" in grant ? [[requirement, grant.observed] as const] : [],
    ),
  );
}

const tools: readonly SyncTool[] = ["connect-sync", "cloud-sync"];

describe("what is said of an account's permissions", () => {
  it("is what the domain controller lets it do on new objects", async () => {
    const differences: string[] = [];
    const counts = { granted: 0, denied: 0, missing: 0, "through a group": 0 };
    const actions = new Set<Action["do"]>();
    for (const [index, name] of accounts.entries()) {
      const client = await signIn(practice.credentialsOf(name));
      for (const tool of tools) {
        const judged = await judgedFor(tool, name);
        for (const requirement of requirementsOf(tool)) {
          const grant = judged.get(requirement.id);
          const allowed = await oracle(client, requirement, index);
          if (grant === undefined || allowed === null || "notInSchema" in grant) continue;
          actions.add(requirement.ways[0].action.do);
          if (grant.granted) counts[grant.through.length > 0 ? "through a group" : "granted"] += 1;
          else counts[grant.deniedTo === null ? "missing" : "denied"] += 1;
          if (grant.granted !== allowed)
            differences.push(`${name}: ${requirement.id}: enforced ${allowed}, judged ${JSON.stringify(grant)}`);
        }
      }
      await client.unbind();
    }
    expect(differences).toEqual([]);
    expect([...actions].toSorted()).toEqual(["create", "delete", "delete children", "use", "write"]);
    for (const [reason, count] of Object.entries(counts)) expect(count, reason).toBeGreaterThan(20);
  }, 300_000);
});

async function oracle(client: Client, { id, ways }: Requirement, index: number): Promise<boolean | null> {
  if (id.endsWith("/delete/group")) return mayDelete(client, index);
  return enforced(client, ways[0]);
}

describe("the schema of a forest", () => {
  it("has the identifiers by which practice directories are described", async () => {
    const read = async (name: string) => {
      const { searchEntries } = await administrator.search(`CN=Schema,CN=Configuration,${practice.baseDn}`, {
        filter: `(lDAPDisplayName=${name})`,
        attributes: ["schemaIDGUID"],
        explicitBufferAttributes: ["schemaIDGUID"],
      });
      return searchEntries[0]?.schemaIDGUID;
    };
    for (const [name, guid] of Object.entries({ ...classGuids, ...attributeGuids }))
      expect(decodeGuid((await read(name)) as Buffer), name).toBe(guid);
  });
});

import fc from "fast-check";
import { Attribute, Change, Client } from "ldapts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SecurityDescriptorControl } from "../../../directory/live/security-descriptor-control.ts";
import { checkAccess, wholeObject, writeProperty } from "../../../directory/security/access-check.ts";
import { accessRights, fullControl } from "../../../directory/security/access-mask.ts";
import { decodeGuid } from "../../../directory/security/guid.ts";
import { toSddl } from "../../../directory/security/sddl.ts";
import {
  type AccessControlEntry,
  controlFlags,
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
  type SecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";
import { decodeSid } from "../../../directory/security/sid.ts";
import {
  type Credentials,
  type PracticeDirectory,
  startPracticeDirectory,
} from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";

/** Attributes of a user: in several property sets, and in none. */
const attributeNames = [
  "department",
  "description",
  "displayName",
  "homeDirectory",
  "info",
  "lockoutTime",
  "mS-DS-ConsistencyGuid",
  "mail",
  "pwdLastSet",
  "scriptPath",
  "streetAddress",
  "telephoneNumber",
  "title",
  "userAccountControl",
] as const;
/** Descriptors to try; each gives an answer for every attribute, the owner and the DACL. */
const runs = 1_000;

let practice: PracticeDirectory;
let administrator: Client;
let holder: Client;
beforeAll(async () => {
  practice = await startPracticeDirectory(
    {
      domain: { dnsName: "enforcement.example", netBiosName: "ENFORCEMENT" },
      organizationalUnits: ["People"],
      users: [
        { name: "holder", ou: "People" },
        { name: "target", ou: "People" },
        { name: "stranger", ou: "People" },
      ],
      groups: [
        { name: "inner", members: ["holder"] },
        { name: "outer", members: ["inner"] },
      ],
    },
    { authority: await CertificateAuthority.create() },
  );
  administrator = await signIn(practice.administrator);
  holder = await signIn(practice.credentialsOf("holder"));
});
afterAll(async () => {
  await holder?.unbind();
  await administrator?.unbind();
  await practice?.stop();
});

async function signIn({ bindName, password }: Credentials): Promise<Client> {
  const client = new Client({
    url: `ldaps://${practice.address}`,
    tlsOptions: { ca: practice.authorityCertificate },
    timeout: 30_000,
  });
  await client.bind(bindName, password);
  return client;
}

/** The values of one attribute of one object, as bytes. */
async function valuesOf(client: Client, dn: string, attribute: string): Promise<readonly Buffer[]> {
  const { searchEntries } = await client.search(
    dn,
    { scope: "base", attributes: [attribute], explicitBufferAttributes: [attribute] },
    new SecurityDescriptorControl(),
  );
  const value = searchEntries[0]?.[attribute] ?? [];
  return [value].flat().map((part) => Buffer.from(part));
}

async function textsOf(client: Client, dn: string, attribute: string): Promise<readonly string[]> {
  return (await valuesOf(client, dn, attribute)).map(String);
}

interface SchemaTypes {
  /** For each attribute its own GUID, that of its property set if it has one, and that of the class `user`. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly all: readonly string[];
}

async function readSchema(): Promise<SchemaTypes> {
  const read = async (name: string): Promise<readonly string[]> => {
    const { searchEntries } = await administrator.search(`CN=Schema,CN=Configuration,${practice.baseDn}`, {
      filter: `(lDAPDisplayName=${name})`,
      attributes: ["schemaIDGUID", "attributeSecurityGUID"],
      explicitBufferAttributes: ["schemaIDGUID", "attributeSecurityGUID"],
    });
    const entry = searchEntries[0];
    return [entry?.schemaIDGUID, entry?.attributeSecurityGUID].flatMap((guid) =>
      Buffer.isBuffer(guid) && guid.length > 0 ? [decodeGuid(guid)] : [],
    );
  };
  const user = await read("user");
  const paths = new Map<string, readonly string[]>();
  for (const name of attributeNames) paths.set(name, [...(await read(name)), ...user]);
  return { paths, all: [...new Set([...paths.values()].flat())] };
}

/** Gives an object a new owner and DACL, and returns what the domain controller made of them. */
async function plant(dn: string, owner: string, entries: readonly AccessControlEntry[]): Promise<SecurityDescriptor> {
  const administrators = `${practice.domainSid}-512`;
  const written = encodeSecurityDescriptor({
    control: controlFlags.selfRelative | controlFlags.daclPresent | controlFlags.daclProtected,
    resourceManagerControl: 0,
    owner,
    group: administrators,
    sacl: null,
    dacl: { revision: 4, entries: [controllable(administrators), ...entries] },
  });
  const modification = new Attribute({ type: "nTSecurityDescriptor", values: [Buffer.from(written)] });
  await administrator.modify(dn, new Change({ operation: "replace", modification }), new SecurityDescriptorControl());
  const [stored] = await valuesOf(administrator, dn, "nTSecurityDescriptor");
  return decodeSecurityDescriptor(stored ?? Buffer.alloc(0));
}

/** What the domain controller lets the holder write on an object: attributes by name, the owner and the DACL. */
async function enforcedOn(dn: string): Promise<ReadonlyMap<string, boolean>> {
  const writable = await textsOf(holder, dn, "allowedAttributesEffective");
  const [components] = await textsOf(holder, dn, "sDRightsEffective");
  return new Map<string, boolean>([
    ...attributeNames.map((name): [string, boolean] => [name, writable.includes(name)]),
    // Source: MS-ADTS 3.1.1.4.5.4, sDRightsEffective.
    ["owner", (Number(components) & 1) !== 0],
    ["DACL", (Number(components) & 4) !== 0],
  ]);
}

const requests = new Map([
  ["owner", wholeObject(accessRights.writeOwner)],
  ["DACL", wholeObject(accessRights.writeDacl)],
]);

test("a domain controller lets an account write exactly the properties, DACLs and owners that the access check grants", async () => {
  const { paths, all } = await readSchema();
  expect(all.length).toBeGreaterThan(attributeNames.length + 3);
  const sid = (name: string): string => practice.sidOf(name);
  const tokenGroups = await valuesOf(administrator, practice.dnOf("holder"), "tokenGroups");
  const token = {
    sids: new Set([sid("holder"), "S-1-1-0", "S-1-5-11", ...tokenGroups.map((bytes) => decodeSid(bytes))]),
  };
  expect(token.sids).toContain(sid("outer"));

  // OWNER RIGHTS is left out: Samba heeds it only where no object types are involved, and there it is compared.
  const trustees = fc.constantFrom(
    ...["holder", "inner", "outer", "stranger"].map(sid),
    ...["S-1-1-0", "S-1-5-11", "S-1-5-10"],
  );
  const cases = fc.record({
    // On the account's own object SELF stands for it.
    object: fc.constantFrom("target", "holder"),
    owner: fc.constantFrom(sid("holder"), sid("inner"), sid("stranger"), `${practice.domainSid}-512`),
    entries: fc.array(randomEntry(trustees, all), { minLength: 1, maxLength: 8 }),
  });
  const differences: string[] = [];
  const reasons = new Map<string, number>();

  for (const { object, owner, entries } of fc.sample(cases, { numRuns: runs, seed: 20_261_122 })) {
    const dn = practice.dnOf(object);
    const descriptor = await plant(dn, owner, [readable(sid("holder")), ...entries]);
    const enforced = await enforcedOn(dn);
    for (const [what, allowed] of enforced) {
      const request = requests.get(what) ?? writeProperty(paths.get(what) ?? []);
      const decision = checkAccess(descriptor, token, request, sid(object));
      const deciding = decision.entry?.entry;
      const reason = `${decision.outcome}: ${deciding?.kind ?? decision.reason}`;
      if (deciding !== undefined && "trustee" in deciding)
        reasons.set(deciding.trustee, (reasons.get(deciding.trustee) ?? 0) + 1);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      if ((decision.outcome === "granted") !== allowed)
        differences.push(`${what}: enforced ${allowed}, judged ${reason}, on ${toSddl(descriptor)}`);
    }
  }

  expect(differences).toEqual([]);
  // Each way to an answer has to occur often, or agreement would prove little.
  for (const reason of [
    "granted: allow",
    "granted: allow object",
    "granted: owner",
    "denied: deny",
    "denied: deny object",
    "denied: no entry grants it",
    sid("outer"),
    "S-1-5-10",
  ])
    expect(reasons.get(reason) ?? 0, reason).toBeGreaterThan(100);
}, 300_000);

/** Lets the account see the object and ask what it may do there; grants nothing that is compared. */
function readable(trustee: string): AccessControlEntry {
  const mask = accessRights.readProperty | accessRights.listObject | accessRights.listContents;
  return { kind: "allow", flags: 0, mask, trustee };
}

/** Lets the administrator go on to the next case. */
function controllable(trustee: string): AccessControlEntry {
  return { kind: "allow", flags: 0, mask: fullControl, trustee };
}

function randomEntry(trustees: fc.Arbitrary<string>, objectTypes: readonly string[]): fc.Arbitrary<AccessControlEntry> {
  const flags = fc.constantFrom(0, 0, 0, 0x02, 0x0a);
  const plainMasks = fc.constantFrom(0x20, 0x30, 0x40000, 0x80000, 0xf01ff, 0x40020);
  return fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom("allow", "deny"), flags, mask: plainMasks, trustee: trustees }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom("allow object", "allow object", "deny object"),
        flags,
        mask: fc.constantFrom(0x20, 0x30),
        trustee: trustees,
        objectType: fc.constantFrom(...objectTypes),
      }),
    },
  );
}

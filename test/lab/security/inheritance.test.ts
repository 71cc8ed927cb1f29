import fc from "fast-check";
import { Attribute, Change, Client } from "ldapts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SecurityDescriptorControl } from "../../../directory/live/security-descriptor-control.ts";
import { decodeGuid } from "../../../directory/security/guid.ts";
import { newObjectDescriptor } from "../../../directory/security/inheritance.ts";
import { entryToSddl, toSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import {
  type AccessControlEntry,
  controlFlags,
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
  type SecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";

/** Containers to try; in each of them one object of every class is created. */
const runs = 150;
const classes = ["user", "group", "contact", "organizationalUnit", "inetOrgPerson"] as const;

let practice: PracticeDirectory;
let administrator: Client;
beforeAll(async () => {
  practice = await startPracticeDirectory(
    {
      domain: { dnsName: "inheritance.example", netBiosName: "INHERITANCE" },
      organizationalUnits: ["Parent"],
      users: [{ name: "holder" }, { name: "stranger" }],
    },
    { authority: await CertificateAuthority.create() },
  );
  administrator = new Client({
    url: `ldaps://${practice.address}`,
    tlsOptions: { ca: practice.authorityCertificate },
    timeout: 30_000,
  });
  await administrator.bind(practice.administrator.bindName, practice.administrator.password);
});
afterAll(async () => {
  await administrator?.unbind();
  await practice?.stop();
});

interface ClassFacts {
  readonly guid: string;
  readonly own: SecurityDescriptor;
}

async function readClass(name: string): Promise<ClassFacts> {
  const { searchEntries } = await administrator.search(`CN=Schema,CN=Configuration,${practice.baseDn}`, {
    filter: `(&(objectClass=classSchema)(lDAPDisplayName=${name}))`,
    attributes: ["schemaIDGUID", "defaultSecurityDescriptor"],
    explicitBufferAttributes: ["schemaIDGUID"],
  });
  const entry = searchEntries[0];
  const domains = { domain: practice.domainSid, forestRoot: practice.domainSid };
  return {
    guid: decodeGuid(entry?.schemaIDGUID as Buffer),
    own: parseSddl(String(entry?.defaultSecurityDescriptor), domains),
  };
}

async function descriptorOf(dn: string): Promise<SecurityDescriptor> {
  const { searchEntries } = await administrator.search(
    dn,
    { scope: "base", attributes: ["nTSecurityDescriptor"], explicitBufferAttributes: ["nTSecurityDescriptor"] },
    new SecurityDescriptorControl(),
  );
  return decodeSecurityDescriptor(searchEntries[0]?.nTSecurityDescriptor as Buffer);
}

async function plant(dn: string, entries: readonly AccessControlEntry[]): Promise<SecurityDescriptor> {
  const administrators = `${practice.domainSid}-512`;
  const written = encodeSecurityDescriptor({
    control: controlFlags.selfRelative | controlFlags.daclPresent | controlFlags.daclProtected,
    resourceManagerControl: 0,
    owner: administrators,
    group: administrators,
    sacl: null,
    dacl: {
      revision: 4,
      entries: [{ kind: "allow", flags: 0x02, mask: 0xf01ff, trustee: administrators }, ...entries],
    },
  });
  const modification = new Attribute({ type: "nTSecurityDescriptor", values: [Buffer.from(written)] });
  await administrator.modify(dn, new Change({ operation: "replace", modification }), new SecurityDescriptorControl());
  return descriptorOf(dn);
}

function required(name: string): Record<string, string> {
  return name === "inetOrgPerson" ? { sn: "child" } : {};
}

function texts(descriptor: SecurityDescriptor): readonly string[] {
  return (descriptor.dacl?.entries ?? []).map((entry) => entryToSddl(entry));
}

test("a domain controller gives new objects exactly the entries that are computed for them", async () => {
  const facts = new Map<string, ClassFacts>();
  for (const name of classes) facts.set(name, await readClass(name));
  const guids = [...facts.values()].map(({ guid }) => guid);
  const parent = `OU=Parent,${practice.baseDn}`;
  const entries = fc.array(randomEntry([practice.sidOf("holder"), practice.sidOf("stranger")], guids), {
    minLength: 1,
    maxLength: 8,
  });
  const differences: string[] = [];
  let compared = 0;
  for (const [index, planted] of fc.sample(entries, { numRuns: runs, seed: 20_261_122 }).entries()) {
    const container = await plant(parent, planted);
    for (const [name, { guid, own }] of facts) {
      const dn = `${name === "organizationalUnit" ? "OU" : "CN"}=${name}${index},${parent}`;
      await administrator.add(dn, { objectClass: name, ...required(name) });
      const stored = await descriptorOf(dn);
      const object = { classGuid: guid, owner: stored.owner, group: stored.group };
      const expected = texts(newObjectDescriptor(container, object, own));
      const actual = texts(stored);
      compared += actual.length;
      if (JSON.stringify(expected) !== JSON.stringify(actual))
        differences.push(
          `${name} below ${toSddl(container)}\n  only computed: ${expected.filter((text) => !actual.includes(text)).join(" ")}\n  only stored: ${actual.filter((text) => !expected.includes(text)).join(" ")}`,
        );
      await administrator.del(dn);
    }
  }
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(5_000);
}, 300_000);

function randomEntry(accounts: readonly string[], guids: readonly string[]): fc.Arbitrary<AccessControlEntry> {
  const trustee = fc.constantFrom(...accounts, "S-1-3-0", "S-1-3-1");
  const flags = fc.constantFrom(0x00, 0x02, 0x02, 0x0a, 0x0a, 0x06, 0x0e, 0x01, 0x09, 0x03, 0x0b, 0x05, 0x07);
  const mask = fc.constantFrom(0x10, 0x20, 0x30, 0x100, 0x3);
  return fc.oneof(
    fc.record({ kind: fc.constantFrom("allow", "deny"), flags, mask, trustee }),
    fc.record({
      kind: fc.constantFrom("allow object", "deny object"),
      flags,
      mask,
      trustee,
      objectType: fc.constantFrom("28630ebf-41d5-11d1-a9c1-0000f80367c1", "bf967a0a-0de6-11d0-a285-00aa003049e2"),
      inheritedObjectType: fc.constantFrom(...guids),
    }),
    fc.record({
      kind: fc.constantFrom("allow object"),
      flags,
      mask,
      trustee,
      inheritedObjectType: fc.constantFrom(...guids),
    }),
  );
}

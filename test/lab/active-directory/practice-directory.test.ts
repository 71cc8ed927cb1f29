import { existsSync } from "node:fs";
import { type Client, Client as LdapClient } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlAccessRights } from "../../../catalogue/control-access-rights.ts";
import { SecurityDescriptorControl } from "../../../directory/live/security-descriptor-control.ts";
import { decodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { decodeSid } from "../../../directory/security/sid.ts";
import type { EntryDescription, ForestDescription } from "../../../lab/active-directory/description.ts";
import { ForestDescriptionError } from "../../../lab/active-directory/description-problems.ts";
import { controlAccess, writeProperty } from "../../../lab/active-directory/permission.ts";
import {
  type PracticeDirectory,
  startPracticeDirectory,
  UnknownAccountError,
} from "../../../lab/active-directory/practice-directory.ts";
import { contoso, contosoFaulty } from "../../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { as, asSystem, DirSyncControl, ldapsClient } from "./support/ldap.ts";

const retrieverAttribute = "msDS-GroupMSAMembership";
const inChain = "1.2.840.113556.1.4.1941";

let authority: CertificateAuthority;
let directory: PracticeDirectory;

beforeAll(async () => {
  authority = await CertificateAuthority.create();
  directory = await startPracticeDirectory(contoso(), { authority });
});
afterAll(() => directory.stop());

async function mayReplicate(where: PracticeDirectory, name: string): Promise<boolean> {
  return as(where, where.credentialsOf(name), async (client) => {
    try {
      await client.search(
        where.baseDn,
        { scope: "sub", filter: "(cn=nobody)", attributes: ["cn"] },
        new DirSyncControl(),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "InsufficientAccessError") {
        return false;
      }
      throw error;
    }
  });
}

async function retrieversOf(client: Client, where: PracticeDirectory, account: string): Promise<string[]> {
  const { searchEntries } = await client.search(where.dnOf(account), {
    scope: "base",
    attributes: [retrieverAttribute],
    explicitBufferAttributes: [retrieverAttribute],
  });
  const { dacl } = decodeSecurityDescriptor(searchEntries[0]?.[retrieverAttribute] as Buffer);
  return (dacl?.entries ?? []).flatMap((entry) => ("trustee" in entry ? [entry.trustee] : [])).sort();
}

/** Control access rights that an account holds by explicit entries on the domain root. */
async function rightsOnRoot(where: PracticeDirectory, account: string): Promise<string[]> {
  return as(where, where.administrator, async (client) => {
    const { searchEntries } = await client.search(
      where.baseDn,
      { scope: "base", attributes: ["nTSecurityDescriptor"], explicitBufferAttributes: ["nTSecurityDescriptor"] },
      new SecurityDescriptorControl(),
    );
    const { dacl } = decodeSecurityDescriptor(searchEntries[0]?.nTSecurityDescriptor as Buffer);
    const sid = where.sidOf(account);
    return Object.entries(controlAccessRights)
      .filter(([, { guid }]) =>
        dacl?.entries.some((entry) => "objectType" in entry && entry.objectType === guid && entry.trustee === sid),
      )
      .map(([name]) => name);
  });
}

async function membersOf(client: Client, where: PracticeDirectory, group: string, rule = ""): Promise<string[]> {
  const memberOf = `memberOf${rule === "" ? "" : `:${rule}:`}`;
  const { searchEntries } = await client.search(where.baseDn, {
    scope: "sub",
    filter: `(${memberOf}=${where.dnOf(group)})`,
    attributes: ["sAMAccountName"],
  });
  return searchEntries.map((entry) => String(entry.sAMAccountName)).sort();
}

describe("a practice directory", { timeout: 180_000 }, () => {
  it("shows a certificate of the lab's authority for its DNS name, its domain and its address", async () => {
    for (const name of [directory.dnsName, directory.domain]) {
      const client = ldapsClient(directory, name);
      await client.bind(directory.reader.bindName, directory.reader.password);
      await client.unbind();
    }
    const byAddress = new LdapClient({
      url: `ldaps://${directory.address}:${directory.port}`,
      tlsOptions: { ca: [directory.authorityCertificate] },
    });
    await byAddress.bind(directory.reader.bindName, directory.reader.password);
    expect(byAddress.isBound).toBe(true);
    await byAddress.unbind();
  });

  it("is not trusted under another name or through another authority", async () => {
    const stranger = await CertificateAuthority.create();
    const wrongName = ldapsClient(directory, "dc1.fabrikam.example");
    await expect(wrongName.bind("a", "b")).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    const wrongAuthority = new LdapClient({
      url: `ldaps://${directory.address}:${directory.port}`,
      tlsOptions: { ca: [stranger.certificate], servername: directory.dnsName },
    });
    await expect(wrongAuthority.bind("a", "b")).rejects.toMatchObject({
      code: expect.stringMatching(/SIGNATURE|ISSUER/),
    });
  });

  it("refuses a wrong password", async () => {
    const { bindName } = directory.reader;
    await expect(as(directory, { bindName, password: "wrong" }, async () => {})).rejects.toMatchObject({ code: 49 });
  });

  it("refuses a password over a connection without TLS", async () => {
    const client = new LdapClient({ url: `ldap://${directory.address}` });
    const refusal = { code: directory.plainPort === null ? "ECONNREFUSED" : 8 };
    await expect(client.bind(directory.reader.bindName, directory.reader.password)).rejects.toMatchObject(refusal);
    await client.unbind();
  });

  it("refuses a disabled user", async () => {
    await expect(as(directory, directory.credentialsOf("viktor.brandt"), async () => {})).rejects.toThrow(/data 533/);
  });

  it("shows the KDS root key to an administrator, and not that it is one to the reader", async () => {
    const base = `CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,CN=Configuration,${directory.baseDn}`;
    const filter = "(objectClass=msKds-ProvRootKey)";
    const keys = (client: Client) => client.search(base, { scope: "one", filter, attributes: ["cn"] });
    expect((await as(directory, directory.administrator, keys)).searchEntries).toHaveLength(1);
    expect((await as(directory, directory.reader, keys)).searchEntries).toHaveLength(0);
  });

  it("never lets a password expire", async () => {
    const { searchEntries } = await as(directory, directory.reader, (client) =>
      client.search(directory.baseDn, { scope: "base", attributes: ["maxPwdAge"] }),
    );
    expect(searchEntries[0]?.maxPwdAge).toBe("-9223372036854775808");
  });

  it("lets the connector account replicate through a group, and no ordinary user", async () => {
    expect(await mayReplicate(directory, "svc-connect")).toBe(true);
    expect(await mayReplicate(directory, "amelie.koch")).toBe(false);
  });

  it("keeps access control lists in the order that Windows tools write", async () => {
    const { searchEntries } = await as(directory, directory.administrator, (client) =>
      client.search(
        directory.baseDn,
        { scope: "base", attributes: ["nTSecurityDescriptor"], explicitBufferAttributes: ["nTSecurityDescriptor"] },
        new SecurityDescriptorControl(),
      ),
    );
    const { dacl } = decodeSecurityDescriptor(searchEntries[0]?.nTSecurityDescriptor as Buffer);
    const ranks = (dacl?.entries ?? []).map((entry) => (String(entry.kind).includes("denied") ? 0 : 1));
    expect(ranks).toEqual(ranks.toSorted());
    expect(ranks.length).toBeGreaterThan(20);
  });

  it("has the group managed service accounts with exactly their retrievers", async () => {
    await as(directory, directory.reader, async (client) => {
      expect(await retrieversOf(client, directory, "provAgentgMSA")).toEqual(
        [directory.sidOf("AGENT01"), directory.sidOf("AGENT02")].sort(),
      );
      expect(await retrieversOf(client, directory, "gmsa-adsync$")).toEqual([directory.sidOf("Sync Servers")]);
    });
  });

  it("says the security identifiers that the directory says", async () => {
    const { searchEntries } = await as(directory, directory.reader, (client) =>
      client.search(directory.dnOf("SYNC01"), {
        scope: "base",
        attributes: ["objectSid"],
        explicitBufferAttributes: ["objectSid"],
      }),
    );
    expect(decodeSid(searchEntries[0]?.objectSid as Buffer)).toBe(directory.sidOf("sync01$"));
    expect(directory.sidOf("Domain Admins")).toBe(`${directory.domainSid}-512`);
    expect(directory.sidOf("Authenticated Users")).toBe("S-1-5-11");
    expect(() => directory.sidOf("nobody")).toThrow(UnknownAccountError);
  });

  it("runs beside another one, of other name, depth and identifiers", async () => {
    const description: ForestDescription = {
      domain: {
        dnsName: "ad.corp.fabrikam.example",
        netBiosName: "FAB",
        sid: "S-1-5-21-7-4294967295-1",
        domainController: "srv-dc7",
      },
      organizationalUnits: ["A/B, with comma/C #3/D"],
      reader: { name: "lookup", ou: "A/B, with comma/C #3/D" },
      users: [{ name: "zoë", displayName: "Zoë, the “+” one", ou: "A/B, with comma/C #3/D" }],
      groups: [
        { name: "L1", ou: "A", members: ["zoë"] },
        { name: "L2", ou: "A", members: ["L1"], scope: "domain local" },
      ],
    };
    await using other = await startPracticeDirectory(description, { authority });
    expect(other.baseDn).toBe("DC=ad,DC=corp,DC=fabrikam,DC=example");
    expect(other.dnsName).toBe("srv-dc7.ad.corp.fabrikam.example");
    expect(other.sidOf("zoë")).toMatch(/^S-1-5-21-7-4294967295-1-\d+$/);
    expect(await as(other, other.reader, (client) => membersOf(client, other, "L2", inChain))).toEqual(["L1", "zoë"]);
    expect(await as(directory, directory.reader, async (client) => client.isBound)).toBe(true);
  });

  it("leaves no process and no file behind, and finds its domain in the cache the next time", async () => {
    const short = await startPracticeDirectory({ domain: contoso().domain }, { authority });
    expect(existsSync(short.folder)).toBe(true);
    expect(short.fromCache).toBe(true);
    await short.stop();
    expect(existsSync(short.folder)).toBe(false);
    expect(() => process.kill(short.pid, 0)).toThrow("ESRCH");
  });
});

describe("a change of a running practice directory", () => {
  const allChanges: EntryDescription = {
    on: "domain root",
    grant: controlAccess("DS-Replication-Get-Changes-All"),
    to: "nadia.haddad",
  };

  it("adds and removes access control entries", async () => {
    const before = await rightsOnRoot(directory, "nadia.haddad");
    await directory.change({ add: { entries: [allChanges] } });
    const between = await rightsOnRoot(directory, "nadia.haddad");
    await directory.change({ remove: { entries: [allChanges] } });
    const after = await rightsOnRoot(directory, "nadia.haddad");
    expect([before, between, after]).toEqual([[], ["DS-Replication-Get-Changes-All"], []]);
  });

  it("takes effect at once: a member that leaves a group loses the group's right", async () => {
    const membership = { group: "Sync Readers", members: ["svc-connect"] };
    await directory.change({ remove: { members: [membership] } });
    const without = await mayReplicate(directory, "svc-connect");
    await directory.change({ add: { members: [membership] } });
    expect([without, await mayReplicate(directory, "svc-connect")]).toEqual([false, true]);
  });

  it("puts a denial before what is granted, so that it decides", async () => {
    const denial = { on: "domain root", deny: controlAccess("DS-Replication-Get-Changes"), to: "svc-connect" };
    await directory.change({ add: { entries: [denial] } });
    const denied = await mayReplicate(directory, "svc-connect");
    await directory.change({ remove: { entries: [denial] } });
    expect([denied, await mayReplicate(directory, "svc-connect")]).toEqual([false, true]);
  });

  it("lets a granted attribute of users in a unit be written, there only", async () => {
    const grant = writeProperty("proxyAddresses", { descendants: "user" });
    await directory.change({ add: { entries: [{ on: "Staff/Berlin", grant, to: "svc-connect" }] } });
    const effective = (name: string) =>
      as(directory, directory.credentialsOf("svc-connect"), async (client) => {
        const { searchEntries } = await client.search(directory.dnOf(name), {
          scope: "base",
          attributes: ["allowedAttributesEffective"],
        });
        return [searchEntries[0]?.allowedAttributesEffective].flat();
      });
    expect(await effective("amelie.koch")).toContain("proxyAddresses");
    expect(await effective("joao.santos")).not.toContain("proxyAddresses");
  });

  it("replaces retrievers and attributes, and adds accounts that can sign in", async () => {
    await directory.change({
      add: {
        users: [{ name: "new.hire", ou: "Staff/Lisbon", memberOf: ["Finance"] }],
        computers: [{ name: "AGENT03" }],
      },
      retrievers: [{ of: "provAgentgMSA", retrievers: ["AGENT03", "Finance"] }],
      attributes: [{ of: "joao.santos", replace: { title: "Controller", mail: null } }],
    });
    await as(directory, directory.credentialsOf("new.hire"), async (client) => {
      expect(await retrieversOf(client, directory, "provAgentgMSA")).toEqual(
        [directory.sidOf("AGENT03"), directory.sidOf("Finance")].sort(),
      );
      expect(await membersOf(client, directory, "Finance")).toContain("new.hire");
      const { searchEntries } = await client.search(directory.dnOf("joao.santos"), {
        scope: "base",
        attributes: ["title", "mail"],
      });
      expect(searchEntries[0]).toMatchObject({ title: "Controller", mail: [] });
    });
  });

  it("changes nothing when a part of it cannot be done", async () => {
    const change = {
      add: { users: [{ name: "half.done" }] },
      remove: { entries: [{ on: "domain root", sddl: "(A;;RP;;;S-1-5-21-9-9-9-9)" }] },
    };
    await expect(directory.change(change)).rejects.toThrow("an entry to remove is not in the DACL");
    const { searchEntries } = await asSystem(directory, (client) =>
      client.search(directory.baseDn, { scope: "sub", filter: "(sAMAccountName=half.done)" }),
    );
    expect(searchEntries).toEqual([]);
    expect(() => directory.credentialsOf("half.done")).toThrow(UnknownAccountError);
  });

  it("is refused in one sentence when it would not be a valid forest", async () => {
    const change = directory.change({ add: { users: [{ name: "svc-connect" }] } });
    await expect(change).rejects.toThrow(ForestDescriptionError);
    await expect(change).rejects.toThrow('The name "svc-connect" is used by two accounts.');
  });
});

describe("the faulty sample", () => {
  let faulty: PracticeDirectory;
  beforeAll(async () => {
    faulty = await startPracticeDirectory(contosoFaulty(), { authority });
  });
  afterAll(() => faulty.stop());

  it("has the connector account in Backup Operators through two groups", async () => {
    await as(faulty, faulty.reader, async (client) => {
      const builtIn = `CN=Backup Operators,CN=Builtin,${faulty.baseDn}`;
      const search = async (filter: string) =>
        (
          await client.search(faulty.baseDn, { scope: "sub", filter, attributes: ["sAMAccountName"] })
        ).searchEntries.map((entry) => entry.sAMAccountName);
      expect(await search(`(memberOf=${builtIn})`)).toEqual(["Backup Team"]);
      expect(await search(`(memberOf:${inChain}:=${builtIn})`)).toContain("svc-connect");
    });
  });

  it("lacks Get-Changes-All for the connector account, and no other right on the domain root", async () => {
    const passwordWriteback = ["User-Force-Change-Password", "Unexpire-Password"];
    expect(await rightsOnRoot(directory, "svc-connect")).toEqual([
      "DS-Replication-Get-Changes-All",
      ...passwordWriteback,
    ]);
    expect(await rightsOnRoot(faulty, "svc-connect")).toEqual(passwordWriteback);
    expect(await rightsOnRoot(faulty, "Sync Readers")).toEqual(["DS-Replication-Get-Changes"]);
  });

  it("has a Cloud Sync account that one server may use, with RC4 only, and a standalone account for ADSync", async () => {
    await as(faulty, faulty.reader, async (client) => {
      expect(await retrieversOf(client, faulty, "provAgentgMSA")).toEqual([faulty.sidOf("AGENT01")]);
      const { searchEntries } = await client.search(faulty.baseDn, {
        scope: "sub",
        filter: "(|(sAMAccountName=provAgentgMSA$)(sAMAccountName=msa-adsync$)(sAMAccountName=gmsa-adsync$))",
        attributes: ["msDS-SupportedEncryptionTypes", "objectClass", "sAMAccountName"],
      });
      const classes = searchEntries.map((entry) => [entry.sAMAccountName, [entry.objectClass].flat().at(-1)]);
      expect(Object.fromEntries(classes)).toEqual({
        provAgentgMSA$: "msDS-GroupManagedServiceAccount",
        "msa-adsync$": "msDS-ManagedServiceAccount",
      });
      const agent = searchEntries.find((entry) => entry.sAMAccountName === "provAgentgMSA$");
      expect(agent?.["msDS-SupportedEncryptionTypes"]).toBe("4");
    });
  });
});

import { describe, expect, it } from "vitest";
import { readPartitions } from "../../../directory/live/domains.ts";
import { LdapEntry } from "../../../directory/live/entry.ts";
import type { Root } from "../../../directory/live/root.ts";
import { DirectoryUnavailableError } from "../../../directory/source.ts";

const root: Root = {
  domainController: "dc1.wingtip.test",
  reader: "WINGTIP\\reader",
  rootDomain: "wingtip.test",
  configuration: "CN=Configuration,DC=wingtip,DC=test",
  schema: "CN=Schema,CN=Configuration,DC=wingtip,DC=test",
  domain: "DC=wingtip,DC=test",
  holds: (domain) => domain === "DC=wingtip,DC=test",
};

const own = { nCName: "DC=wingtip,DC=test", dnsRoot: "wingtip.test", nETBIOSName: "WINGTIP" };
const child = { nCName: "DC=emea,DC=wingtip,DC=test", dnsRoot: "emea.wingtip.test", nETBIOSName: "EMEA" };

function partitions(...entries: readonly Record<string, string>[]) {
  return readPartitions(root, async (base) =>
    entries.map((attributes) => new LdapEntry({ dn: `CN=${attributes.nETBIOSName},${base}`, ...attributes })),
  );
}

describe("the domains of a forest", () => {
  it("are read with their names", async () => {
    expect(await partitions(own, child)).toEqual([
      { distinguishedName: own.nCName, dnsName: own.dnsRoot, netBiosName: own.nETBIOSName },
      { distinguishedName: child.nCName, dnsName: child.dnsRoot, netBiosName: child.nETBIOSName },
    ]);
  });

  it.each([
    ["no domain is listed", [], "cannot read the domains of CN=Partitions,CN=Configuration"],
    ["the domain that is asked is not listed", [child], "cannot read the domains of CN=Partitions,CN=Configuration"],
    [
      "a part of a name is missing",
      [own, { nETBIOSName: "EMEA", nCName: child.nCName }],
      "cannot read dnsRoot of CN=EMEA",
    ],
  ])("are not readable when %s, so that nothing passes for absent", async (_, entries, reason) => {
    const failure = await partitions(...(entries as Record<string, string>[])).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DirectoryUnavailableError);
    expect((failure as DirectoryUnavailableError).reason).toContain(`WINGTIP\\reader ${reason}`);
  });

  it("are not looked for when there are more than any forest has", async () => {
    const many = Array.from({ length: 3001 }, () => child);
    await expect(partitions(own, ...many)).rejects.toThrow(
      "CN=Partitions,CN=Configuration,DC=wingtip,DC=test lists 3002 domains, and no forest has more than 3000",
    );
  });

  it("of which one is given the DNS name of another are refused: its domain controllers would get the password", async () => {
    const failure = await partitions(own, { ...child, dnsRoot: "evil.example" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DirectoryUnavailableError);
    expect((failure as DirectoryUnavailableError).reason).toBe(
      "The cross-reference to DC=emea,DC=wingtip,DC=test names another domain in dnsRoot, evil.example, so no password is sent there",
    );
  });
});

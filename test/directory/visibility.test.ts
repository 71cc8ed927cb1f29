import { describe, expect, it } from "vitest";
import type { SecuredObject } from "../../directory/secured-objects.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { Visibility } from "../../directory/visibility.ts";
import { domain, domainName, memoryForest } from "./memory-forest.ts";

const descriptors = [encodeSecurityDescriptor(parseSddl("D:(A;;LCRP;;;AU)", {}))];

/** Objects of which the reader may not even read the class. */
async function hiddenAmong(objects: readonly (readonly [name: string, container: string])[]) {
  const marks = { objectClass: null, descriptor: null, adminCount: false, critical: false, consistencyGuid: false };
  const secured = objects.map(([name, container]): SecuredObject => ({ name, container, ...marks }));
  const source = memoryForest({ secured: [{ descriptors, objects: secured }] });
  const hidden = await Visibility.of(source).hiddenObjects(domain());
  if (!("observed" in hidden)) throw new Error("what is hidden is known");
  const { permissions, classes } = hidden.observed;
  expect(classes).toEqual(permissions);
  return permissions.flatMap(({ names, container }) => names.map((name) => `${name},${container}`));
}

describe("what every domain hides", () => {
  it.each([
    ["CN=IP Security", `CN=System,${domainName}`],
    ["CN=ipsecFilter", `CN=IP Security,CN=System,${domainName}`],
    ["CN=fallback", `CN=Password Settings Container,CN=System,${domainName}`],
    ["cn=keys", `dc=WINGTIP, DC=test`],
    ["CN=deeper", `CN=device,CN=TPM Devices,${domainName}`],
    ["CN=BCKUPKEY_P Secret", `cn=system,${domainName}`],
  ])("is not what is hidden from this reader: %s in %s", async (name, container) => {
    expect(await hiddenAmong([[name, container]])).toEqual([]);
  });

  it.each([
    ["CN=Other", `CN=System,${domainName}`],
    ["CN=Keys", `OU=Staff,${domainName}`],
    ["CN=IP Security", domainName],
    ["CN=BCKUPKEY_P Secret", `OU=Staff,${domainName}`],
    ["CN=BCKUPKEY_P Secret", domainName],
    ["CN=Jane", `CN=Doe\\,CN=Keys,${domainName}`],
  ])("is nothing that only looks like it: %s in %s", async (name, container) => {
    expect(await hiddenAmong([[name, container]])).toEqual([`${name},${container}`]);
  });

  it("leaves what is hidden beside it", async () => {
    const objects = [
      ["CN=Keys", domainName],
      ["CN=Secret", domainName],
    ] as const;
    expect(await hiddenAmong(objects)).toEqual([`CN=Keys,${domainName}`, `CN=Secret,${domainName}`]);
  });
});

import { describe, expect, it } from "vitest";
import { observeConnectorAccount } from "../../../directory/inspection/connector-account.ts";
import type { SecuredObject } from "../../../directory/secured-objects.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { domainName, memoryForest, object } from "../memory-forest.ts";

const account = object("svc");
const descriptors = ["D:PAI(A;;RP;;;AU)", "D:AI(A;;RP;;;AU)"].map((text) =>
  encodeSecurityDescriptor(parseSddl(text, {})),
);
const staff = `OU=Staff,${domainName}`;

function person(name: string, facts: Partial<SecuredObject> = {}): SecuredObject {
  const marks = { adminCount: true, critical: false, consistencyGuid: false };
  return { name, container: staff, objectClass: "user", descriptor: 0, ...marks, ...facts };
}

async function protectedPeople(objects: readonly SecuredObject[], organizationalUnits: readonly string[] = []) {
  return (await permissionsOn(objects, organizationalUnits)).protectedPeople;
}

async function permissionsOn(objects: readonly SecuredObject[], organizationalUnits: readonly string[] = []) {
  const source = memoryForest({ objects: [account], secured: [{ descriptors, objects }] });
  const { details } = await observeConnectorAccount(source, { name: account.distinguishedName, organizationalUnits });
  const found = details?.permissions[0]?.objects;
  if (found === undefined || !("observed" in found)) throw new Error("the objects answer");
  return found.observed;
}

describe("people whom AdminSDHolder protects", () => {
  it("are those of both classes of people with adminCount 1 and without inheritance", async () => {
    expect(await protectedPeople([person("CN=b"), person("CN=a", { objectClass: "inetOrgPerson" })])).toEqual({
      count: 2,
      sample: [`CN=a,${staff}`, `CN=b,${staff}`],
    });
  });

  it.each([
    ["has adminCount 1 still, and inherits again", { descriptor: 1 }],
    ["inherits nothing for another reason", { adminCount: false }],
    ["has a descriptor that the reader may not read", { descriptor: null }],
    ["is a part of Active Directory itself", { critical: true }],
    ["is a group", { objectClass: "group" }],
  ])("are not whoever %s", async (_, facts) => {
    expect(await protectedPeople([person("CN=a", facts)])).toEqual({ count: 0, sample: [] });
  });

  it("stand beside administrators, of whom nothing is stored that no rule reads", async () => {
    const { administrators } = await permissionsOn([person("CN=a")]);
    expect(administrators).toEqual({ observed: { count: 0, names: [], everyone: [], hidden: [] } });
  });

  it("are of interest in scope only", async () => {
    const admins = person("CN=a", { container: `OU=Tier 0,${domainName}` });
    expect(await protectedPeople([admins, person("CN=b")], [staff])).toEqual({ count: 1, sample: [`CN=b,${staff}`] });
  });
});

import { describe, expect, it } from "vitest";
import { observeConnectorAccount } from "../../../directory/inspection/connector-account.ts";
import type { SecuredObject } from "../../../directory/secured-objects.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { domainName, memoryForest, object } from "../memory-forest.ts";

const account = object("svc");
const descriptors = [encodeSecurityDescriptor(parseSddl("D:AI(A;;RP;;;AU)", {}))];

function entry(name: string, objectClass: string, container = domainName): SecuredObject {
  return { name, container, objectClass, descriptor: 0, adminCount: false, critical: false, consistencyGuid: false };
}

const staff = `OU=Staff,${domainName}`;
const objects = [
  entry("OU=Staff", "organizationalUnit"),
  entry("OU=Empty", "organizationalUnit"),
  entry("OU=Later", "organizationalUnit", `OU=Empty,${domainName}`),
  entry("CN=ada", "user", staff),
  entry("CN=bob", "user", `OU=Hidden,${domainName}`),
];

async function observed(organizationalUnits: readonly string[]) {
  const source = memoryForest({ objects: [account], secured: [{ descriptors, objects }] });
  const { details } = await observeConnectorAccount(source, { name: account.distinguishedName, organizationalUnits });
  const found = details?.permissions[0]?.objects;
  if (found === undefined || !("observed" in found)) throw new Error("the objects answer");
  const { missingUnits, nothingInScope } = found.observed;
  return { missingUnits, nothingInScope };
}

const nothingMissing = { missingUnits: [], nothingInScope: false };

describe("organizational units in scope", () => {
  it("are none where all of the domain is", async () => {
    expect(await observed([])).toEqual(nothingMissing);
  });

  it("are there in every spelling of their names", async () => {
    expect(await observed([staff, staff.toLowerCase().replaceAll(",", " , ").replace("=", " = ")])).toEqual(
      nothingMissing,
    );
  });

  it("are there when the reader sees only what lies below them", async () => {
    expect(await observed([`OU=Hidden,${domainName}`])).toEqual(nothingMissing);
  });

  it("are there when they hold nothing but further units, and nothing is in scope then", async () => {
    expect(await observed([`OU=Empty,${domainName}`])).toEqual({ missingUnits: [], nothingInScope: true });
  });

  it("lead to nothing with a letter too few, and the nearest name is told", async () => {
    const unit = `OU=Staf,${domainName}`;
    expect(await observed([unit])).toEqual({ missingUnits: [{ unit, nearest: staff }], nothingInScope: true });
    expect(await observed([staff, unit])).toEqual({ missingUnits: [{ unit, nearest: staff }], nothingInScope: false });
  });

  it("lead to nothing where another kind of object bears the name, or no name comes near", async () => {
    const user = `CN=ada,${staff}`;
    expect((await observed([user])).missingUnits).toMatchObject([{ unit: user }]);
    const far = `OU=Subsidiaries abroad,${domainName}`;
    expect((await observed([far])).missingUnits).toEqual([{ unit: far, nearest: null }]);
  });

  it("are no part of a domain that does not hold them", async () => {
    expect(await observed(["OU=Staff,DC=elsewhere,DC=example"])).toEqual(nothingMissing);
  });
});

import { describe, expect, it } from "vitest";
import { nameKey } from "../../catalogue/distinguished-name.ts";
import { Census } from "../../directory/census.ts";
import type { SecuredObject } from "../../directory/secured-objects.ts";
import { allow, descriptor, domainName } from "./memory-forest.ts";

const staff = `OU=Staff,${domainName}`;

function secured(name: string, facts: Partial<SecuredObject> = {}): SecuredObject {
  return {
    name,
    container: staff,
    objectClass: "user",
    descriptor: 0,
    adminCount: false,
    critical: false,
    consistencyGuid: false,
    ...facts,
  };
}

function censusOf(objects: readonly SecuredObject[], installersAccounts?: ReadonlySet<string>): Census {
  const census = new Census(installersAccounts);
  const descriptors = [descriptor([allow("S-1-1-0")]), new Uint8Array([1, 2, 3])];
  census.receive({ descriptors, objects });
  return census;
}

describe("a census", () => {
  it("counts objects that are alike together, and names the first by their distinguished names", () => {
    const objects = Array.from({ length: 30 }, (_, index) => secured(`CN=P${String(30 - index).padStart(2, "0")}`));
    const [group, ...others] = censusOf(objects).groups();
    expect(others).toEqual([]);
    expect(group).toMatchObject({ container: staff, count: 30, objectClass: "user" });
    expect(group?.names).toEqual(Array.from({ length: 20 }, (_, index) => `CN=P${String(index + 1).padStart(2, "0")}`));
  });

  it("keeps apart what differs in class, descriptor, container or marks", () => {
    const objects = [
      secured("CN=a"),
      secured("CN=b", { objectClass: "group" }),
      secured("CN=c", { descriptor: null }),
      secured("CN=d", { container: domainName }),
      secured("CN=e", { adminCount: true }),
      secured("CN=f", { critical: true }),
      secured("CN=g", { consistencyGuid: true }),
    ];
    expect(
      censusOf(objects)
        .groups()
        .map(({ count }) => count),
    ).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it("keeps containers one by one, found by their names whatever their case", () => {
    const unit = secured("OU=Staff", { container: domainName, objectClass: "organizationalUnit" });
    const census = censusOf([unit, secured("CN=a")]);
    expect(census.containers()).toHaveLength(1);
    expect(census.container(staff.toUpperCase())?.names).toEqual(["OU=Staff"]);
    expect(census.container(`CN=a,${staff}`)).toBeUndefined();
  });

  it("leaves out parts of Active Directory, and accounts that installers made, under whatever name", () => {
    const installers = new Set([`CN=Connector #1,${staff}`, `CN=MSOL_elsewhere,${domainName}`].map(nameKey));
    const objects = [
      secured("CN=Connector \\#1"),
      secured("CN=krbtgt", { critical: true }),
      secured("CN=MSOL_elsewhere"),
      secured("CN=a"),
    ];
    const leftOut = censusOf(objects, installers)
      .groups()
      .map((group) => [group.leftOut, group.names]);
    expect(leftOut).toEqual([
      [true, ["CN=Connector \\#1", "CN=krbtgt"]],
      [false, ["CN=MSOL_elsewhere", "CN=a"]],
    ]);
  });

  it.each(["CN=MSOL_0a1b2c3d4e5f", "CN=AAD_0a1b2c3d4e5f", "CN=CAS_{1}"])(
    "leaves nobody out because of the name %s, which anybody may choose",
    (name) => {
      expect(censusOf([secured(name)]).groups()).toMatchObject([{ leftOut: false }]);
    },
  );

  it("takes a descriptor that makes no sense for one that cannot be read", () => {
    expect(censusOf([secured("CN=a", { descriptor: 1 })]).groups()[0]?.descriptor).toBeNull();
  });
});

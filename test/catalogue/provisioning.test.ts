/** What the gMSA page lists besides the features, and what provisioning takes. */
import { describe, expect, it } from "vitest";
import { furtherGrants } from "../../catalogue/permissions/groups.ts";
import { permissions } from "../../catalogue/permissions.ts";

const requirements = (purpose: "group-provisioning" | "user-provisioning") =>
  permissions["cloud-sync"].get(purpose)?.requirements ?? [];

describe("provisioning to Active Directory", () => {
  it.each([
    ["group-provisioning", "group"],
    ["user-provisioning", "user"],
  ] as const)("takes every documented right for %s", (purpose, name) => {
    expect(requirements(purpose).map(({ id, ifMissing }) => `${id}: ${ifMissing}`)).toEqual([
      `${purpose}/write all properties/${name}: fault`,
      `${purpose}/create/${name}: fault`,
      `${purpose}/delete/${name}: fault`,
    ]);
  });

  it("may create in organizational units and in containers, such as CN=Users", () => {
    const [, creating] = requirements("group-provisioning");
    expect(creating?.ways.map(({ on }) => on)).toEqual([
      { newObjects: "organizationalUnit" },
      { newObjects: "container" },
    ]);
  });

  it("and what the gMSA page lists for groups are what the wizard grants beyond the features", () => {
    expect(furtherGrants.map(({ rights, objectClass = "" }) => `${rights} ${objectClass}`)).toContain(
      "GRGWCCDCSDDT group",
    );
  });
});

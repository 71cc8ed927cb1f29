import { describe, expect, it } from "vitest";
import type { DirectoryRoleId } from "../../catalogue/directory-roles.ts";
import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import type { EntraAdministratorObservation, EntraUser } from "../../tenant/observation.ts";
import { observeEntraAdministrator } from "../../tenant/observe.ts";
import type { TenantReader } from "../../tenant/reader.ts";

const declaration = {
  userPrincipalName: "anna@contoso.onmicrosoft.com",
  origin: "adopted",
  roles: ["hybrid-identity-administrator", "domain-name-administrator"],
} as const;

const anna: EntraUser = {
  objectId: "anna",
  userPrincipalName: "anna@contoso.onmicrosoft.com",
  userType: "Member",
  accountEnabled: true,
  synchronizedFromOnPremises: false,
};

/** Answers what it is given, and counts how often it was asked for roles. */
function reader(user: Fact<EntraUser | null>, held: Fact<readonly DirectoryRoleId[]> = observed([])) {
  const asked: string[] = [];
  const tenant: TenantReader = {
    findUser: async () => user,
    rolesHeldDirectly: async (objectId) => {
      asked.push(objectId);
      return held;
    },
  };
  return { tenant, asked };
}

const hybrid = observed(["hybrid-identity-administrator"] as const);
const missing = unobservable("no permission", "grant it");

describe("an administrator", () => {
  it("that the program creates is not looked up, and the tenant not even opened", async () => {
    const opened: string[] = [];
    const open = () => {
      opened.push("opened");
      return reader(observed(null)).tenant;
    };
    expect(await observeEntraAdministrator(open, { ...declaration, origin: "created" })).toEqual({
      origin: "created",
      user: null,
      heldBefore: null,
    });
    expect(opened).toEqual([]);
  });

  it("that is adopted is observed with the roles it already held", async () => {
    const { tenant, asked } = reader(observed(anna), hybrid);
    expect(await observeEntraAdministrator(async () => tenant, declaration)).toEqual({
      origin: "adopted",
      user: observed(anna),
      heldBefore: hybrid,
    });
    expect(asked).toEqual(["anna"]);
  });

  it("that is not there holds nothing", async () => {
    const { tenant, asked } = reader(observed(null));
    expect(await observeEntraAdministrator(tenant, declaration)).toEqual({
      origin: "adopted",
      user: observed(null),
      heldBefore: observed([]),
    });
    expect(asked).toEqual([]);
  });

  it("that cannot be read has roles that cannot be read either, for the same reason", async () => {
    expect(await observeEntraAdministrator(reader(missing).tenant, declaration)).toEqual({
      origin: "adopted",
      user: missing,
      heldBefore: missing,
    });
  });
});

describe("roles held before", () => {
  const first: EntraAdministratorObservation = { origin: "adopted", user: observed(anna), heldBefore: observed([]) };

  it("stay as first seen, although the program's own assignment is in the tenant by now", async () => {
    const { tenant, asked } = reader(observed({ ...anna, accountEnabled: false }), hybrid);
    expect(await observeEntraAdministrator(tenant, declaration, first)).toEqual({
      origin: "adopted",
      user: observed({ ...anna, accountEnabled: false }),
      heldBefore: observed([]),
    });
    expect(asked).toEqual([]);
  });

  it("stay as first seen while the user cannot be read", async () => {
    const seen = { ...first, heldBefore: hybrid };
    expect(await observeEntraAdministrator(reader(missing).tenant, declaration, seen)).toEqual({
      origin: "adopted",
      user: missing,
      heldBefore: hybrid,
    });
  });

  it("are read again when they could not be read before", async () => {
    const { tenant } = reader(observed(anna), hybrid);
    const unread = { ...first, heldBefore: missing };
    expect(await observeEntraAdministrator(tenant, declaration, unread)).toMatchObject({ heldBefore: hybrid });
  });

  it.each([
    ["another user has taken the name", observed({ ...anna, objectId: "earlier" })],
    ["the user was not there before", observed(null)],
  ])("are read anew when %s", async (_, user) => {
    const { tenant } = reader(observed(anna), hybrid);
    expect(await observeEntraAdministrator(tenant, declaration, { ...first, user })).toMatchObject({
      heldBefore: hybrid,
    });
  });

  it("are read when the program used to create the user and adopts it now", async () => {
    const created: EntraAdministratorObservation = { origin: "created", user: null, heldBefore: null };
    const { tenant } = reader(observed(anna), hybrid);
    expect(await observeEntraAdministrator(tenant, declaration, created)).toMatchObject({ heldBefore: hybrid });
  });

  it("are equal, byte for byte, when nothing changed", async () => {
    const { tenant } = reader(observed(anna), hybrid);
    const once = await observeEntraAdministrator(tenant, declaration);
    expect(JSON.stringify(await observeEntraAdministrator(tenant, declaration, once))).toBe(JSON.stringify(once));
  });

  it("that gets one more role declared is asked about that role only", async () => {
    const { tenant, asked } = reader(observed(anna), observed(["domain-name-administrator"]));
    const first = { origin: "adopted", user: observed(anna), heldBefore: observed([]) } as const;
    const before = ["hybrid-identity-administrator"] as const;
    expect(await observeEntraAdministrator(tenant, declaration, first, before)).toMatchObject({
      heldBefore: observed(["domain-name-administrator"]),
    });
    expect(asked).toEqual(["anna"]);
  });
});

import { describe, expect, it } from "vitest";
import type { DirectoryRoleId } from "../../catalogue/directory-roles.ts";
import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import type { EntraAdministratorObservation } from "../../tenant/facts/administrators.ts";
import type { EntraUser } from "../../tenant/facts/user.ts";
import { observeEntraAdministrator } from "../../tenant/observe-administrator.ts";
import type { AdministratorReader } from "../../tenant/reader.ts";

const declaration = {
  userPrincipalName: "anna@contoso.onmicrosoft.com",
  origin: "adopted",
  roles: ["hybrid-identity-administrator", "domain-name-administrator"],
  assignmentType: "active",
} as const;

const anna: EntraUser = {
  objectId: "anna",
  userPrincipalName: "anna@contoso.onmicrosoft.com",
  userType: "Member",
  accountEnabled: true,
  synchronizedFromOnPremises: false,
};

/** Answers what it is given, and counts how often it was asked for roles. */
function reader(
  user: Fact<EntraUser | null>,
  held: Fact<readonly DirectoryRoleId[]> = observed([]),
  eligible: Fact<readonly DirectoryRoleId[]> = observed([]),
  licensed: Fact<boolean> = observed(true),
) {
  const asked: string[] = [];
  const tenant: AdministratorReader = {
    findUser: async () => user,
    findDeletedUser: async () => observed(null),
    rolesHeldDirectly: async (objectId) => {
      asked.push(objectId);
      return held;
    },
    roleHoldings: async () => observed([]),
    rolesEligible: async () => eligible,
    eligibilityLicensed: async () => licensed,
    eligibilityObstacles: async () => observed([]),
    findGroups: async () => observed([]),
    isMember: async () => observed(false),
  };
  return { tenant, asked };
}

const role = "hybrid-identity-administrator";
const hybrid = observed([role] as const);
const missing = unobservable("no permission", "grant it");

describe("an administrator", () => {
  it("that the program creates is asked about only for its name, until that has been recorded", async () => {
    const opened: string[] = [];
    const open = (user: EntraUser | null) => () => {
      opened.push("opened");
      return reader(observed(user)).tenant;
    };
    const created = { ...declaration, origin: "created" } as const;
    const first = await observeEntraAdministrator(open(null), created);
    expect(first).toEqual({
      origin: "created",
      user: null,
      deleted: null,
      nameTaken: observed(false),
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: null,
      recognised: null,
    });
    expect(await observeEntraAdministrator(open(anna), created, first)).toEqual(first);
    expect(opened).toEqual(["opened"]);
    expect(await observeEntraAdministrator(open(anna), created)).toMatchObject({ nameTaken: observed(true) });
  });

  it("that the program created while the name could not be read is not taken for somebody else's later", async () => {
    const created = { ...declaration, origin: "created" } as const;
    const first = await observeEntraAdministrator(reader(missing).tenant, created);
    expect(first.nameTaken).toEqual(missing);
    expect((await observeEntraAdministrator(reader(observed(anna)).tenant, created, first)).nameTaken).toEqual(missing);
    const gone = await observeEntraAdministrator(reader(observed(null)).tenant, created, first);
    expect(gone.nameTaken).toEqual(observed(false));
  });

  it("that is adopted is observed with the roles it already held", async () => {
    const { tenant, asked } = reader(observed(anna), hybrid);
    expect(await observeEntraAdministrator(async () => tenant, declaration)).toEqual({
      origin: "adopted",
      user: observed(anna),
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: hybrid,
      recognised: { assignmentType: "active", objectId: "anna", asked: declaration.roles, held: [role] },
    });
    expect(asked).toEqual(["anna"]);
  });

  it("that is not there holds nothing", async () => {
    const { tenant, asked } = reader(observed(null));
    expect(await observeEntraAdministrator(tenant, declaration)).toEqual({
      origin: "adopted",
      user: observed(null),
      deleted: observed(null),
      nameTaken: null,
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: observed([]),
      recognised: null,
    });
    expect(asked).toEqual([]);
  });

  it("that cannot be read has roles that cannot be read either, for the same reason", async () => {
    expect(await observeEntraAdministrator(reader(missing).tenant, declaration)).toEqual({
      origin: "adopted",
      user: missing,
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: missing,
      recognised: null,
    });
  });
});

describe("roles held before", () => {
  /** Nothing was held when the program came, and it has assigned the role since. */
  const first = observation([]);

  function observation(held: readonly DirectoryRoleId[]): EntraAdministratorObservation {
    return {
      origin: "adopted",
      user: observed(anna),
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: observed(held),
      recognised: { assignmentType: "active", objectId: "anna", asked: declaration.roles, held },
    };
  }

  it("are never joined by what the program assigned", async () => {
    const { tenant } = reader(observed({ ...anna, accountEnabled: false }), hybrid);
    expect(await observeEntraAdministrator(tenant, declaration, first)).toEqual({
      ...first,
      user: observed({ ...anna, accountEnabled: false }),
    });
  });

  it("are not joined by what the program assigned when the same user has got another name", async () => {
    const { tenant } = reader(observed(anna), hybrid);
    const renamed = { ...declaration, userPrincipalName: "a.smith@contoso.onmicrosoft.com" };
    expect(await observeEntraAdministrator(tenant, renamed, undefined, first)).toMatchObject({
      heldBefore: observed([]),
    });
    // Another user begins anew.
    const other = reader(observed({ ...anna, objectId: "other" }), hybrid);
    expect(await observeEntraAdministrator(other.tenant, renamed, undefined, first)).toMatchObject({
      heldBefore: hybrid,
    });
    // Where it cannot be read, what belongs to the old name is not taken for that of the new one.
    const unread = await observeEntraAdministrator(reader(missing).tenant, renamed, undefined, first);
    expect(unread.recognised).toBeNull();
  });

  it("stay while they are held", async () => {
    const { tenant } = reader(observed(anna), hybrid);
    expect(await observeEntraAdministrator(tenant, declaration, observation([role]))).toEqual(observation([role]));
  });

  it("are no longer counted once somebody has taken them away, so that the program assigns them", async () => {
    const { tenant } = reader(observed(anna), observed([]));
    expect(await observeEntraAdministrator(tenant, declaration, observation([role]))).toEqual(observation([]));
  });

  it("do not return when the program has assigned them after that", async () => {
    const { tenant } = reader(observed(anna), observed([]));
    const gone = await observeEntraAdministrator(tenant, declaration, observation([role]));
    const later = reader(observed(anna), hybrid).tenant;
    expect(await observeEntraAdministrator(later, declaration, gone)).toEqual(observation([]));
  });

  it.each([
    ["the user", reader(missing)],
    ["the roles", reader(observed(anna), missing)],
  ])("are not known while %s cannot be read, and what was recognised is kept", async (_, { tenant }) => {
    const seen = observation([role]);
    expect(await observeEntraAdministrator(tenant, declaration, seen)).toMatchObject({
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: missing,
      recognised: seen.recognised,
    });
  });

  it.each([
    ["the user", reader(missing)],
    ["the roles", reader(observed(anna), missing)],
  ])("are not joined by the program's own after a time in which %s could not be read", async (_, { tenant }) => {
    const unread = await observeEntraAdministrator(tenant, declaration, first);
    const again = reader(observed(anna), hybrid).tenant;
    expect(await observeEntraAdministrator(again, declaration, unread)).toEqual(first);
  });

  it("are read anew when another user has taken the name", async () => {
    const { tenant } = reader(observed({ ...anna, objectId: "another" }), hybrid);
    expect(await observeEntraAdministrator(tenant, declaration, first)).toMatchObject({
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: hybrid,
      recognised: { assignmentType: "active", objectId: "another", held: [role] },
    });
  });

  it("are read anew when the user was gone in between, whoever it is then", async () => {
    const gone = await observeEntraAdministrator(reader(observed(null)).tenant, declaration, first);
    const { tenant } = reader(observed(anna), hybrid);
    expect(await observeEntraAdministrator(tenant, declaration, gone)).toMatchObject({ heldBefore: hybrid });
  });

  it("are read when the program used to create the user and adopts it now", async () => {
    const created = {
      origin: "created",
      user: null,
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: null,
      recognised: null,
    } as const;
    const { tenant } = reader(observed(anna), hybrid);
    expect(await observeEntraAdministrator(tenant, declaration, created)).toMatchObject({ heldBefore: hybrid });
  });

  it("are equal, byte for byte, when nothing changed", async () => {
    const { tenant } = reader(observed(anna), hybrid);
    const once = await observeEntraAdministrator(tenant, declaration);
    expect(JSON.stringify(await observeEntraAdministrator(tenant, declaration, once))).toBe(JSON.stringify(once));
  });

  it("are joined by one that is declared later and was held then", async () => {
    const { tenant } = reader(observed(anna), observed([role, "domain-name-administrator"]));
    const fewer = {
      ...first,
      recognised: { assignmentType: "active", objectId: "anna", asked: [role], held: [] },
    } as const;
    expect(await observeEntraAdministrator(tenant, declaration, fewer)).toMatchObject({
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: null,
      eligibilityObstacles: null,
      heldBefore: observed(["domain-name-administrator"]),
    });
  });
});

describe("an administrator who is to be eligible", () => {
  const eligible = { ...declaration, assignmentType: "eligible" } as const;

  it("is asked for what it may activate, not for what it holds", async () => {
    const { tenant, asked } = reader(observed(anna), hybrid, observed([]));
    expect(await observeEntraAdministrator(tenant, eligible)).toMatchObject({
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: observed(true),
      heldBefore: observed([]),
      recognised: { objectId: "anna", assignmentType: "eligible", asked: eligible.roles, held: [] },
    });
    expect(asked).toEqual([]);
  });

  it("is recognised anew when it held the roles all the time before", async () => {
    const { tenant } = reader(observed(anna), observed([]), hybrid);
    const recognised = { objectId: "anna", assignmentType: "active", asked: declaration.roles, held: [] } as const;
    const previous = { ...(await observeEntraAdministrator(tenant, declaration)), recognised };
    expect(await observeEntraAdministrator(tenant, eligible, previous)).toMatchObject({ heldBefore: hybrid });
  });

  it("may activate nothing in a tenant that has no licence for it, without being asked", async () => {
    const { tenant } = reader(observed(anna), hybrid, missing, observed(false));
    expect(await observeEntraAdministrator(tenant, eligible)).toMatchObject({
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: observed(false),
      heldBefore: observed([]),
      recognised: null,
    });
  });

  it("is looked at for the licence also when the program creates it", async () => {
    const { tenant } = reader(observed(null), hybrid, missing, observed(false));
    expect(await observeEntraAdministrator(tenant, { ...eligible, origin: "created" })).toMatchObject({
      nameTaken: observed(false),
      eligibilityLicensed: observed(false),
      user: null,
    });
  });
});

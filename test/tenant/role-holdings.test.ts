/** How administrators hold their roles, read from a practice tenant; and what is waited for. */
import { describe, expect, it } from "vitest";
import { type DirectoryRoleId, directoryRoles } from "../../catalogue/directory-roles.ts";
import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import type { RoleHolding } from "../../tenant/facts/roles.ts";
import { observeRoleHoldings } from "../../tenant/observe-role-holdings.ts";
import { openTenant } from "../../tenant/open.ts";
import { startTenant } from "./practice.ts";

const role = "hybrid-identity-administrator";
const { templateId } = directoryRoles[role];
const anna = "anna@contoso.onmicrosoft.com";
const id = "0b7f2f6e-59a5-4f3c-8f0e-1d2c3b4a5968";
const users = [{ userPrincipalName: anna, displayName: "Anna", id }];

const userAndGroups = {
  users: [...users, { userPrincipalName: "zoe@contoso.onmicrosoft.com", displayName: "Zoe" }],
  groups: [
    { displayName: "Operators", isAssignableToRole: true, members: [anna] },
    { displayName: "Standby", isAssignableToRole: true, members: [anna] },
    { displayName: "Others", isAssignableToRole: true, members: ["zoe@contoso.onmicrosoft.com"] },
  ],
};
const declaration = {
  objectId: id,
  roles: [role],
  assignment: "direct",
  assignmentType: "active",
  group: null,
  assigned: [],
} as const;
const held: RoleHolding = { role, state: "active", group: null };

function group(displayName: string) {
  return expect.objectContaining({ displayName });
}

describe("the roles of a user", () => {
  it("are told by one question where they are held as declared", async () => {
    await using tenant = await startTenant({
      ...userAndGroups,
      roleAssignments: [
        { userPrincipalName: anna, role: templateId },
        { group: "Operators", role: templateId },
      ],
    });
    const reader = openTenant(tenant.environment);
    await reader.organization([]);
    const before = tenant.requests.length;
    expect(await observeRoleHoldings(reader, declaration, [])).toEqual({ holdings: observed([held]) });
    expect(tenant.requests).toHaveLength(before + 1);
  });

  it("are told with every way in which they come to it otherwise, in a fixed order", async () => {
    await using tenant = await startTenant({
      ...userAndGroups,
      roleAssignments: [
        { group: "Others", role: templateId },
        { group: "Operators", role: templateId },
      ],
      eligibleRoles: [
        { group: "Standby", role: templateId },
        { userPrincipalName: anna, role: templateId },
      ],
    });
    expect(await observeRoleHoldings(openTenant(tenant.environment), declaration, [])).toEqual({
      holdings: observed([
        { role, state: "active", group: group("Operators") },
        { role, state: "eligible", group: null },
        { role, state: "eligible", group: group("Standby") },
      ]),
    });
  });

  it("are told by the declared group, where that gives them", async () => {
    await using tenant = await startTenant({
      ...userAndGroups,
      eligibleRoles: [{ group: "Standby", role: templateId }],
    });
    const throughGroup = { ...declaration, assignment: "group", assignmentType: "eligible", group: "standby" } as const;
    expect(await observeRoleHoldings(openTenant(tenant.environment), throughGroup, [])).toEqual({
      holdings: observed([{ role, state: "eligible", group: group("Standby") }]),
    });
  });

  it("are active only where nobody may ask who is eligible, or nobody can be", async () => {
    for (const seed of [
      { missingLicences: ["Entra ID P2"] },
      { permissions: ["RoleManagement.Read.Directory", "GroupMember.Read.All"] },
    ] as const) {
      await using tenant = await startTenant({
        ...userAndGroups,
        ...seed,
        roleAssignments: [{ group: "Operators", role: templateId }],
      });
      expect(await observeRoleHoldings(openTenant(tenant.environment), declaration, [])).toEqual({
        holdings: observed([{ role, state: "active", group: group("Operators") }]),
      });
    }
  });

  it("are those held as declared where nobody may look into groups", async () => {
    await using tenant = await startTenant({
      ...userAndGroups,
      permissions: ["RoleManagement.Read.Directory"],
      roleAssignments: [{ group: "Operators", role: templateId }],
    });
    expect(await observeRoleHoldings(openTenant(tenant.environment), declaration, [])).toEqual({
      holdings: observed([]),
    });
  });

  it("are not asked for where there is no user, or nothing was assigned", async () => {
    const { observe } = answering(observed([role]));
    expect(await observe(undefined, { objectId: "" })).toEqual({ holdings: null });
    expect(await observe(undefined, { assigned: null })).toEqual({ holdings: null });
  });
});

/** Answers one after the other, the last one for good. */
function answering(...answers: readonly Fact<readonly DirectoryRoleId[]>[]) {
  const waits: number[] = [];
  let asked = 0;
  const reader = {
    rolesHeldDirectly: async () => answers[Math.min(asked++, answers.length - 1)] ?? observed([]),
    rolesEligible: async () => observed([]),
    roleHoldings: async () => observed([]),
  };
  const observe = (previous?: readonly string[], change: object = { assigned: ["new"] }) =>
    observeRoleHoldings(reader, { ...declaration, ...change }, previous, async (milliseconds) =>
      waits.push(milliseconds),
    );
  return { observe, waits };
}

describe("an assignment that this program has made", () => {
  it("is waited for until the tenant shows it", async () => {
    const { observe, waits } = answering(observed([]), observed([]), observed([role]));
    expect(await observe()).toEqual({ holdings: observed([held]) });
    expect(waits).toEqual([5_000, 5_000]);
  });

  it("is given up after a minute", async () => {
    const { observe, waits } = answering(observed([]));
    expect(await observe()).toEqual({ holdings: observed([]) });
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(60_000);
  });

  it("is not waited for when it was there last time, nor when the tenant may not be read", async () => {
    const gone = answering(observed([]));
    expect(await gone.observe(["new"])).toEqual({ holdings: observed([]) });
    const closed = answering(unobservable("no permission", "grant it"));
    expect(await closed.observe()).toEqual({ holdings: unobservable("no permission", "grant it") });
    expect([...gone.waits, ...closed.waits]).toEqual([]);
  });
});

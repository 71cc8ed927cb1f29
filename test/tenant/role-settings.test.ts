/** Eligibility with an end, and the settings of roles that decide on it. */
import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import { endOfEligibility, giveEligibility } from "../../tenant/eligibility.ts";
import { connect } from "../../tenant/graph-connection.ts";
import { observeEntraAdministrator } from "../../tenant/observe-administrator.ts";
import { openTenant } from "../../tenant/open.ts";
import { startTenant } from "./practice.ts";

const anna = { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" };
const role = "hybrid-identity-administrator";
const { templateId } = directoryRoles[role];
const now = new Date("2026-11-23T09:00:00Z");
const declared = { userPrincipalName: anna.userPrincipalName, group: null, roles: [role] as const, until: null };

async function obstacles(
  seed: TenantSeed,
  different: Partial<Omit<typeof declared, "group" | "until">> & { group?: string; until?: string } = {},
) {
  await using tenant = await startTenant({ users: [anna], ...seed });
  return await openTenant(tenant.environment, () => now).eligibilityObstacles({ ...declared, ...different });
}

const found = (...kinds: string[]) => ({ observed: kinds.map((kind) => expect.objectContaining({ role, kind })) });

describe("the settings of a role", () => {
  it("that nobody has changed are in the way of nothing", async () => {
    expect(await obstacles({})).toEqual({ observed: [] });
    expect(await obstacles({}, { until: "2030-01-01" })).toEqual({ observed: [] });
  });

  it("may demand an end, and no later one than they permit", async () => {
    const seed = { roleSettings: [{ role: templateId, eligibilityExpiresAfter: "P365D" }] };
    expect(await obstacles(seed)).toEqual({ observed: [{ role, kind: "no end", longest: "P365D" }] });
    expect(await obstacles(seed, { until: "2027-11-22" })).toEqual({ observed: [] });
    expect(await obstacles(seed, { until: "2027-11-24" })).toEqual({
      observed: [{ role, kind: "too late", longest: "P365D" }],
    });
    expect(await obstacles(seed, { until: "2026-11-22" })).toEqual(found("over"));
  });

  it.each([
    ["P1Y", "2027-11-22", "2027-11-24"],
    ["P6M", "2027-05-22", "2027-05-24"],
    ["P2W", "2026-12-06", "2026-12-08"],
    ["PT36H", "2026-11-23", "2026-11-25"],
  ])("are understood where they write %s", async (eligibilityExpiresAfter, early, late) => {
    const seed = { roleSettings: [{ role: templateId, eligibilityExpiresAfter }] };
    expect(await obstacles(seed, { until: early })).toEqual({ observed: [] });
    expect(await obstacles(seed, { until: late })).toEqual(found("too late"));
  });

  it("may demand a ticket or multifactor authentication, which the program cannot give; a justification it gives", async () => {
    const demands = ["Justification", "MultiFactorAuthentication", "Ticketing"] as const;
    expect(await obstacles({ roleSettings: [{ role: templateId, demands }] })).toEqual(found("ticket", "multifactor"));
    expect(await obstacles({ roleSettings: [{ role: templateId, demands: ["Justification"] }] })).toEqual({
      observed: [],
    });
  });

  it("are in the way of nobody who is eligible already, directly or as the declared group", async () => {
    const roleSettings = [{ role: templateId, eligibilityExpiresAfter: "P30D" }];
    const held = await obstacles({ roleSettings, eligibleRoles: [{ ...anna, role: templateId }] });
    expect(held).toEqual({ observed: [] });
    const groups = [{ displayName: "Operators", isAssignableToRole: true }];
    const group = { group: "Operators" };
    expect(await obstacles({ roleSettings, groups }, group)).toEqual(found("no end"));
    expect(
      await obstacles({ roleSettings, groups, eligibleRoles: [{ group: "Operators", role: templateId }] }, group),
    ).toEqual({ observed: [] });
  });

  it("are in the way of another end, too: of none, of a later one, and not of the one that it has", async () => {
    const roleSettings = [{ role: templateId, eligibilityExpiresAfter: "P30D" }];
    const seed = { roleSettings, eligibleRoles: [{ ...anna, role: templateId, until: "2026-12-10" }] };
    expect(await obstacles(seed)).toEqual(found("no end"));
    expect(await obstacles(seed, { until: "2027-06-30" })).toEqual(found("too late"));
    expect(await obstacles(seed, { until: "2026-12-20" })).toEqual({ observed: [] });
    expect(await obstacles(seed, { until: "2026-12-10" })).toEqual({ observed: [] });
    const long = { roleSettings, eligibleRoles: [{ ...anna, role: templateId, until: "2027-12-10" }] };
    expect(await obstacles(long, { until: "2027-12-10" })).toEqual({ observed: [] });
  });

  it("do not matter for what an administrator was eligible for before the program, which leaves it as it is", async () => {
    await using tenant = await startTenant({
      users: [anna],
      roleSettings: [{ role: templateId, eligibilityExpiresAfter: "P30D" }],
      eligibleRoles: [{ ...anna, role: templateId, until: "2027-12-10" }],
    });
    const reader = openTenant(tenant.environment, () => now);
    const declaration = {
      userPrincipalName: anna.userPrincipalName,
      origin: "adopted",
      roles: [role],
      assignmentType: "eligible",
    } as const;
    const first = await observeEntraAdministrator(reader, declaration);
    expect(first).toMatchObject({ heldBefore: { observed: [role] }, eligibilityObstacles: { observed: [] } });
    // The same eligibility, if the program has given it: a new end is a request.
    const given = first.recognised && { ...first.recognised, held: [] };
    expect(await observeEntraAdministrator(reader, declaration, { ...first, recognised: given })).toMatchObject({
      heldBefore: { observed: [] },
      eligibilityObstacles: found("no end"),
    });
  });

  it("of another role do not matter", async () => {
    const other = directoryRoles["global-administrator"].templateId;
    expect(await obstacles({ roleSettings: [{ role: other, eligibilityExpiresAfter: "P30D" }] })).toEqual({
      observed: [],
    });
  });

  it("cannot be told without a permission, which is named", async () => {
    const permissions = ["User.Read.All", "RoleEligibilitySchedule.Read.Directory"] as const;
    expect(await obstacles({ permissions })).toMatchObject({
      unobservable: { remedy: expect.stringContaining("RoleManagementPolicy.Read.Directory") },
    });
    const enough = [...permissions, "RoleManagementPolicy.Read.Directory"] as const;
    expect(await obstacles({ permissions: enough })).toEqual({ observed: [] });
  });
});

describe("an eligibility with an end", () => {
  it("is given, changed and taken to have none, as it is declared", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const graph = await connect(tenant.environment);
    const eligibility = { principalId: String(tenant.users()[0]?.id), role } as const;
    expect(await endOfEligibility(graph, eligibility)).toBeUndefined();
    for (const until of ["2030-06-30", "2031-06-30", null]) {
      for (const _ of [1, 2]) await giveEligibility(graph, { ...eligibility, until });
      expect(await endOfEligibility(graph, eligibility)).toBe(until);
      expect(tenant.roleEligibilitySchedules()).toHaveLength(1);
    }
  });

  it("that the settings of the role refuse is one sentence, with what to declare", async () => {
    await using tenant = await startTenant({
      users: [anna],
      roleSettings: [{ role: templateId, eligibilityExpiresAfter: "P30D" }],
    });
    const graph = await connect(tenant.environment);
    const principalId = String(tenant.users()[0]?.id);
    await expect(giveEligibility(graph, { principalId, role })).rejects.toThrow(
      `The settings of Hybrid Identity Administrator in Privileged Identity Management do not permit the eligibility of ${principalId}. ` +
        "Change the settings of the role, or declare the last day of the eligibility (eligibleUntil).",
    );
  });
});

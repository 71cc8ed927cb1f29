import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import { endEligibility, giveEligibility, isEligibilityLicensed, rolesEligible } from "../../tenant/eligibility.ts";
import { connect } from "../../tenant/graph-connection.ts";
import { startTenant } from "./practice.ts";

const anna = { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" };
const role = "hybrid-identity-administrator";

async function open(seed: TenantSeed = {}) {
  const tenant = await startTenant({ users: [anna], ...seed });
  const [user] = tenant.users();
  return {
    tenant,
    graph: await connect(tenant.environment),
    eligibility: { principalId: user?.id ?? "", role } as const,
  };
}

describe("an eligibility", () => {
  it("is given and ended, each as often as one likes", async () => {
    const { tenant, graph, eligibility } = await open();
    await using _ = tenant;
    for (const __ of [1, 2]) await giveEligibility(graph, eligibility);
    expect(await rolesEligible(graph, eligibility.principalId, ["global-administrator", role])).toEqual([role]);
    tenant.advance({ days: 46 });
    for (const __ of [1, 2]) await endEligibility(graph, eligibility);
    expect(await rolesEligible(graph, eligibility.principalId, [role])).toEqual([]);
  });

  it("is told apart by its role and by whom it is for", async () => {
    const { templateId } = directoryRoles["global-administrator"];
    const { tenant, graph, eligibility } = await open({ eligibleRoles: [{ ...anna, role: templateId }] });
    await using _ = tenant;
    expect(await rolesEligible(graph, eligibility.principalId, [role])).toEqual([]);
    expect(await rolesEligible(graph, tenant.caller.servicePrincipalId, ["global-administrator"])).toEqual([]);
  });

  it("of somebody who is gone has ended, and cannot be given", async () => {
    const { tenant, graph } = await open();
    await using _ = tenant;
    const gone = { principalId: "00000000-0000-4000-8000-000000000001", role } as const;
    await endEligibility(graph, gone);
    await expect(giveEligibility(graph, gone)).rejects.toMatchObject({ code: "SubjectNotFound" });
  });

  it("takes a licence, whose absence is one clear sentence", async () => {
    const { tenant, graph, eligibility } = await open({ missingLicences: ["Entra ID P2"] });
    await using _ = tenant;
    expect(await isEligibilityLicensed(graph)).toBe(false);
    await expect(giveEligibility(graph, eligibility)).rejects.toThrow(
      `The tenant has no license for Privileged Identity Management, so the program cannot change the eligibility of ${eligibility.principalId} ` +
        "for Hybrid Identity Administrator. Buy Microsoft Entra ID P2 or Microsoft Entra ID Governance.",
    );
  });

  it("takes a permission of its own, which is named", async () => {
    const { tenant, graph, eligibility } = await open({ permissions: ["RoleEligibilitySchedule.Read.Directory"] });
    await using _ = tenant;
    expect(await isEligibilityLicensed(graph)).toBe(true);
    await expect(giveEligibility(graph, eligibility)).rejects.toThrow(
      /is not allowed to change the eligibility of .* application permission RoleEligibilitySchedule\.ReadWrite\.Directory, with admin consent\.$/,
    );
  });

  it("that may not be read is no missing licence", async () => {
    const { tenant, graph } = await open({ permissions: ["User.Read.All"] });
    await using _ = tenant;
    await expect(isEligibilityLicensed(graph)).rejects.toThrow(
      /application permission RoleEligibilitySchedule\.Read\.Directory/,
    );
  });
});

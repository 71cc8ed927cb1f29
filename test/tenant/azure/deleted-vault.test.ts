import { describe, expect, it, vi } from "vitest";
import { findDeletedVault } from "../../../tenant/azure/deleted-vault.ts";
import { requestToken } from "../../lab/tenant/graph-caller.ts";
import { startTenant } from "../practice.ts";

/** A tenant whose subscription had a vault, until now. */
async function withDeletedVault(enablePurgeProtection: boolean) {
  const tenant = await startTenant({ resourceGroups: ["rg"] });
  const origin = `https://${tenant.metadataHost}/arm`;
  const { body } = await requestToken(tenant, { scope: `${origin}/.default` });
  const path = `/subscriptions/${tenant.environment.ARM_SUBSCRIPTION_ID}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-gone`;
  for (const method of ["PUT", "DELETE"]) {
    const response = await fetch(`${origin}${path}?api-version=2024-11-01`, {
      method,
      headers: { authorization: `Bearer ${body.access_token}`, "content-type": "application/json" },
      ...(method === "PUT" ? { body: JSON.stringify({ properties: { enablePurgeProtection } }) } : {}),
    });
    expect(response.ok).toBe(true);
  }
  return tenant;
}

describe("a deleted vault", () => {
  it("is found by its name, whatever the case, with the days that count", async () => {
    await using tenant = await withDeletedVault(true);
    const today = new Date().toISOString().slice(0, 10);
    expect(await findDeletedVault(tenant.environment, "KV-Gone")).toEqual({
      deletedOn: today,
      freeOn: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      purgeProtection: true,
    });
  });

  it("is none of another name", async () => {
    await using tenant = await withDeletedVault(false);
    expect(await findDeletedVault(tenant.environment, "kv-other")).toBeNull();
  });

  it("cannot be looked for without a subscription", async () => {
    await using tenant = await startTenant();
    await expect(findDeletedVault({ ...tenant.environment, ARM_SUBSCRIPTION_ID: "" }, "kv-gone")).rejects.toMatchObject(
      { reason: "no subscription is named" },
    );
  });

  it.each([
    ["to itself for ever", (address: string) => address, "its pages form a loop"],
    ["to another host", () => "https://attacker.example/more", "another host, which the program does not contact"],
  ])("is not looked for through pages that lead %s", async (_, nextLink, fact) => {
    await using tenant = await startTenant({ resourceGroups: ["rg"] });
    const asked: string[] = [];
    const original = globalThis.fetch;
    using _fetch = vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
      const address = String(input);
      if (!address.includes("deletedVaults") && !address.includes("attacker")) return original(input, init);
      asked.push(address);
      return Promise.resolve(Response.json({ value: [], nextLink: nextLink(address) }));
    });
    await expect(findDeletedVault(tenant.environment, "kv-gone")).rejects.toThrow(
      new RegExp(
        `^Azure Resource Manager did not complete its answer about the deleted vaults of the subscription .*${fact}`,
      ),
    );
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(asked.join(" ")).not.toContain("attacker");
  });
});

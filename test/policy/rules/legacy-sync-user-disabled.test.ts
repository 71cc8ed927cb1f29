import { describe, expect, it } from "vitest";
import type { TenantInputs } from "../../../contract/entra.ts";
import { legacySyncUserDisabled as rule } from "../../../policy/rules/legacy-sync-user-disabled.ts";
import type { SyncServiceAccount } from "../../../tenant/facts/tenant.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const userOf = (server: string, enabled = true): SyncServiceAccount => ({
  userPrincipalName: `Sync_${server}_0a1b2c@fabrikam.onmicrosoft.com`,
  tool: "connect-sync",
  server,
  enabled,
});

type ConnectSync = NonNullable<TenantInputs["connectSync"]>;

function withUsers(sample: readonly SyncServiceAccount[], change: Partial<ConnectSync> = {}): object {
  const inputs = examples.tenant();
  const connectSync = { ...inputs.connectSync, ...change };
  const members = { serviceAccounts: { count: sample.length, sample }, others: { count: 0, sample: [] } };
  return { ...inputs, connectSync, observed: { ...inputs.observed, syncRoleMembers: { observed: members } } };
}

describe("legacy-sync-user-disabled", () => {
  it("accepts a disabled user, and the account of Cloud Sync", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
  });

  it("names the enabled user of the active server once that signs in as an application", () => {
    expect(judged(rule, "tenant", withUsers([userOf("srv9")]))).toMatchObject({
      levels: ["mandatory"],
      messages: [
        "Sync_srv9_0a1b2c@fabrikam.onmicrosoft.com is enabled, although SRV9 signs in as an application; " +
          "an unused user with a password that never expires may still write every synchronized identity.\n" +
          "Remove it in the Microsoft Entra admin center after the server has switched. To use it again, declare " +
          "hybrid-sync:connectSync.identity.kind as user.",
      ],
    });
  });

  it("only shows that of a staging server, which may not have switched, and of a server it does not know", () => {
    const { levels, facts } = judged(rule, "tenant", withUsers([userOf("SRV10"), userOf("OLD1")]));
    expect(levels).toEqual(["advisory", "advisory"]);
    expect(facts[0]).toContain("srv10.fabrikam.example is a staging server, which may not have switched yet");
    expect(facts[1]).toContain("this stack declares no server OLD1");
  });

  it("does not pass over accounts that are not shown, unless those that are end with disabled ones", () => {
    const many = Array.from({ length: 20 }, (_, index) => userOf(`OLD${index}`));
    const counted = (sample: readonly SyncServiceAccount[]) => {
      const inputs = withUsers(sample) as TenantInputs;
      const members = { serviceAccounts: { count: 21, sample }, others: { count: 0, sample: [] } };
      return judged(rule, "tenant", {
        ...inputs,
        observed: { ...inputs.observed, syncRoleMembers: { observed: members } },
      });
    };
    const { verdicts, facts, levels } = counted(many);
    expect(verdicts.at(-1)).toBe("unobservable");
    expect(levels.at(-1)).toBe("mandatory");
    expect(facts.at(-1)).toContain("besides these: it has 1 sync service account more than an observation lists");
    expect(counted([...many.slice(1), userOf("OLD20", false)]).verdicts).not.toContain("unobservable");
    expect(counted(many.map((one) => ({ ...one, tool: "cloud-sync", server: null }))).verdicts).toEqual([
      "unobservable",
    ]);
  });

  it.each([
    ["before the installation", { phase: "before-install" }],
    [
      "where the user is declared, as after going back to it",
      { identity: { kind: "user", name: "Sync_SRV9_0a@x.test" } },
    ],
  ] as const)("has nothing to say %s", (_, change) => {
    expect(judged(rule, "tenant", withUsers([userOf("SRV9")], change)).verdicts).toEqual(["not applicable"]);
  });

  it("has nothing to say without Connect Sync", () => {
    expect(judged(rule, "tenant", { ...examples.tenant(), connectSync: null }).verdicts).toEqual(["not applicable"]);
  });

  itNeedsTheTenant(rule, ["syncRoleMembers"]);
});

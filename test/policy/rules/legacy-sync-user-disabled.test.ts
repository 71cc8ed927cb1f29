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

  describe("before an installation with an application", () => {
    const before = { phase: "before-install" } as const;

    it("shows the enabled user of a declared server, active or staging, which the new installation does not use", () => {
      const { levels, facts, messages } = judged(rule, "tenant", withUsers([userOf("SRV9"), userOf("SRV10")], before));
      expect(levels).toEqual(["advisory", "advisory"]);
      expect(facts[0]).toBe(
        "Sync_SRV9_0a1b2c@fabrikam.onmicrosoft.com is enabled, although Connect Sync is to be installed on SRV9 with an application, which does not use it",
      );
      expect(messages[0]).toContain("If an earlier installation on the server still uses it, remove it");
      expect(messages[0]).toContain("declare hybrid-sync:connectSync.identity.kind as user");
    });

    it("accepts a disabled one, and leaves those of other servers to the rules about undeclared tools", () => {
      expect(judged(rule, "tenant", withUsers([userOf("SRV9", false), userOf("OLD1")], before)).verdicts).toEqual([
        "met",
      ]);
    });

    it("only advises where the users could not be read", () => {
      const inputs = withUsers([], before) as TenantInputs;
      const syncRoleMembers = { unobservable: { reason: "403", remedy: "Grant it." } };
      const { verdicts, levels } = judged(rule, "tenant", {
        ...inputs,
        observed: { ...inputs.observed, syncRoleMembers },
      });
      expect([verdicts, levels]).toEqual([["unobservable"], ["advisory"]]);
    });
  });

  it.each(["before-install", "after-install"] as const)(
    "has nothing to say %s where the user is declared, as after going back to it",
    (phase) => {
      const change = { phase, identity: { kind: "user", name: "Sync_SRV9_0a@x.test" } } as const;
      expect(judged(rule, "tenant", withUsers([userOf("SRV9")], change)).verdicts).toEqual(["not applicable"]);
    },
  );

  it("has nothing to say without Connect Sync", () => {
    expect(judged(rule, "tenant", { ...examples.tenant(), connectSync: null }).verdicts).toEqual(["not applicable"]);
  });

  itNeedsTheTenant(rule, ["syncRoleMembers"]);
});

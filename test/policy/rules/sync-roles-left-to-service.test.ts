import { describe, expect, it } from "vitest";
import { syncRolesLeftToService as rule } from "../../../policy/rules/sync-roles-left-to-service.ts";
import type { SyncRoleMember, SyncServiceAccount } from "../../../tenant/facts/tenant.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const person: SyncRoleMember = {
  kind: "user",
  name: "kim@fabrikam.example",
  role: "directory-synchronization-accounts",
  enabled: true,
  guest: false,
};

function heldBy(sample: readonly SyncRoleMember[], count = sample.length): object {
  const inputs = examples.tenant();
  const serviceAccounts = { count: 0, sample: [] };
  const syncRoleMembers = { observed: { serviceAccounts, others: { count, sample } } };
  return { ...inputs, observed: { ...inputs.observed, syncRoleMembers } };
}

describe("sync-roles-left-to-service", () => {
  it("accepts accounts that the service made, enabled or not", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
  });

  it("accepts a tenant in which nobody holds the roles", () => {
    expect(judged(rule, "tenant", heldBy([])).verdicts).toEqual(["met"]);
  });

  it("names a person, with the role and the way out", () => {
    expect(judged(rule, "tenant", heldBy([person]))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        'kim@fabrikam.example (user) holds "Directory Synchronization Accounts" (d29b2b05-8046-44ba-8758-1e26182fcf32), but the sync ' +
          "service did not create the account; anyone who holds one of these roles may write every synchronized identity of the tenant.\n" +
          "Remove the assignment in the Microsoft Entra admin center, under Roles & admins; only the service assigns these roles.",
      ],
    });
  });

  it("names guests, disabled users and groups too, and both roles", () => {
    const members: SyncRoleMember[] = [
      { ...person, name: "guest", guest: true, role: "on-premises-directory-sync-account" },
      { ...person, name: "leaver", enabled: false },
      { ...person, kind: "group", name: "Operators", enabled: null },
    ];
    const { levels, facts } = judged(rule, "tenant", heldBy(members));
    expect(levels).toEqual(["mandatory", "mandatory", "mandatory"]);
    expect(facts[0]).toContain('guest (guest) holds "On Premises Directory Sync Account"');
    expect(facts[1]).toContain("leaver (user, disabled) holds");
    expect(facts[2]).toContain("Operators (group) holds");
  });

  it("only advises about a service principal, which may be one of Microsoft's own, and about who is not there", () => {
    for (const kind of ["service principal", "unknown object"] as const) {
      const { levels } = judged(rule, "tenant", heldBy([{ ...person, kind, enabled: null }]));
      expect(levels).toEqual(["advisory"]);
    }
  });

  it("says how many more there are than it names", () => {
    const { facts, levels } = judged(rule, "tenant", heldBy([person], 31));
    expect(levels).toEqual(["mandatory", "mandatory"]);
    expect(facts[1]).toBe("The tenant has 30 more holders of the sync roles that the service did not create");
  });

  describe("of accounts that are called like the service's own, as anybody who creates users may call one", () => {
    const cloud = (name = "ADToAADSyncServiceAccount"): SyncServiceAccount => ({
      userPrincipalName: `${name}@fabrikam.onmicrosoft.com`,
      tool: "cloud-sync",
      server: null,
      enabled: true,
    });
    const connect = (server: string, id = "0a1b"): SyncServiceAccount => ({
      userPrincipalName: `Sync_${server}_${id}@fabrikam.onmicrosoft.com`,
      tool: "connect-sync",
      server,
      enabled: true,
    });
    const among = (sample: readonly SyncServiceAccount[], declared: object = {}, count = sample.length) => {
      const inputs = examples.tenant();
      const syncRoleMembers = { observed: { serviceAccounts: { count, sample }, others: { count: 0, sample: [] } } };
      return judged(rule, "tenant", { ...inputs, ...declared, observed: { ...inputs.observed, syncRoleMembers } });
    };

    it("accepts the one of each declared server and tool", () => {
      expect(among([cloud(), connect("SRV9"), connect("SRV10")]).verdicts).toEqual(["met"]);
      expect(among([{ ...connect("OLD1"), enabled: false }]).verdicts).toEqual(["met"]);
    });

    it.each<[string, readonly SyncServiceAccount[], object, string]>([
      ["a server that is not declared", [connect("OLD1")], {}, "this stack declares no server OLD1"],
      ["no tool", [cloud()], { cloudSync: null }, "this stack does not declare Cloud Sync"],
      ["no tool either", [connect("SRV9")], { connectSync: null }, "this stack declares no server SRV9"],
    ])("concludes nothing of one that belongs to %s", (_, accounts, declared, doubt) => {
      const { verdicts, levels, facts } = among(accounts, declared);
      expect([verdicts, levels]).toEqual([["undecided"], ["advisory"]]);
      expect(facts[0]).toContain(`anyone who creates users can choose the name of a service account, and ${doubt}`);
    });

    it("concludes nothing of several for one server or for Cloud Sync, save the user that is declared", () => {
      expect(among([connect("SRV9"), connect("SRV9", "ffff")]).verdicts).toEqual(["undecided", "undecided"]);
      expect(among([cloud(), cloud("ADToAADSyncServiceAccount2")]).verdicts).toEqual(["undecided", "undecided"]);
      const declared = examples.tenant().connectSync;
      const identity = { kind: "user", name: connect("SRV9").userPrincipalName };
      const accounts = [connect("SRV9"), connect("SRV9", "ffff")];
      expect(among(accounts, { connectSync: { ...declared, identity } }).facts).toEqual([
        expect.stringContaining("it is one of several for the server SRV9"),
      ]);
    });

    it("concludes nothing of the only enabled one of a server for which another user is declared", () => {
      const declared = examples.tenant().connectSync;
      const identity = { kind: "user", name: connect("SRV9", "0a1b").userPrincipalName };
      const accounts = [{ ...connect("SRV9", "0a1b"), enabled: false }, connect("SRV9", "ffff"), connect("SRV10")];
      expect(among(accounts, { connectSync: { ...declared, identity } }).facts).toEqual([
        expect.stringContaining(`this stack declares ${identity.name} for the server SRV9`),
      ]);
    });

    it("cannot verify those that are not kept", () => {
      expect(among([connect("SRV9")], {}, 5).verdicts).toEqual(["unobservable"]);
    });
  });

  itNeedsTheTenant(rule, ["syncRoleMembers"]);
});

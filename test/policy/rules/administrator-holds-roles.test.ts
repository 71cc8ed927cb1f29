import { describe, expect, it } from "vitest";
import type { EntraRoleHoldingsInputs } from "../../../contract/entra.ts";
import { administratorHoldsRoles as rule } from "../../../policy/rules/administrator-holds-roles.ts";
import type { RoleHolding } from "../../../tenant/facts/roles.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, notObservedYet } from "../judged.ts";

const role = "hybrid-identity-administrator";
const direct: RoleHolding = { role, state: "active", group: null };
const eligible: RoleHolding = { role, state: "eligible", group: null };
const throughGroup: RoleHolding = {
  role,
  state: "active",
  group: { objectId: "5d4f2f0e-8a49-4a0a-9a3b-3d1c1f6e7a11", displayName: "Sync operators" },
};

function holding(holdings: readonly RoleHolding[], change: Partial<EntraRoleHoldingsInputs> = {}) {
  return { ...examples["entra role holdings"](), ...change, observed: { holdings: { observed: holdings } } };
}

const verdictOf = (inputs: object) => judged(rule, "entra role holdings", inputs);
const cloudGroup = {
  administrator: "cloud-sync-hybrid-identity-administrator",
  assignment: "group",
  group: "sync OPERATORS",
} as const;

describe("administrator-holds-roles", () => {
  it("accepts a role that the tenant shows as held directly, however else it comes to the user", () => {
    expect(verdictOf(holding([direct])).verdicts).toEqual(["met"]);
    expect(verdictOf(holding([direct, eligible, throughGroup])).verdicts).toEqual(["met"]);
  });

  it.each([
    [[], ""],
    [[throughGroup], '; it has it through the group "Sync operators"'],
    [[eligible], "; it is eligible for it"],
    [
      [{ ...throughGroup, state: "eligible" }, eligible],
      '; it is eligible for it through the group "Sync operators" and is eligible for it',
    ],
  ] as const)("does not accept anything else for an active role, and says what there is: %j", (holdings, instead) => {
    const { levels, facts, messages } = verdictOf(holding(holdings));
    expect(levels).toEqual(["mandatory"]);
    expect(facts[0]).toMatch(/does not have Hybrid Identity Administrator directly in the tenant/);
    expect(facts[0]?.endsWith(`in the tenant${instead}`)).toBe(true);
    expect(messages[0]).toContain("with: pulumi up --refresh");
  });

  it("accepts an eligible role where that is declared, and an active one just as well", () => {
    const declared = { assignmentType: "eligible" } as const;
    for (const held of [eligible, direct]) expect(verdictOf(holding([held], declared)).verdicts).toEqual(["met"]);
    expect(verdictOf(holding([throughGroup], declared)).facts[0]).toContain("is not eligible for Hybrid Identity");
  });

  it("accepts the declared group for Cloud Sync once the tenant shows it, and no other", () => {
    expect(verdictOf(holding([throughGroup], cloudGroup)).verdicts).toEqual(["met"]);
    expect(verdictOf(holding([direct], cloudGroup)).verdicts).toEqual(["met"]);
    const other = verdictOf(
      holding([{ ...throughGroup, group: { objectId: "other", displayName: "Others" } }], cloudGroup),
    );
    expect(other.levels).toEqual(["mandatory"]);
    expect(other.facts[0]).toContain(
      'does not have Hybrid Identity Administrator through the group "sync OPERATORS" in the tenant; it has it through the group "Others"',
    );
  });

  it("accepts a group that is declared by its object ID", () => {
    const byId = { ...cloudGroup, group: throughGroup.group?.objectId ?? null };
    expect(verdictOf(holding([throughGroup], byId)).verdicts).toEqual(["met"]);
  });

  it("does not accept a group in which the role still has to be activated, unless that is declared", () => {
    const standby: RoleHolding = { ...throughGroup, state: "eligible" };
    expect(verdictOf(holding([standby], cloudGroup)).levels).toEqual(["mandatory"]);
    expect(verdictOf(holding([standby], { ...cloudGroup, assignmentType: "eligible" })).verdicts).toEqual(["met"]);
  });

  it("leaves to others a user that is not there, or whose roles could not be read", () => {
    const inputs = examples["entra role holdings"]();
    expect(verdictOf({ ...inputs, observed: { holdings: null } }).verdicts).toEqual(["not applicable"]);
  });

  it("cannot verify what may not be read, and is judged in the update while something is not made yet", () => {
    const inputs = examples["entra role holdings"]();
    const { verdicts, levels } = verdictOf({ ...inputs, observed: { holdings: noAccess } });
    expect(verdicts).toEqual(["unobservable"]);
    expect(levels).toEqual(["mandatory"]);
    expect(verdictOf(notObservedYet(inputs)).verdicts).toEqual(["not yet known"]);
  });
});

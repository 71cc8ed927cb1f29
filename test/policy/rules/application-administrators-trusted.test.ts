import { describe, expect, it } from "vitest";
import { applicationAdministratorsTrusted as rule } from "../../../policy/rules/application-administrators-trusted.ts";
import type { ApplicationAdministrator } from "../../../tenant/facts/tenant.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const anna: ApplicationAdministrator = {
  name: "anna@fabrikam.onmicrosoft.com",
  objectId: "11111111-2222-4333-8444-555555555555",
  kind: "user",
  roles: [
    { title: "Application Administrator", group: null },
    { title: "Cloud Application Administrator", group: "Application team" },
  ],
};

function having(
  active: readonly ApplicationAdministrator[],
  eligible: readonly ApplicationAdministrator[] = [],
  count = active.length,
  {
    owners = [],
    coming = [],
  }: {
    readonly owners?: readonly ApplicationAdministrator[];
    readonly coming?: readonly ApplicationAdministrator[];
  } = {},
) {
  const inputs = examples.tenant();
  return {
    ...inputs,
    observed: {
      ...inputs.observed,
      applicationAdministrators: { observed: { count, sample: active } },
      eligibleApplicationAdministrators: { observed: { count: eligible.length, sample: eligible } },
      ownersOfAdministratorGroups: { observed: { count: owners.length, sample: owners } },
      eligibleForAdministratorGroups: { observed: { count: coming.length, sample: coming } },
    },
  };
}

describe("application-administrators-trusted", () => {
  it("accepts that nobody else holds such a role", () => {
    expect(judged(rule, "tenant", having([])).verdicts).toEqual(["met"]);
  });

  it("does not accept what an observation leaves out while it has the rest", () => {
    const inputs = having([anna]);
    const observed = { ...inputs.observed, ownersOfAdministratorGroups: null };
    expect(judged(rule, "tenant", { ...inputs, observed }).verdicts).toEqual(["unmet", "unobservable"]);
    const nothing = {
      applicationAdministrators: null,
      eligibleApplicationAdministrators: null,
      eligibleForAdministratorGroups: null,
    };
    expect(judged(rule, "tenant", { ...inputs, observed: { ...observed, ...nothing } }).verdicts).toEqual([
      "not applicable",
    ]);
  });

  it("names each one with the roles, the group they come through, and the way out", () => {
    const eligible = { ...anna, name: "bert@fabrikam.onmicrosoft.com" };
    const { levels, facts, messages } = judged(rule, "tenant", having([anna], [eligible]));
    expect(levels).toEqual(["advisory", "advisory"]);
    expect(facts).toEqual([
      'anna@fabrikam.onmicrosoft.com holds Application Administrator and Cloud Application Administrator through the group "Application team" ' +
        `(object id ${anna.objectId})`,
      'bert@fabrikam.onmicrosoft.com is eligible for Application Administrator and Cloud Application Administrator through the group "Application team" ' +
        `(object id ${anna.objectId})`,
    ]);
    expect(messages[0]).toContain(
      `name the administrator as trusted: pulumi config set --path 'hybrid-sync:tenant.trustedAdministrators[1]' ${anna.objectId}`,
    );
  });

  it("names who owns a group that holds such a role, and who can activate membership or ownership of one", () => {
    const title = "Application Administrator";
    const group = "Application team";
    const owners = [{ ...anna, roles: [{ title, group, ownership: true }] }];
    const coming = [
      {
        ...anna,
        roles: [
          { title, group, ownership: false },
          { title: 'the custom role "Helpers"', group, ownership: true },
        ],
      },
    ];
    const { levels, facts, messages } = judged(rule, "tenant", having([], [], 0, { owners, coming }));
    expect(levels).toEqual(["advisory", "advisory"]);
    expect(facts).toEqual([
      `anna@fabrikam.onmicrosoft.com can take ${title} through ownership of the group "${group}" (object id ${anna.objectId})`,
      `anna@fabrikam.onmicrosoft.com can activate ${title} through the group "${group}" and the custom role "Helpers" through ownership of the group "${group}" (object id ${anna.objectId})`,
    ]);
    expect(messages[0]).toContain("Remove the owner from the group. If it is needed");
    expect(messages[1]).toContain("Remove the eligible assignment under Privileged Identity Management, Groups. If it");
  });

  it("trusts an application under trustedApplications, by its id", () => {
    const application = { ...anna, kind: "service principal" as const, name: "Pipeline" };
    const { messages } = judged(rule, "tenant", having([application]));
    expect(messages[0]).toContain(`'hybrid-sync:tenant.trustedApplications[1]' ${anna.objectId}`);
    const trusted = { ...having([application]), trustedApplications: [anna.objectId.toUpperCase()] };
    expect(judged(rule, "tenant", trusted).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", { ...having([application]), trustedApplications: ["Pipeline"] }).verdicts).toEqual([
      "unmet",
    ]);
  });

  it("calls a user, an application and anything else by what it is", () => {
    const all = (["user", "service principal", "unknown object"] as const).map((kind) => ({
      ...anna,
      kind,
      name: `one ${kind}`,
    }));
    const { facts, messages } = judged(rule, "tenant", having(all));
    expect(facts.map((fact) => fact.split(" holds ")[0])).toEqual([
      "one user",
      'The application "one service principal"',
      "The object one unknown object",
    ]);
    expect(messages.map((message) => /hybrid-sync:tenant\.(\w+)\[/.exec(message)?.[1])).toEqual([
      "trustedAdministrators",
      "trustedApplications",
      "trustedAdministrators",
    ]);
  });

  it("counts no one where nobody is named, and shows a number without names", () => {
    expect(judged(rule, "tenant", having([], [], 2)).facts).toEqual([
      "The tenant has 2 more administrators with such a role",
    ]);
  });

  it("says how many more there are than are shown", () => {
    expect(judged(rule, "tenant", having([anna], [], 3)).facts[1]).toContain(
      "has 2 more administrators with such a role",
    );
  });

  it("cannot verify what an older version did not look up", () => {
    const {
      applicationAdministrators: _,
      eligibleApplicationAdministrators: __,
      ownersOfAdministratorGroups: ___,
      eligibleForAdministratorGroups: ____,
      ...observed
    } = examples.tenant().observed;
    expect(judged(rule, "tenant", { ...examples.tenant(), observed }).verdicts).toEqual([
      "unobservable",
      "unobservable",
      "unobservable",
      "unobservable",
    ]);
  });

  it("has nothing to say where no application is declared", () => {
    const inputs = having([anna]);
    const connectSync = inputs.connectSync && { ...inputs.connectSync, applications: [] };
    for (const unused of [{ connectSync }, { connectSync: null }])
      expect(judged(rule, "tenant", { ...inputs, ...unused }).facts).toEqual([
        "The tenant is declared to have no application for Connect Sync",
      ]);
  });

  itNeedsTheTenant(rule, [
    "applicationAdministrators",
    "eligibleApplicationAdministrators",
    "ownersOfAdministratorGroups",
    "eligibleForAdministratorGroups",
  ]);
});

import { describe, expect, it } from "vitest";
import { syncApplicationHoldsNoMore as rule } from "../../../policy/rules/sync-application-holds-no-more.ts";
import type { SyncApplication } from "../../../tenant/facts/tenant.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const nothing: SyncApplication = {
  name: "Sync of SRV9",
  clientId: "11111111-2222-4333-8444-555555555555",
  clientSecrets: 0,
  owners: 0,
  certificates: [],
  permissions: [],
};

function holding(excess: Partial<SyncApplication>): object {
  const inputs = examples.tenant();
  const syncApplications = { observed: { count: 1, sample: [{ ...nothing, ...excess }] } };
  return { ...inputs, observed: { ...inputs.observed, syncApplications } };
}

describe("sync-application-holds-no-more", () => {
  it("accepts an application with nothing besides what is declared", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
  });

  it("accepts a second certificate, as while certificates are rotated", () => {
    expect(judged(rule, "tenant", holding({ certificates: ["2029-01-01"] })).verdicts).toEqual(["met"]);
  });

  it("names permissions of password writeback where that is not declared, so that they are not left out", () => {
    const excess = { permissions: ["PasswordWriteback.RefreshClient.All"] };
    expect(judged(rule, "tenant", holding(excess)).facts[0]).toContain(
      "the permission PasswordWriteback.RefreshClient.All",
    );
  });

  it("names secrets, owners and permissions, each by itself", () => {
    const excess = { clientSecrets: 1, owners: 2, permissions: ["Directory.ReadWrite.All", "Mail.Read"] };
    const { facts, levels } = judged(rule, "tenant", holding(excess));
    expect(levels).toEqual(["advisory", "advisory", "advisory", "advisory"]);
    expect(facts).toEqual([
      `The application "Sync of SRV9" has 1 client secret (application ${nothing.clientId})`,
      // As an older version observed it.
      `The application "Sync of SRV9" has 2 owners (application ${nothing.clientId})`,
      `The application "Sync of SRV9" has the permission Directory.ReadWrite.All (application ${nothing.clientId})`,
      `The application "Sync of SRV9" has the permission Mail.Read (application ${nothing.clientId})`,
    ]);
  });

  it("is another finding when a secret is added, so that who accepted one has not accepted two", () => {
    const [one] = judged(rule, "tenant", holding({ clientSecrets: 1 })).ids;
    expect(judged(rule, "tenant", holding({ clientSecrets: 2 })).ids).not.toContain(one);
  });

  const owner = {
    name: "anna@fabrikam.onmicrosoft.com",
    objectId: "object-1",
    of: "application",
    caller: false,
  } as const;

  it.each([
    ["application", "the application", "Remove the owner under App registrations > Owners."],
    ["service principal", "the service principal", "Remove the owner under Enterprise applications > Owners."],
    [
      "both",
      "the application and its service principal",
      "Remove the owner under App registrations > Owners and under Enterprise applications > Owners.",
    ],
  ] as const)("names an owner of the %s, with the place where it is removed", (of, owned, remedy) => {
    const ownedBy = { count: 1, sample: [{ ...owner, of }] };
    const { facts, messages } = judged(rule, "tenant", holding({ owners: 1, ownedBy }));
    expect(facts).toEqual([
      `The application "Sync of SRV9" has the owner anna@fabrikam.onmicrosoft.com (object-1) of ${owned} (application ${nothing.clientId})`,
    ]);
    expect(messages[0]).toContain(`an owner can add a credential, and write every synchronized identity.\n${remedy}`);
  });

  it("says that an update which was stopped left who runs the program as owner, and that the next one removes it", () => {
    const ownedBy = { count: 1, sample: [{ ...owner, of: "service principal", caller: true }] } as const;
    const { messages } = judged(rule, "tenant", holding({ owners: 1, ownedBy }));
    expect(messages[0]).toContain(
      "This owner runs this program: an update was stopped while it created the object. Run pulumi up --refresh, which removes the owner.",
    );
  });

  it("counts the owners that are not shown", () => {
    const ownedBy = { count: 3, sample: [owner] };
    const { facts } = judged(rule, "tenant", holding({ owners: 3, ownedBy }));
    expect(facts).toHaveLength(2);
    expect(facts[1]).toContain("has 2 more owners");
  });

  it("has nothing to say where no application is declared", () => {
    const inputs = examples.tenant();
    const connectSync = { ...inputs.connectSync, applications: [] };
    const observed = { ...inputs.observed, syncApplications: null };
    expect(judged(rule, "tenant", { ...inputs, connectSync, observed }).verdicts).toEqual(["not applicable"]);
  });

  itNeedsTheTenant(rule, ["syncApplications"]);
});

import { describe, expect, it } from "vitest";
import { managedServiceAccountsContainer } from "../../../policy/rules/managed-service-accounts-container.ts";
import { withDomain } from "../forest-examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheForest } from "../missing-observation.ts";

const rule = managedServiceAccountsContainer;
const missing = { managedServiceAccountsContainer: { observed: { state: "missing" } } } as const;
const deleted = {
  managedServiceAccountsContainer: { observed: { state: "deleted", distinguishedName: "CN=gone\\0ADEL:1" } },
} as const;

describe(rule.name, () => {
  it("passes a domain whose container is there", () => {
    expect(judged(rule, "forest", withDomain({}))).toMatchObject({
      facts: [
        "DC=fabrikam,DC=example keeps managed service accounts in CN=Managed Service Accounts,DC=fabrikam,DC=example",
      ],
    });
  });

  it("refuses a domain without one while a gMSA is still to be created", () => {
    const { messages, levels } = judged(
      rule,
      "forest",
      withDomain(missing, { managedServiceAccounts: "to be created" }),
    );
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(
      'DC=fabrikam,DC=example names no container for managed service accounts on dc1.fabrikam.example; creating a gMSA fails with "There is no such object on the server" (0x80072030).',
    );
  });

  it("shows one whose container was deleted once the gMSA is there", () => {
    const { messages, levels } = judged(rule, "forest", withDomain(deleted));
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("names CN=gone\\0ADEL:1 for managed service accounts, which has been deleted");
  });

  it("is about forests with managed service accounts of the stack", () => {
    expect(judged(rule, "forest", withDomain(missing, { managedServiceAccounts: "none" }))).toMatchObject({
      verdicts: ["not applicable"],
    });
  });

  itNeedsTheForest(rule, ["domains"]);
});

import { describe, expect, it } from "vitest";
import { judge } from "../../policy/judge-stack.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { makeResult } from "../../report/make-result.ts";
import { tenantFacts } from "../../report/tenant-facts.ts";
import { renderTerminal } from "../../report/terminal.ts";
import { examples, noAccess, resource, today } from "../policy/examples.ts";

const factsOf = (inputs: object) => tenantFacts(judge([resource("tenant", inputs)], today));
const factOf = (inputs: object, rule: string) => factsOf(inputs).find((fact) => fact.rule === rule);

function observing(change: object): object {
  const inputs = examples.tenant();
  return { ...inputs, observed: { ...inputs.observed, ...change } };
}

const person = (name: string) => ({
  kind: "user",
  name,
  role: "directory-synchronization-accounts",
  enabled: true,
  guest: false,
});

describe("what is judged about the tenant", () => {
  it("is one fact to a rule, without the rules that do not apply", () => {
    const all = factsOf(examples.tenant()).map(({ rule }) => rule);
    expect(all).toContain("sync-service-principal-enabled");
    expect(new Set(all).size).toBe(all.length);
    const withoutConnect = factsOf({ ...examples.tenant(), connectSync: null }).map(({ rule }) => rule);
    expect(withoutConnect).not.toContain("sync-service-principal-enabled");
    for (const { verdict } of factsOf(examples.tenant())) expect(verdict).not.toBe("not applicable");
  });

  it("shows the first two of several that are equally bad, and counts the rest", () => {
    const sample = ["a@x.example", "b@x.example", "c@x.example"].map(person);
    const members = { serviceAccounts: { count: 0, sample: [] }, others: { count: 3, sample } };
    expect(factOf(observing({ syncRoleMembers: { observed: members } }), "sync-roles-left-to-service")).toMatchObject({
      verdict: "unmet",
      enforcementLevel: "mandatory",
      evidence: expect.stringMatching(/^a@x\.example \(user\) holds .*; b@x\.example \(user\) holds .*; and 1 more$/),
    });
  });

  it("says of what may not be read why, and never looks as if it were in order", () => {
    expect(factOf(observing({ syncService: noAccess }), "sync-service-principal-enabled")).toMatchObject({
      verdict: "unobservable",
      evidence: expect.stringContaining(": cannot verify whether it exists and is enabled: the reader cannot read it"),
    });
  });

  it.each([120, 90])(
    "stands below the accounts in a report %i columns wide, and is left out without a tenant",
    (width) => {
      const report = (one: DeclaredResource) => {
        const obtained = { stack: "test", by: "check", clock: today, program: "0.0.0", appliedStack: true } as const;
        return renderTerminal(makeResult([one], obtained), { colour: false, width, all: true });
      };
      expect(report(resource("tenant", examples.tenant()))).toMatch(/Tenant[\s\S]*has 2 Global\s+Administrators/);
      expect(report(resource("connector account", examples["connector account"]()))).not.toContain("Tenant");
    },
  );
});

import { describe, expect, it } from "vitest";
import { noTerms } from "../../../contract/terms.ts";
import { connectorAccountPasswordAge as rule } from "../../../policy/rules/connector-account-password-age.ts";
import { examples, noAccess, today } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const daysAgo = (days: number) => new Date(today.getTime() - days * 86_400_000).toISOString();

function judgedWith(passwordLastSet: unknown, different: object = {}) {
  const inputs = examples["connector account"]();
  const { observed } = inputs;
  const details = { ...observed.details, passwordLastSet };
  return judged(rule, "connector account", { ...inputs, observed: { ...observed, details }, ...different });
}

describe(rule.name, () => {
  it("accepts a password of up to a year, and advises from the day after", () => {
    expect(judgedWith({ observed: daysAgo(365) }).verdicts).toEqual(["met"]);
    const { levels, messages } = judgedWith({ observed: daysAgo(366) });
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(`since ${daysAgo(366).slice(0, 10)}, for more than 365 days;`);
    expect(messages[0]).toContain("Set a new password for FABRIKAM\\svc-sync in Active Directory.");
    expect(judgedWith({ observed: daysAgo(366) }).ids).toEqual(judgedWith({ observed: daysAgo(4000) }).ids);
  });

  it("takes the days of the stack", () => {
    const terms = { ...noTerms, thresholds: { connectorPasswordDays: 90 } };
    expect(judgedWith({ observed: daysAgo(91) }, { terms }).verdicts).toEqual(["unmet"]);
    expect(judgedWith({ observed: daysAgo(90) }, { terms }).verdicts).toEqual(["met"]);
  });

  it("leaves a password that must be changed first to another rule, and cannot verify one that is hidden", () => {
    expect(judgedWith({ observed: null }).verdicts).toEqual(["not applicable"]);
    expect(judgedWith(noAccess)).toMatchObject({ verdicts: ["unobservable"], levels: ["advisory"] });
    expect(judgedWith(undefined).verdicts).toEqual(["unobservable"]);
    expect(judgedWith(unknownText).verdicts).toEqual(["not yet known"]);
  });

  it("is not about an account whose password changes by itself", () => {
    const { observed } = examples["connector account"]();
    const account = "observed" in observed.account ? observed.account.observed : null;
    const managed = { ...account, objectClass: "msDS-GroupManagedServiceAccount" };
    const inputs = { observed: { ...observed, account: { observed: managed } } };
    expect(judgedWith({ observed: daysAgo(4000) }, inputs).verdicts).toEqual(["not applicable"]);
  });

  itNeedsAnObservation(rule, "connector account");
});

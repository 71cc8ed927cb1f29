import { describe, expect, it } from "vitest";
import { commandFor } from "../../../catalogue/change-commands.ts";
import type { TakeoverPath } from "../../../directory/facts/takeover.ts";
import { adSyncServiceAccountTakeover as rule } from "../../../policy/rules/adsync-service-account-takeover.ts";
import { adSyncObject, examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const anna = { sid: "S-1-5-21-1-2-3-1301", name: "FABRIKAM\\anna", kind: "user", members: null } as const;

const withTakeover = (takeover: unknown) => {
  const inputs = examples["ADSync service account"]();
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, takeover } } };
};

const withPath = (path: Partial<TakeoverPath>, role = "account") => {
  const sample = [{ principal: anna, edge: "ownership", also: [], on: "", entry: null, decided: true, ...path }];
  const paths = { observed: { count: 1, sample, ofSyncAccounts: [], emptyGroups: [], unseen: [], hidden: [] } };
  return withTakeover({ observed: [{ target: adSyncObject, role, paths }] });
};

describe("adsync-service-account-takeover", () => {
  it("accepts an account that only Tier 0 controls", () => {
    expect(judged(rule, "ADSync service account", examples["ADSync service account"]()).verdicts).toEqual(["met"]);
  });

  it("tells who may reset its password, and what that gives", () => {
    const made = "(OA;;CR;…;;X)";
    const entry = { sddl: made, from: adSyncObject.distinguishedName, made };
    const { levels, messages } = judged(rule, "ADSync service account", withPath({ edge: "reset-password", entry }));
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain("FABRIKAM\\anna → may reset the password of → ");
    expect(messages[0]).toContain(
      "anyone who takes over the account can read the stored password of the AD DS Connector account.",
    );
    const removal = commandFor({ change: "remove entry", on: adSyncObject.distinguishedName, entry: made });
    expect(messages[0]).toContain(`Otherwise remove the right with: ${removal}`);
    expect(messages[0]).not.toContain("Set-ADSync");
  });

  it("does not apply to an account of the server itself", () => {
    const inputs = examples["ADSync service account"]();
    const observed = { ...inputs.observed, account: null, details: null };
    for (const kind of ["virtual account", "local account"])
      expect(judged(rule, "ADSync service account", { ...inputs, kind, observed }).verdicts).toEqual([
        "not applicable",
      ]);
  });

  it("cannot verify what could not be read, and what an older version did not observe", () => {
    expect(judged(rule, "ADSync service account", withTakeover(noAccess)).levels).toEqual(["advisory"]);
    const { verdicts, messages } = judged(rule, "ADSync service account", withTakeover(undefined));
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("another version of hybrid-sync recorded the observation");
  });

  itNeedsAnObservation(rule, "ADSync service account");
});

import { describe, expect, it } from "vitest";
import type { ObjectPermissions } from "../../../directory/facts/permissions.ts";
import { connectorAccountBlockedObjects } from "../../../policy/rules/connector-account-blocked-objects.ts";
import { connectorAccountExcess } from "../../../policy/rules/connector-account-excess.ts";
import { organizationalUnitsFound as rule } from "../../../policy/rules/organizational-units-found.ts";
import { passwordHashSyncInetOrgPerson } from "../../../policy/rules/password-hash-sync-inetorgperson.ts";
import { protectedAccountsOutOfScope } from "../../../policy/rules/protected-accounts-out-of-scope.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { changed, withoutObjects } from "../permission-rows.ts";

const staff = "OU=Staff,DC=fabrikam,DC=example";
const typo = "OU=Staf,DC=fabrikam,DC=example";

function declaring(organizationalUnits: readonly string[]) {
  return { ...examples["connector account"](), organizationalUnits };
}

function withObjects(organizationalUnits: readonly string[], facts: Partial<ObjectPermissions>) {
  return changed(declaring(organizationalUnits), "fabrikam.example", (domain) =>
    "observed" in domain.objects
      ? { ...domain, objects: { observed: { ...domain.objects.observed, scope: organizationalUnits, ...facts } } }
      : domain,
  );
}

const missing = (nearest: string | null = staff) =>
  withObjects([typo], { missingUnits: [{ unit: typo, nearest }], nothingInScope: true });

/** As an older version observed it. */
const earlier = (units: readonly string[]) =>
  withObjects(units, { missingUnits: undefined, nothingInScope: undefined });

const objectByObject = [
  connectorAccountBlockedObjects,
  passwordHashSyncInetOrgPerson,
  protectedAccountsOutOfScope,
] as const;

describe(rule.name, () => {
  it("has nothing to say where all of each domain is in scope", () => {
    for (const inputs of [examples["connector account"](), declaring([]), earlier([])])
      expect(judged(rule, "connector account", inputs)).toMatchObject({ verdicts: ["not applicable"], messages: [] });
  });

  it("accepts each unit that is there", () => {
    const units = [staff, "OU=Board,DC=fabrikam,DC=example", "OU=Staff,DC=emea,DC=fabrikam,DC=example"];
    const { verdicts, facts } = judged(rule, "connector account", withObjects(units, {}));
    expect(verdicts).toEqual(["met", "met", "met"]);
    expect(facts[0]).toBe(`${staff} exists, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example`);
  });

  it("blocks over a unit that leads to nothing, and names the nearest", () => {
    const { levels, messages } = judged(rule, "connector account", missing());
    expect(levels).toEqual(["mandatory"]);
    expect(messages).toEqual([
      `${typo} matches no organizational unit or container, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example; ` +
        "nothing in it is checked, and the tool may synchronize other objects than intended.\n" +
        `The nearest name is ${staff}. Correct organizationalUnits in the stack configuration, or let the read account see the unit.`,
    ]);
    expect(judged(rule, "connector account", missing(null)).messages[0]).toContain("\nCorrect organizationalUnits");
  });

  it("finds the missing unit however it is spelled in the declaration", () => {
    const facts = { missingUnits: [{ unit: typo, nearest: staff }], nothingInScope: true };
    const { verdicts } = judged(rule, "connector account", withObjects(["ou = STAF , dc=Fabrikam, dc=example"], facts));
    expect(verdicts).toEqual(["unmet"]);
  });

  it("blocks over a unit in no domain that is visible, and in a domain that Cloud Sync does not name", () => {
    expect(judged(rule, "connector account", declaring(["OU=Staff,DC=fabrikam,DC=exmaple"]))).toMatchObject({
      levels: ["mandatory"],
      messages: [expect.stringContaining("is not in a visible domain of fabrikam.example;")],
    });
    const inputs = {
      ...examples["group managed service account"](),
      organizationalUnits: [staff, "OU=Staff,DC=emea,DC=fabrikam,DC=example"],
    };
    expect(judged(rule, "group managed service account", inputs)).toMatchObject({
      verdicts: ["met", "unmet"],
      levels: ["mandatory"],
      messages: [expect.stringContaining("is in emea.fabrikam.example, which cloudSync.domains does not name;")],
    });
  });

  it("cannot verify what was not looked for, could not be read, or lies where nothing is visible", () => {
    const noDomains = declaring([staff]);
    const { details } = noDomains.observed;
    const unseen = details && {
      ...noDomains,
      observed: { ...noDomains.observed, details: { ...details, permissions: [] } },
    };
    for (const inputs of [
      earlier([staff]),
      withObjects([staff], { visible: 0 }),
      withoutObjects(declaring([staff]), "fabrikam.example"),
      unseen ?? {},
    ])
      expect(judged(rule, "connector account", inputs)).toMatchObject({
        verdicts: ["unobservable"],
        levels: ["mandatory"],
      });
  });

  it.each(objectByObject.map((each) => [each.name, each] as const))("leaves %s nothing to pass over", (_, other) => {
    const ofDomain = (inputs: object) => judged(other, "connector account", inputs).verdicts.at(-1);
    expect(ofDomain(withObjects([staff], {}))).toBe("met");
    expect(ofDomain(missing())).toBe("undecided");
    expect(ofDomain(withObjects([staff], { nothingInScope: true }))).toBe("undecided");
    expect(ofDomain(withObjects([], { visible: 0 }))).toBe("unobservable");
    expect(ofDomain(withObjects([], { nothingInScope: true }))).toBe("unobservable");
    expect(ofDomain(earlier([staff]))).toBe("unobservable");
    expect(ofDomain(earlier([]))).toBe("unobservable");
  });

  it("leaves no verdict about excess where no object of a domain is visible", () => {
    const ofDomain = (inputs: object) => judged(connectorAccountExcess, "connector account", inputs).verdicts.at(-1);
    expect(ofDomain(withObjects([], {}))).toBe("met");
    expect(ofDomain(withObjects([], { visible: 0 }))).toBe("unobservable");
  });

  itNeedsAnObservation(rule, "connector account");
});

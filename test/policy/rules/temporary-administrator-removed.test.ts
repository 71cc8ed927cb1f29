import { describe, expect, it } from "vitest";
import { temporaryAdministratorRemoved as rule } from "../../../policy/rules/temporary-administrator-removed.ts";
import { domainAdmins, examples, live, noAccess } from "../examples.ts";
import { judged, notObservedYet, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const until = (temporaryUntil: string | null, details: object = {}) => {
  const inputs = { ...examples.privilegedAdministrator(), phase: "after-install", temporaryUntil };
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, ...details } } };
};
const memberOf = (...groups: readonly object[]) => ({ administrativeGroups: { observed: groups } });
const overdue = (details: object) => until("2026-10-31", details);

describe("temporary-administrator-removed", () => {
  it("lets an administrator be privileged up to and including the declared day, in UTC", () => {
    const inputs = until("2026-11-23", memberOf(domainAdmins));
    const at = (time: string) => judged(rule, "privilegedAdministrator", inputs, new Date(time)).verdicts;
    expect(at("2026-11-23T23:59:59.999Z")).toEqual(["met"]);
    expect(at("2026-11-24T00:00:00Z")).toEqual(["unmet"]);
  });

  it("names an administrator who is still privileged after it", () => {
    const nested = { ...domainAdmins, through: ["FABRIKAM\\Helpers"] };
    expect(judged(rule, "privilegedAdministrator", overdue(memberOf(nested)))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "FABRIKAM\\adm-install is still in FABRIKAM\\Domain Admins (through FABRIKAM\\Helpers), and was declared temporary until 2026-10-31; " +
          "an account that nobody needs any more can still do everything in the domain.\n" +
          'Take it out with: Remove-ADGroupMember -Identity "Helpers" -Members "CN=adm-install,OU=Tier 0,DC=fabrikam,DC=example"',
      ],
    });
  });

  it("does not take a disabled account for one that has lost its privileges", () => {
    const { verdicts, messages } = judged(
      rule,
      "privilegedAdministrator",
      overdue({ ...memberOf(domainAdmins), enabled: { observed: false } }),
    );
    expect(verdicts).toEqual(["unmet"]);
    expect(messages[0]).toContain("is still in FABRIKAM\\Domain Admins, and was declared temporary");
  });

  it("accepts an account that is out of the groups, or gone", () => {
    expect(judged(rule, "privilegedAdministrator", overdue(memberOf())).verdicts).toEqual(["met"]);
    const gone = { ...overdue({}), observed: { evidence: live, account: { observed: null }, details: null } };
    expect(judged(rule, "privilegedAdministrator", gone).verdicts).toEqual(["met"]);
  });

  it("does not apply to a standing administrator, which is normal", () => {
    expect(judged(rule, "privilegedAdministrator", until(null, memberOf(domainAdmins)))).toMatchObject({
      verdicts: ["not applicable"],
      messages: [],
    });
  });

  it("rests on nothing that is observed before the day", () => {
    expect(judged(rule, "privilegedAdministrator", notObservedYet(until("2026-12-31"))).verdicts).toEqual(["met"]);
  });

  it("cannot verify memberships that may not be read, and leaves open what is not known yet", () => {
    expect(judged(rule, "privilegedAdministrator", overdue({ administrativeGroups: noAccess })).verdicts).toEqual([
      "unobservable",
    ]);
    expect(judged(rule, "privilegedAdministrator", overdue({ administrativeGroups: unknownText })).verdicts).toEqual([
      "not yet known",
    ]);
    expect(judged(rule, "privilegedAdministrator", { ...overdue({}), temporaryUntil: unknownText }).verdicts).toEqual([
      "not yet known",
    ]);
  });

  itNeedsAnObservation(rule, "privilegedAdministrator", (inputs) => ({ ...inputs, temporaryUntil: "2026-10-31" }));
});

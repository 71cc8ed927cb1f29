import { describe, expect, it } from "vitest";
import { temporaryAdministratorRemoved as rule } from "../../../policy/rules/temporary-administrator-removed.ts";
import { domainAdmins, examples, live, noAccess } from "../examples.ts";
import { judged, notObservedYet, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const until = (temporaryUntil: string | null, details: object = {}) => {
  const inputs = { ...examples["privileged administrator"](), phase: "after-install", temporaryUntil };
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, ...details } } };
};
const memberOf = (...groups: readonly object[]) => ({ administrativeGroups: { observed: groups } });
const gone = (temporaryUntil: string) => ({
  ...until(temporaryUntil),
  observed: { evidence: live, account: { observed: null }, details: null },
});
const overdue = (details: object) => until("2026-10-31", details);

describe("temporary-administrator-removed", () => {
  it("lets an administrator be privileged up to and including the declared day, in UTC", () => {
    const inputs = until("2026-11-23", memberOf(domainAdmins));
    const at = (time: string) => judged(rule, "privileged administrator", inputs, new Date(time)).verdicts;
    expect(at("2026-11-23T23:59:59.999Z")).toEqual(["met"]);
    expect(at("2026-11-24T00:00:00Z")).toEqual(["unmet"]);
  });

  it("asks about a day that is more than a year ahead, for its year may be misspelled", () => {
    expect(judged(rule, "privileged administrator", until("2062-10-31", memberOf(domainAdmins)))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["advisory"],
      messages: [
        expect.stringContaining(
          "is declared temporary until 2062-10-31, which is more than a year from now; until then,",
        ),
      ],
    });
    expect(judged(rule, "privileged administrator", until("2027-11-23")).verdicts).toEqual(["met"]);
  });

  it("names an administrator who is still privileged after it", () => {
    const nested = { ...domainAdmins, through: ["FABRIKAM\\Helpers"] };
    expect(judged(rule, "privileged administrator", overdue(memberOf(nested)))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "FABRIKAM\\adm-install is still in FABRIKAM\\Domain Admins (through FABRIKAM\\Helpers), and was declared temporary until 2026-10-31; " +
          "an account that is no longer needed can still do everything in the domain.\n" +
          'Remove it with: Remove-ADGroupMember -Identity "Helpers" -Members "CN=adm-install,OU=Tier 0,DC=fabrikam,DC=example" -Server "fabrikam.example"',
      ],
    });
  });

  it("takes the account out of a group once, whatever the group leads to", () => {
    const administrators = {
      ...domainAdmins,
      group: "BUILTIN\\Administrators",
      sid: "S-1-5-32-544",
      through: [domainAdmins.group],
    };
    const { messages } = judged(rule, "privileged administrator", overdue(memberOf(domainAdmins, administrators)));
    expect(messages[0]?.match(/Remove-ADGroupMember/g)).toHaveLength(1);
    expect(messages[0]).toContain(`Remove-ADGroupMember -Identity "${domainAdmins.sid}"`);
  });

  it("says that there may be further groups which could not be read, so that who accepts one accepts no other", () => {
    const besides = { reason: "the identifier of the domain is hidden", remedy: "Grant it." };
    const administrativeGroups = { observed: [domainAdmins], besides };
    const { verdicts, levels, facts } = judged(
      rule,
      "privileged administrator",
      overdue({ ...memberOf(domainAdmins), administrativeGroups }),
    );
    expect(verdicts).toEqual(["unmet", "unobservable"]);
    expect(levels).toEqual(["mandatory", "mandatory"]);
    expect(facts[1]).toContain(
      "cannot verify whether it is still privileged besides: the identifier of the domain is hidden",
    );
  });

  it("says so too where nobody can tell whether there are further groups", () => {
    const besides = { undecided: { reason: "a claim decides" } };
    const administrativeGroups = { observed: [domainAdmins], besides };
    const { verdicts, facts, ids } = judged(
      rule,
      "privileged administrator",
      overdue({ ...memberOf(domainAdmins), administrativeGroups }),
    );
    expect(verdicts).toEqual(["unmet", "undecided"]);
    expect(facts[1]).toContain("undecided whether it is still privileged besides: a claim decides");
    expect(new Set(ids).size).toBe(2);
  });

  it("does not take a disabled account for one that has lost its privileges", () => {
    const { verdicts, messages } = judged(
      rule,
      "privileged administrator",
      overdue({ ...memberOf(domainAdmins), enabled: { observed: false } }),
    );
    expect(verdicts).toEqual(["unmet"]);
    expect(messages[0]).toContain("is still in FABRIKAM\\Domain Admins, and was declared temporary");
  });

  it("accepts an account that is out of the groups", () => {
    expect(judged(rule, "privileged administrator", overdue(memberOf())).verdicts).toEqual(["met"]);
  });

  it.each([{}, { deleted: false }])(
    "does not take an account that is not found for one that was deleted: %j",
    (said) => {
      expect(judged(rule, "privileged administrator", { ...gone("2026-10-31"), ...said })).toMatchObject({
        verdicts: ["unobservable"],
        levels: ["mandatory"],
        messages: [
          "The AD DS Enterprise Administrator FABRIKAM\\adm-install: cannot verify whether it is still privileged: " +
            "it was not seen on dc1.fabrikam.example, but the name may be misspelled or the account hidden.\n" +
            "Compare the name with what Active Directory Users and Computers shows to an administrator of fabrikam.example, " +
            "and correct hybrid-sync:connectSync.accounts.enterpriseAdministrator.name. If the account was deleted, declare that " +
            "with: pulumi config set --path hybrid-sync:connectSync.accounts.enterpriseAdministrator.deleted true",
        ],
      });
    },
  );

  it("names the key of the tool whose administrator it is", () => {
    const ofCloudSync = { ...gone("2026-10-31"), account: "cloud-sync-domain-administrator" };
    expect(judged(rule, "privileged administrator", ofCloudSync).messages[0]).toMatch(
      /pulumi config set --path hybrid-sync:cloudSync\.accounts\.domainAdministrator\.deleted true$/,
    );
  });

  it.each(["2026-10-31", "2026-12-31"])("accepts an account declared as deleted that is not found: until %s", (day) => {
    expect(judged(rule, "privileged administrator", { ...gone(day), deleted: true })).toMatchObject({
      verdicts: ["met"],
      messages: [],
    });
  });

  it("names an account that is declared as deleted and is there, whatever may be read of it", () => {
    const there = { ...overdue(memberOf()), deleted: true };
    const messages = [
      "FABRIKAM\\adm-install is declared as deleted, and was seen on dc1.fabrikam.example; " +
        "an account that is declared as deleted may still have its privileges.\n" +
        "If nobody needs the account any more, delete it. Otherwise remove the declaration, so that its privileges are " +
        "checked, with: pulumi config rm --path hybrid-sync:connectSync.accounts.enterpriseAdministrator.deleted",
    ];
    for (const inputs of [
      there,
      { ...there, temporaryUntil: "2026-12-31" },
      { ...there, observed: { ...there.observed, details: null } },
    ]) {
      expect(judged(rule, "privileged administrator", inputs)).toMatchObject({
        verdicts: ["unmet"],
        levels: ["mandatory"],
        messages,
      });
    }
  });

  it("cannot verify a deletion where nothing could be looked for", () => {
    const declared = { ...gone("2026-10-31"), deleted: true };
    for (const account of [noAccess, null]) {
      const inputs = { ...declared, observed: { ...declared.observed, account } };
      expect(judged(rule, "privileged administrator", inputs).verdicts).toEqual(["unobservable"]);
    }
    expect(judged(rule, "privileged administrator", { ...declared, deleted: unknownText }).verdicts).toEqual([
      "not yet known",
    ]);
  });

  it("does not apply to a standing administrator, which is normal", () => {
    expect(judged(rule, "privileged administrator", until(null, memberOf(domainAdmins)))).toMatchObject({
      verdicts: ["not applicable"],
      messages: [],
    });
  });

  it("rests on nothing that is observed before the day", () => {
    expect(judged(rule, "privileged administrator", notObservedYet(until("2026-12-31"))).verdicts).toEqual(["met"]);
  });

  it("cannot verify memberships that may not be read, and leaves open what is not known yet", () => {
    expect(judged(rule, "privileged administrator", overdue({ administrativeGroups: noAccess })).verdicts).toEqual([
      "unobservable",
    ]);
    expect(judged(rule, "privileged administrator", overdue({ administrativeGroups: unknownText })).verdicts).toEqual([
      "not yet known",
    ]);
    expect(judged(rule, "privileged administrator", { ...overdue({}), temporaryUntil: unknownText }).verdicts).toEqual([
      "not yet known",
    ]);
  });

  itNeedsAnObservation(rule, "privileged administrator", (inputs) => ({ ...inputs, temporaryUntil: "2026-10-31" }));
});

import { describe, expect, it } from "vitest";
import { installingAdministratorPrivileged as rule } from "../../../policy/rules/installing-administrator-privileged.ts";
import { domainAdmins, enterpriseAdmins, examples, live, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const withDetails = (details: object, account = "connect-sync-enterprise-administrator") => {
  const inputs = examples["privileged administrator"]();
  return {
    ...inputs,
    account,
    observed: { ...inputs.observed, details: { ...inputs.observed.details, ...details } },
  };
};
const memberOf = (...groups: readonly object[]) => ({ administrativeGroups: { observed: groups } });
const administrators = { group: "FABRIKAM\\Administrators", sid: "S-1-5-32-544", through: ["FABRIKAM\\Tier 0"] };

describe("installing-administrator-privileged", () => {
  it("accepts an enabled Enterprise Admin for either tool", () => {
    for (const account of ["connect-sync-enterprise-administrator", "cloud-sync-domain-administrator"]) {
      const inputs = withDetails(memberOf(administrators, enterpriseAdmins), account);
      expect(judged(rule, "privileged administrator", inputs).verdicts).toEqual(["met", "met"]);
    }
  });

  it("accepts a Domain Admin for Cloud Sync, and not for Connect Sync, which writes in every domain", () => {
    const forCloudSync = withDetails(memberOf(domainAdmins), "cloud-sync-domain-administrator");
    expect(judged(rule, "privileged administrator", forCloudSync).verdicts).toEqual(["met", "met"]);
    expect(judged(rule, "privileged administrator", withDetails(memberOf(domainAdmins)))).toMatchObject({
      verdicts: ["met", "unmet"],
      levels: ["mandatory"],
      messages: [
        "FABRIKAM\\adm-install is not in Enterprise Admins, only in FABRIKAM\\Domain Admins; the installation stops when it writes to Active Directory.\n" +
          'Add it for the duration of the installation with: Add-ADGroupMember -Identity "Enterprise Admins" -Members "CN=adm-install,OU=Tier 0,DC=fabrikam,DC=example"',
      ],
    });
  });

  it("names an account without the membership", () => {
    const inputs = withDetails(memberOf(), "cloud-sync-domain-administrator");
    expect(judged(rule, "privileged administrator", inputs).messages[0]).toContain(
      'is not in Domain Admins or Enterprise Admins; the installation stops when it writes to Active Directory.\nAdd it for the duration of the installation with: Add-ADGroupMember -Identity "Domain Admins"',
    );
  });

  it("does not take the former identifier of another domain's group for a membership", () => {
    const history = { group: "S-1-5-21-9-9-9-519", sid: "S-1-5-21-9-9-9-519", through: [], by: "SID history" };
    expect(judged(rule, "privileged administrator", withDetails(memberOf(history))).messages).toEqual([
      expect.stringContaining("is not in Enterprise Admins, only in S-1-5-21-9-9-9-519 (by its SID history);"),
    ]);
  });

  it("names an account that is disabled", () => {
    const { verdicts, messages } = judged(
      rule,
      "privileged administrator",
      withDetails({ enabled: { observed: false } }),
    );
    expect(verdicts).toEqual(["unmet", "met"]);
    expect(messages[0]).toContain(
      'FABRIKAM\\adm-install is disabled; the installation stops when it writes to Active Directory.\nEnable it for the installation with: Enable-ADAccount -Identity "CN=adm-install,',
    );
  });

  it("names an account that was not seen", () => {
    const absent = {
      ...examples["privileged administrator"](),
      observed: { evidence: live, account: { observed: null }, details: null },
    };
    expect(judged(rule, "privileged administrator", absent).messages).toEqual([
      "The AD DS Enterprise Administrator FABRIKAM\\adm-install was not seen on dc1.fabrikam.example; the installation stops when it writes to Active Directory.\n" +
        "Create the account, or correct its name.",
    ]);
  });

  it("does not apply after the installation, nor when the declared time is over", () => {
    const inputs = withDetails(memberOf());
    for (const over of [
      { ...inputs, phase: "after-install" },
      { ...inputs, temporaryUntil: "2026-11-22" },
    ]) {
      expect(judged(rule, "privileged administrator", over)).toMatchObject({
        verdicts: ["not applicable"],
        messages: [],
      });
    }
  });

  it("cannot verify each fact that may not be read, and leaves open what is not known yet", () => {
    expect(judged(rule, "privileged administrator", withDetails({ enabled: noAccess })).verdicts).toEqual([
      "unobservable",
      "met",
    ]);
    expect(judged(rule, "privileged administrator", withDetails({ administrativeGroups: noAccess })).verdicts).toEqual([
      "met",
      "unobservable",
    ]);
    const unknown = withDetails({ administrativeGroups: unknownText });
    expect(judged(rule, "privileged administrator", unknown).verdicts).toEqual(["not yet known"]);
  });

  itNeedsAnObservation(rule, "privileged administrator");
});

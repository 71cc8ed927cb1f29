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
          'Add it to Enterprise Admins for the duration of the installation with: Add-ADGroupMember -Identity ((Get-ADDomain -Server "fabrikam.example").DomainSID.Value + "-519") -Members "CN=adm-install,OU=Tier 0,DC=fabrikam,DC=example" -Server "fabrikam.example"',
      ],
    });
  });

  it("names an account without the membership", () => {
    const inputs = withDetails(memberOf(), "cloud-sync-domain-administrator");
    expect(judged(rule, "privileged administrator", inputs).messages[0]).toContain(
      'is not in Domain Admins or Enterprise Admins; the installation stops when it writes to Active Directory.\nAdd it to Domain Admins for the duration of the installation with: Add-ADGroupMember -Identity "S-1-5-21-1-2-3-512"',
    );
  });

  it("knows the group of Enterprise Admins where the account is in the root domain", () => {
    const change = (forest: string) =>
      judged(rule, "privileged administrator", { ...withDetails(memberOf()), forest }).changes.flat(2);
    expect(change("FABRIKAM.example")).toEqual([
      {
        change: "add member",
        group: "S-1-5-21-1-2-3-519",
        member: "CN=adm-install,OU=Tier 0,DC=fabrikam,DC=example",
        domain: "FABRIKAM.example",
      },
    ]);
    expect(change("other.example")).toEqual([]);
  });

  it("says that it is not needed, or for how long it was declared", () => {
    const inputs = withDetails(memberOf());
    const facts = (more: object) => judged(rule, "privileged administrator", { ...inputs, ...more }).facts[0];
    expect(facts({ phase: "after-install" })).toMatch(/ is not needed after the installation$/);
    expect(facts({ temporaryUntil: "2026-11-22" })).toMatch(/ was declared until 2026-11-22$/);
    // The day itself still counts.
    expect(facts({ temporaryUntil: "2026-11-23" })).toMatch(/ is enabled$/);
    const custom = { account: "cloud-sync-domain-administrator", gmsaMode: "own-with-custom-permissions" };
    expect(facts({ ...custom, agentVersion: "1.1.2505.0" })).toMatch(
      / is not needed: agent 1\.1\.2505\.0 installs without an administrator for a gMSA with custom permissions$/,
    );
  });

  it("asks for none where the gMSA has custom permissions and the agent needs none", () => {
    const withMode = (gmsaMode: string, agentVersion?: string) => ({
      ...withDetails(memberOf(), "cloud-sync-domain-administrator"),
      gmsaMode,
      ...(agentVersion === undefined ? {} : { agentVersion }),
    });
    const verdicts = (...mode: Parameters<typeof withMode>) =>
      judged(rule, "privileged administrator", withMode(...mode)).verdicts;
    const custom = "own-with-custom-permissions";
    expect(verdicts(custom, "1.1.2505.0")).toEqual(["not applicable"]);
    expect(verdicts(custom, "1.1.2334.0")).toEqual(["met", "unmet"]);
    expect(verdicts("own", "1.1.2505.0")).toEqual(["met", "unmet"]);
    const open = judged(rule, "privileged administrator", withMode(custom));
    expect(open).toMatchObject({ verdicts: ["met", "undecided"], levels: ["advisory"] });
    expect(open.messages[0]).toContain(
      "undecided whether it has to be in Domain Admins or Enterprise Admins: agents before 1.1.2505.0 need such an administrator, and no version is declared",
    );
    expect(open.messages[0]).toMatch(/\nDeclare the version as .*agentVersion/);
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

import { describe, expect, it } from "vitest";
import { connectorAccountGetChangesAll as rule } from "../../../policy/rules/connector-account-get-changes-all.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withAdSyncConfig } from "../modules.ts";

const granted = { observed: { granted: true, trustee: "FABRIKAM\\svc-sync", through: [] } };
const missing = { observed: { granted: false, deniedTo: null } };
const on = ["password-hash-sync"];

const withRights = (features: readonly string[], emea: unknown, root: unknown) => {
  const inputs = examples["connector account"]();
  const replication = (inputs.observed.details?.replication ?? []).map((domain, index) => ({
    ...domain,
    getChangesAll: index === 0 ? emea : root,
  }));
  return {
    ...inputs,
    features,
    observed: { ...inputs.observed, details: { ...inputs.observed.details, replication } },
  };
};

describe("connector-account-get-changes-all", () => {
  it("accepts the right exactly when password hash synchronization is on", () => {
    expect(judged(rule, "connector account", withRights(on, granted, granted)).verdicts).toEqual(["met", "met"]);
    expect(judged(rule, "connector account", withRights([], missing, missing)).verdicts).toEqual(["met", "met"]);
  });

  it("names the domain on which the feature will fail", () => {
    expect(judged(rule, "connector account", withRights(on, granted, missing))).toMatchObject({
      verdicts: ["met", "unmet"],
      levels: ["mandatory"],
      messages: [
        'FABRIKAM\\svc-sync lacks "Replicating Directory Changes All" on DC=fabrikam,DC=example; password hash synchronization will fail (error 8453, replication access was denied).\n' +
          `Grant it with: ${withAdSyncConfig}Set-ADSyncPasswordHashSyncPermissions -ADConnectorAccountDN "CN=svc-sync,OU=Services,DC=fabrikam,DC=example"`,
      ],
    });
  });

  it("names the entry that gives away every password hash although the feature is off", () => {
    const throughGroups = {
      observed: {
        granted: true,
        trustee: "FABRIKAM\\Replicators",
        through: ["FABRIKAM\\Sync", "FABRIKAM\\Replicators"],
      },
    };
    expect(judged(rule, "connector account", withRights(["password-writeback"], missing, throughGroups))).toMatchObject(
      {
        verdicts: ["met", "unmet"],
        levels: ["mandatory"],
        messages: [
          'FABRIKAM\\svc-sync has "Replicating Directory Changes All" on DC=fabrikam,DC=example (through FABRIKAM\\Sync, FABRIKAM\\Replicators) without password hash synchronization; ' +
            "anyone who takes over the sync server can read every password hash of the domain.\n" +
            "Remove FABRIKAM\\svc-sync from FABRIKAM\\Sync; or, if you use password hash synchronization, add password-hash-sync to the features of the forest under hybrid-sync:connectSync.forests.",
        ],
      },
    );
  });

  it.each([
    [[], "FABRIKAM\\svc-sync", "Remove the ACE for FABRIKAM\\svc-sync from DC=fabrikam,DC=example;"],
    [["Everyone"], "Everyone", "Remove the ACE for Everyone from DC=fabrikam,DC=example;"],
    [["BUILTIN\\Administrators"], "BUILTIN\\Administrators", "Remove FABRIKAM\\svc-sync from BUILTIN\\Administrators;"],
    [
      ["Authenticated Users", "BUILTIN\\Administrators"],
      "BUILTIN\\Administrators",
      "Remove Authenticated Users from the groups that lead to BUILTIN\\Administrators;",
    ],
    [
      ["a group that the read account cannot see", "BUILTIN\\Administrators"],
      "BUILTIN\\Administrators",
      "Remove FABRIKAM\\svc-sync from a group that the read account cannot see;",
    ],
  ])("ends what comes through %j where that harms nobody else", (through, trustee, remedy) => {
    const grant = { observed: { granted: true, trustee, through } };
    const [message] = judged(rule, "connector account", withRights([], missing, grant)).messages;
    expect(message).toContain(`\n${remedy}`);
  });

  describe("where an ACE for the account itself gives it", () => {
    const root = "DC=fabrikam,DC=example";
    const entry = "(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-1104)";
    const exact = {
      entry,
      trustee: "FABRIKAM\\svc-sync",
      through: [],
      rights: ["CR"],
      objectType: "ds-replication-get-changes-all",
      objectClass: null,
      reach: "this object",
      objects: { count: 1, sample: ["dc=Fabrikam,DC=example"] },
      standsOn: ["domaindns"],
    };
    const withEntries = (sample: readonly object[], count = sample.length) => {
      const inputs = withRights([], missing, granted);
      const permissions = (inputs.observed.details?.permissions ?? []).map((domain) =>
        domain.distinguishedName === root && "observed" in domain.objects
          ? { ...domain, objects: { observed: { ...domain.objects.observed, entries: { count, sample } } } }
          : domain,
      );
      return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, permissions } } };
    };
    const remedyOf = (sample: readonly object[], count?: number) =>
      judged(rule, "connector account", withEntries(sample, count)).messages[0]?.split("\n").at(-1);

    it("takes away that ACE alone", () => {
      expect(remedyOf([{ ...exact, objectType: "ds-replication-get-changes" }, exact])).toBe(
        "If you use password hash synchronization, add password-hash-sync to the features of the forest under hybrid-sync:connectSync.forests. " +
          `Otherwise remove the ACE with: $acl = (Get-ADObject -Identity "${root}" -Properties nTSecurityDescriptor -Server "fabrikam.example").nTSecurityDescriptor; $ace = [System.DirectoryServices.ActiveDirectorySecurity]::new(); $ace.SetSecurityDescriptorSddlForm("D:${entry}"); $acl.RemoveAccessRuleSpecific($ace.Access[0]); Set-ADObject -Identity "${root}" -Replace @{nTSecurityDescriptor=$acl} -Server "fabrikam.example"`,
      );
    });

    it.each([
      ["gives more than that", { rights: ["CR", "WP"] }],
      ["is for every right", { objectType: null }],
      ["is for a group", { through: ["FABRIKAM\\Sync"] }],
      ["stands on another object", { objects: { count: 1, sample: ["OU=A,DC=fabrikam,DC=example"] } }],
    ])("leaves it to a person where one of them %s", (_, change) => {
      expect(remedyOf([{ ...exact, ...change }])).toMatch(/^Remove the ACE for FABRIKAM\\svc-sync from DC=.*; or, if /);
    });

    it("leaves it to a person where not every ACE is listed", () => {
      expect(remedyOf([exact], 61)).toMatch(/^Remove the ACE for /);
    });
  });

  it("names the trustee of an entry that denies the right", () => {
    const denied = { observed: { granted: false, deniedTo: "FABRIKAM\\Contractors" } };
    const { messages } = judged(rule, "connector account", withRights(on, granted, denied));
    expect(messages[0]).toContain("is denied");
    expect(messages[0]).toContain("Remove the deny ACE for FABRIKAM\\Contractors from DC=fabrikam,DC=example.");
  });

  it.each([[on], [[]]])("cannot verify, or leaves open, a domain on its own (features: %j)", (features) => {
    const good = features.length > 0 ? granted : missing;
    expect(judged(rule, "connector account", withRights(features, noAccess, good)).verdicts).toEqual([
      "unobservable",
      "met",
    ]);
    expect(judged(rule, "connector account", withRights(features, good, unknownText)).verdicts).toEqual([
      "met",
      "not yet known",
    ]);
  });

  it("leaves everything open when the features are not known yet", () => {
    const unknown = { ...examples["connector account"](), features: unknownText };
    expect(judged(rule, "connector account", unknown).verdicts).toEqual(["not yet known"]);
  });

  itNeedsAnObservation(rule, "connector account");
});

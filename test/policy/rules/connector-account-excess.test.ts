import { describe, expect, it } from "vitest";
import { type Fact, observed, unobservable } from "../../../catalogue/fact.ts";
import { onNew } from "../../../catalogue/permissions/requirement.ts";
import type { Grant } from "../../../directory/facts/account.ts";
import type { HeldEntry } from "../../../directory/facts/permissions.ts";
import { connectorAccountExcess as rule } from "../../../policy/rules/connector-account-excess.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { changed, withoutObjects } from "../permission-rows.ts";

const root = "DC=fabrikam,DC=example";

const entry = (facts: Partial<HeldEntry>): HeldEntry => ({
  entry: "(A;;x;;;y)",
  trustee: "FABRIKAM\\svc-sync",
  through: [],
  rights: ["WP"],
  objectType: null,
  objectClass: "user",
  reach: "descendants",
  objects: { count: 1, sample: [root] },
  standsOn: ["domaindns"],
  ...facts,
});

const itself: Fact<Grant> = observed({ granted: true, trustee: "FABRIKAM\\MSOL_0a1b2c3d4e5f", through: [] });
const byGroup: Fact<Grant> = observed({ granted: true, trustee: "FABRIKAM\\Sync", through: ["FABRIKAM\\Sync"] });
const nobody: Fact<Grant> = observed({ granted: false, deniedTo: null });
const unread: Fact<Grant> = unobservable("the root is hidden", "Grant Read permissions on it");

function holding(
  entries: readonly HeldEntry[],
  features: readonly string[] = [],
  name?: string,
  grants: readonly [Fact<Grant>, Fact<Grant>] = [itself, itself],
) {
  const example = { ...examples["connector account"](), features };
  const account = "observed" in example.observed.account ? example.observed.account.observed : null;
  const named = name === undefined ? account : { ...account, name };
  const [getChanges, getChangesAll] = grants;
  const replication = example.observed.details?.replication.map((row) => ({ ...row, getChanges, getChangesAll }));
  const details = { ...example.observed.details, replication };
  const inputs = {
    ...example,
    observed: { ...example.observed, account: { observed: named }, details },
  } as typeof example;
  const all = changed(inputs, "fabrikam.example", (domain) =>
    "observed" in domain.objects
      ? {
          ...domain,
          objects: { observed: { ...domain.objects.observed, entries: { count: entries.length, sample: entries } } },
        }
      : domain,
  );
  return judged(rule, "connector account", all);
}

const everything = ["CC", "DC", "LC", "SW", "RP", "WP", "DT", "LO", "CR", "SD", "RC", "WD", "WO"];
const lockoutTime = entry({ objectType: "lockouttime" });

describe("connector-account-excess", () => {
  it("accepts what the features that are on need, what their cmdlets grant, and reading", () => {
    expect(holding([lockoutTime], ["password-writeback"]).verdicts).toEqual(["met", "met"]);
    const ofPeople = { ...lockoutTime, objectClass: "inetorgperson" };
    expect(holding([ofPeople], ["password-writeback"]).verdicts).toEqual(["met", "met"]);
    expect(holding([entry({ rights: ["RP", "WP"] })], ["exchange-hybrid"]).verdicts).toEqual(["met", "met"]);
    expect(holding([entry({ rights: ["RP", "LC", "RC"], objectClass: null })]).verdicts).toEqual(["met", "met"]);
  });

  it("does not take writing the domain root for writing the users below it, but one attribute there is harmless", () => {
    const here = { objectClass: null, reach: "this object" } as const;
    expect(holding([entry(here)], ["exchange-hybrid"]).levels).toEqual(["advisory"]);
    expect(holding([entry({ ...here, standsOn: ["user"] })], ["exchange-hybrid"]).verdicts).toEqual(["met", "met"]);
    const attribute = { objectType: "lockouttime", reach: "this object and descendants" } as const;
    expect(holding([entry(attribute)], ["password-writeback"]).verdicts).toEqual(["met", "met"]);
  });

  it("blocks control of objects, and names the entry and where it stands", () => {
    const control = entry({ rights: everything, objectClass: null, reach: "this object and descendants", meets: [] });
    const { levels, messages } = holding([control], ["exchange-hybrid", "password-writeback"]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(`FABRIKAM\\svc-sync has full control on ${root} and everything below`);
    expect(messages[0]).toContain(`Remove the ACE with: $acl = (Get-ADObject -Identity "${root}"`);
    expect(messages[0]).not.toContain("dsacls");
  });

  it("names rights, attributes and property sets as administration tools do", () => {
    const restrictions = "4c164200-20c0-11d0-a768-00aa006e0529";
    const { messages } = holding([
      entry({ rights: ["RP", "WP"], objectType: restrictions }),
      entry({ rights: ["SW", "DT"], objectClass: "inetorgperson" }),
      entry({ rights: ["CC"], objectType: "user", objectClass: null, reach: "this object" }),
    ]);
    expect(messages[0]).toContain('holds Write the property set "Account Restrictions" on user objects below');
    expect(messages[1]).toContain("all validated writes and Delete subtree on inetOrgPerson objects below");
    expect(messages[2]).toContain(`Create user objects on ${root}`);
    for (const message of messages) expect(message.split("\n")[0]).not.toMatch(/[0-9a-f]{8}-|\b(?:SW|WP|RC)\b/);
  });

  it("grants what the features need of an ACE before it is removed, on every object on which it stands", () => {
    const set = entry({
      entry: "(OA;CIIO;WP;4c164200-20c0-11d0-a768-00aa006e0529;;S-1-5-21-1-2-3-1105)",
      objectType: "4c164200-20c0-11d0-a768-00aa006e0529",
      objects: { count: 2, sample: [root, `OU=Staff,${root}`] },
      meets: ["password-writeback/write pwdLastSet/user", "exchange-hybrid/write mail/user"],
    });
    const { messages, changes } = holding([set], ["password-writeback"]);
    expect(messages[0]).toContain(
      `First grant FABRIKAM\\svc-sync what the enabled features need of the ACE: dsacls "${root}" /I:S /G "FABRIKAM\\svc-sync:WP;pwdLastSet;user" . Remove the ACE with: $acl =`,
    );
    const pwdLastSet = onNew("user", { do: "write", attribute: "pwdLastSet" });
    expect(changes).toEqual(
      [root, `OU=Staff,${root}`].map((on) => [
        {
          change: "grant",
          on,
          to: "FABRIKAM\\svc-sync",
          sid: expect.stringMatching(/^S-1-5-21-/),
          ways: [pwdLastSet],
          guids: expect.anything(),
        },
        { change: "remove entry", on, entry: set.entry },
      ]),
    );
  });

  it("grants after it is removed what Windows would join to the ACE, and remove together with it", () => {
    const whole = entry({
      entry: "(OA;CIIO;GA;;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1105)",
      rights: everything,
      objectType: null,
      meets: ["basic-read/read all properties/user", "password-writeback/write pwdLastSet/user"],
    });
    const { messages, changes } = holding([whole], ["password-writeback"]);
    expect(messages[0]).toMatch(
      /First grant FABRIKAM\\svc-sync what the enabled features need of the ACE: dsacls \S+ \/I:S \/G "FABRIKAM\\svc-sync:WP;pwdLastSet;user" \. Remove the ACE, and grant FABRIKAM\\svc-sync again what the enabled features need of it, with: \$acl = .* ; dsacls \S+ \/I:S \/G "FABRIKAM\\svc-sync:RP;;user"$/,
    );
    expect(changes[0]?.map(({ change }) => change)).toEqual(["grant", "remove entry", "grant"]);
  });

  it("gives no command to remove what an earlier version observed, which does not say what needs it", () => {
    const { messages } = holding([entry({ rights: everything, objectClass: null })], ["password-writeback"]);
    expect(messages[0]).toContain('run "pulumi refresh"');
    expect(messages[0]).not.toContain("$acl");
  });

  it.each([
    ["changing permissions", { rights: ["WD"] }],
    ["taking ownership", { rights: ["WO"] }],
    ["every extended right", { rights: ["CR"] }],
    ["writing everything of every object", { objectClass: null }],
  ])("blocks %s", (_, facts) => {
    expect(holding([entry(facts)]).levels).toEqual(["mandatory"]);
  });

  it("advises about what only features that are off would need", () => {
    const { levels, messages } = holding([lockoutTime]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("which only Password writeback and Exchange hybrid writeback needs");
  });

  it("advises about the filtered set, which nothing needs", () => {
    const filtered = entry({
      rights: ["CR"],
      objectType: "ds-replication-get-changes-in-filtered-set",
      objectClass: null,
    });
    expect(holding([filtered], ["password-hash-sync"]).levels).toEqual(["advisory"]);
  });

  describe("on the account of an Express installation", () => {
    const express = [
      entry({ rights: ["CR"], objectType: "user-force-change-password" }),
      entry({ rights: ["CR"], objectType: "ds-replication-get-changes", objectClass: null, reach: "this object" }),
      entry({ rights: ["CR"], objectType: "ds-replication-get-changes-all", objectClass: null, reach: "this object" }),
      entry({ rights: ["RP"], objectClass: "publicfolder" }),
      ...["inetorgperson", "group", "user", "contact"].map((objectClass) =>
        entry({ rights: ["RP", "WP"], objectClass }),
      ),
      entry({ rights: ["WP"], objectClass: "5df2b673-6d41-4774-b3e8-d52e8ee9ff99" }),
    ];
    const name = "FABRIKAM\\MSOL_0a1b2c3d4e5f";

    it("finds nothing, whatever features are on", () => {
      expect(holding(express, [], name).verdicts).toEqual(["met", "met"]);
      expect(new Set(holding(express, [], "FABRIKAM\\MSOL_sync").verdicts)).toEqual(new Set(["met", "unmet"]));
      expect(new Set(holding(express).levels)).toEqual(new Set(["advisory"]));
    });

    it.each([
      ["has neither right", [nobody, nobody]],
      ["has one of them only", [itself, nobody]],
      ["has one through a group", [byGroup, itself]],
      ["has none, as far as is known", [nobody, unread]],
    ] as const)(
      "gives no account credit for a name that anyone can choose: one which %s is judged like all others",
      (_, grants) => {
        expect(new Set(holding(express, [], name, grants).levels)).toEqual(new Set(["advisory"]));
      },
    );

    it("concludes nothing where it is not known whether the domain lets the account replicate", () => {
      expect(holding(express, [], name, [itself, unread]).verdicts).toEqual(["unobservable"]);
    });
  });

  it("says when not all entries were kept, or the objects could not be read", () => {
    const { verdicts } = judged(
      rule,
      "connector account",
      withoutObjects(examples["connector account"](), "fabrikam.example"),
    );
    expect(verdicts).toEqual(["met", "unobservable"]);
  });

  itNeedsAnObservation(rule, "connector account");
});

import { describe, expect, it } from "vitest";
import { type Fact, observed, unobservable } from "../../../catalogue/fact.ts";
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
    const control = entry({ rights: everything, objectClass: null, reach: "this object and descendants" });
    const { levels, messages } = holding([control], ["exchange-hybrid", "password-writeback"]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(`FABRIKAM\\svc-sync has full control on ${root} and everything below`);
    expect(messages[0]).toContain(`dsacls "${root}" /R "FABRIKAM\\svc-sync"`);
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
      expect(holding(express, [], "FABRIKAM\\MSOL_sync").verdicts).toEqual(["met", "unmet"]);
      expect(holding(express).levels).toEqual(["advisory"]);
    });

    it.each([
      ["has neither right", [nobody, nobody]],
      ["has one of them only", [itself, nobody]],
      ["has one through a group", [byGroup, itself]],
      ["has none, as far as is known", [nobody, unread]],
    ] as const)(
      "gives no account credit for a name that anyone can choose: one which %s is judged like all others",
      (_, grants) => {
        expect(holding(express, [], name, grants).levels).toEqual(["advisory"]);
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

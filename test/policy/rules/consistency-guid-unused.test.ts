import { describe, expect, it } from "vitest";
import type { DomainConsistencyGuids } from "../../../directory/facts/forest.ts";
import { consistencyGuidUnused } from "../../../policy/rules/consistency-guid-unused.ts";
import { noAccess } from "../examples.ts";
import { withForest } from "../forest-examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheForest } from "../missing-observation.ts";

const rule = consistencyGuidUnused;
const declared = { choosesSourceAnchor: true } as const;
type Objects = Extract<DomainConsistencyGuids["objects"], { observed: unknown }>["observed"];

function judgedWith(objects: Partial<Objects>) {
  const nothing: Objects = {
    domainController: "dc1.fabrikam.example",
    visible: 500,
    set: { count: 0, sample: [] },
    unread: { observed: null },
  };
  const row = { domain: "fabrikam.example", distinguishedName: "DC=fabrikam,DC=example" };
  const rows = [{ ...row, objects: { observed: { ...nothing, ...objects } } }];
  return judged(rule, "forest", withForest({ consistencyGuids: { observed: rows } }, declared));
}

describe(rule.name, () => {
  it("is about forests for which the wizard is still to choose an anchor", () => {
    expect(judged(rule, "forest", withForest({}))).toMatchObject({ verdicts: ["not applicable"] });
  });

  it("passes a domain without a value, among so many visible objects", () => {
    expect(judgedWith({})).toMatchObject({
      facts: [
        "DC=fabrikam,DC=example has no value in ms-DS-ConsistencyGuid, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example",
      ],
    });
  });

  it("makes a finding of each object with a value, counts those that are not listed, and leads to the way out", () => {
    const sample = ["CN=a", "CN=b", "CN=c", "CN=d"];
    const { messages, levels } = judgedWith({ set: { count: 40, sample } });
    expect(levels).toEqual(Array.from({ length: 5 }, () => "advisory"));
    expect(messages[0]).toContain(
      "DC=fabrikam,DC=example has a value in ms-DS-ConsistencyGuid on CN=a, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example;",
    );
    expect(messages[4]).toContain("on 36 more that are not listed,");
    expect(messages[0]).toContain("AzureADConnect.exe /SkipLdapSearch");
    expect(judgedWith({ set: { count: 1, sample: ["CN=b"] } }).ids[0]).toBe(
      judgedWith({ set: { count: 4, sample } }).ids[1],
    );
  });

  it("concludes nothing from an attribute that the reader may not read, unless it sees a value all the same", () => {
    const unread = { observed: "CN=Ada,DC=fabrikam,DC=example" };
    const { verdicts, messages } = judgedWith({ unread });
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain(
      "the read account cannot read it on every user and group, for example on CN=Ada,DC=fabrikam,DC=example.",
    );
    expect(messages[0]).toContain(
      'dsacls "DC=fabrikam,DC=example" /I:S /G "FABRIKAM\\reader:RP;mS-DS-ConsistencyGuid;user" "FABRIKAM\\reader:RP;mS-DS-ConsistencyGuid;group"',
    );
    expect(judgedWith({ unread: noAccess })).toMatchObject({ verdicts: ["unobservable"] });
    expect(judgedWith({ unread, set: { count: 1, sample: ["CN=a"] } })).toMatchObject({ verdicts: ["unmet"] });
  });

  it("says so when nothing was looked for", () => {
    expect(judged(rule, "forest", withForest({ consistencyGuids: null }, declared))).toMatchObject({
      verdicts: ["unobservable"],
    });
  });

  itNeedsTheForest(rule, ["consistencyGuids"], (inputs) => ({ ...inputs, ...declared }));
});

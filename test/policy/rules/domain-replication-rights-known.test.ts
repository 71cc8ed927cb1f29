import { describe, expect, it } from "vitest";
import { commandFor } from "../../../catalogue/change-commands.ts";
import type { ReplicationHolder } from "../../../directory/facts/forest.ts";
import { domainReplicationRightsKnown as rule } from "../../../policy/rules/domain-replication-rights-known.ts";
import { examples, noAccess, snapshot, unreachable } from "../examples.ts";
import { judged, notObservedYet } from "../judged.ts";

const root = "DC=fabrikam,DC=example";
const migration: ReplicationHolder = {
  principal: { sid: "S-1-5-21-1-2-3-1500", name: "FABRIKAM\\svc-migration", kind: "user", members: null },
  by: "both rights",
  entry: "(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-1500)",
  decided: true,
};

const withReplication = (replication: unknown) => {
  const inputs = examples.forest();
  return { ...inputs, observed: { ...inputs.observed, replication } };
};

const withHolders = (sample: readonly ReplicationHolder[], count = sample.length) =>
  withReplication({
    observed: [{ domain: "fabrikam.example", distinguishedName: root, holders: { observed: { count, sample } } }],
  });

const one = (changes: object, principal: object = {}) =>
  judged(
    rule,
    "forest",
    withHolders([{ ...migration, ...changes, principal: { ...migration.principal, ...principal } }]),
  );

describe("domain-replication-rights-known", () => {
  it("accepts every domain in which only Tier 0 and the accounts of the stack hold the rights", () => {
    expect(judged(rule, "forest", examples.forest())).toMatchObject({
      verdicts: ["met", "met"],
      facts: [
        expect.stringContaining("DC=emea,DC=fabrikam,DC=example lets only Tier 0"),
        `${root} lets only Tier 0 and the accounts of this stack replicate its secrets, according to its own ACEs on dc1.fabrikam.example`,
      ],
    });
  });

  it("names the holder, the entry and both ways out", () => {
    expect(one({})).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        `${root} lets FABRIKAM\\svc-migration replicate its secrets, through the ACE ("Replicating Directory Changes All"); anyone who holds both rights can read every password hash of the domain.\n` +
          "If FABRIKAM\\svc-migration must have the rights, as a directory tool may, name it under tierZero of the forest in hybrid-sync:forests. Otherwise remove this ACE with: " +
          String(commandFor({ change: "remove entry", on: root, entry: migration.entry ?? "" })),
      ],
    });
  });

  it("names one who may grant itself the rights, and an owner", () => {
    const granting = { by: "granting them to itself" };
    expect(one({ ...granting, entry: "(A;;WD;;;X)" })).toMatchObject({
      levels: ["mandatory"],
      messages: [
        expect.stringContaining(
          "lets FABRIKAM\\svc-migration change its permissions, through the ACE (Modify permissions)",
        ),
      ],
    });
    expect(one({ ...granting, entry: null }).messages[0]).toContain("as its owner, and so grant itself");
  });

  it.each([
    ["half of the rights", { by: "Get-Changes-All alone" }, {}, 'grants FABRIKAM\\svc-migration only "Replicating'],
    ["an identifier that is left over", {}, { name: null, kind: "unresolved" }, "(does not resolve to an account)"],
    ["Enterprise Key Admins", { known: "Enterprise Key Admins" }, {}, "An early adprep of Windows Server 2016"],
  ])("only advises about %s", (_, changes, principal, text) => {
    const { verdicts, levels, messages } = one(changes, principal);
    expect([verdicts, levels]).toEqual([["unmet"], ["advisory"]]);
    expect(messages[0]).toContain(text);
  });

  it.each([
    ["the name that installers give", { name: "FABRIKAM\\MSOL_0a1b2c3d4e5f" }, "but anyone can choose it"],
    ["the last part of Enterprise Key Admins", { sid: "S-1-5-21-9-9-9-527" }, "lets FABRIKAM\\svc-migration replicate"],
  ])("does not lower the finding for %s, which anybody may have", (_, principal, text) => {
    const { verdicts, levels, messages } = one({}, principal);
    expect([verdicts, levels]).toEqual([["unmet"], ["mandatory"]]);
    expect(messages[0]).toContain(text);
  });

  it("cannot verify a domain whose own identifier is hidden, besides whom it names", () => {
    const untold = { reason: "the identifier is hidden", remedy: "Grant it" };
    const holders = { observed: { count: 0, sample: [], untold } };
    const observed = [{ domain: "fabrikam.example", distinguishedName: root, holders }];
    const { verdicts, levels } = judged(rule, "forest", withReplication({ observed }));
    expect([verdicts, levels]).toEqual([["unobservable"], ["mandatory"]]);
  });

  it("leaves open what a condition decides", () => {
    expect(one({ decided: false })).toMatchObject({ verdicts: ["undecided"], levels: ["advisory"] });
  });

  it("counts the holders that are not named", () => {
    expect(judged(rule, "forest", withHolders([migration], 22)).messages[1]).toContain(
      "lets 21 more principals replicate",
    );
  });

  it("cannot verify what could not be read, of the forest or of one domain", () => {
    expect(judged(rule, "forest", withReplication(noAccess)).verdicts).toEqual(["unobservable"]);
    expect(judged(rule, "forest", withReplication({ observed: [] })).verdicts).toEqual(["unobservable"]);
    const hidden = [{ domain: "fabrikam.example", distinguishedName: root, holders: noAccess }];
    expect(judged(rule, "forest", withReplication({ observed: hidden })).verdicts).toEqual(["unobservable"]);
  });

  it("cannot verify anything without a directory, or by a snapshot that is too old", () => {
    const { observed, ...declared } = examples.forest();
    const none = { ...declared, observed: { ...observed, evidence: { source: "none" }, domains: unreachable } };
    expect(judged(rule, "forest", none).messages[0]).toContain("refused the connection on port 636");
    const old = { ...declared, observed: { ...observed, evidence: snapshot("2026-11-02T06:00:00Z") } };
    expect(judged(rule, "forest", old).messages[0]).toContain("is 21 days old");
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "forest", notObservedYet(examples.forest())).verdicts).toEqual(["not yet known"]);
  });
});

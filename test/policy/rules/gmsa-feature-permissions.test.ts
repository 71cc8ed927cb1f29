import { describe, expect, it } from "vitest";
import { gmsaFeaturePermissions as rule } from "../../../policy/rules/gmsa-feature-permissions.ts";
import { examples, gmsaObject } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withCloudSync } from "../modules.ts";
import { type Grants, lacking, withGrants } from "../permission-rows.ts";

const root = "DC=fabrikam,DC=example";
const entry = "(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-1105)";
const getChanges = "password-hash-sync/DS-Replication-Get-Changes/domain root";
const getChangesAll = "password-hash-sync/DS-Replication-Get-Changes-All/domain root";
const readingGetChanges = "basic-read/DS-Replication-Get-Changes/domain root";

function withoutVersion() {
  const { agentVersion: _, ...inputs } = examples["group managed service account"]();
  return inputs;
}

const withFacts = (facts: object, grants: Grants = {}) =>
  withGrants({ ...withoutVersion(), ...facts }, "fabrikam.example", grants);

describe("gmsa-feature-permissions", () => {
  it("accepts a gMSA that holds what reading and its features need, in the domains that are synchronized", () => {
    const { verdicts, facts } = judged(rule, "group managed service account", withFacts({}));
    expect(verdicts).toEqual(["met", "met"]);
    expect(facts[1]).toBe(`${gmsaObject.name} has the permissions that Password hash synchronization needs on ${root}`);
  });

  it("names what is missing with the cmdlet of Cloud Sync, for that domain", () => {
    expect(
      judged(rule, "group managed service account", withFacts({}, { [getChangesAll]: lacking(entry) })),
    ).toMatchObject({
      verdicts: ["met", "unmet"],
      levels: ["mandatory"],
      messages: [
        `FABRIKAM\\agent$ lacks "Replicating Directory Changes All" on ${root}, which Password hash synchronization needs; password hash synchronization will fail (error 8453, replication access was denied).\n` +
          `Grant it with: ${withCloudSync}Set-AADCloudSyncPermissions -PermissionType PasswordHashSync -TargetDomain "fabrikam.example" -TargetDomainCredential (Get-Credential) ; or grant only what is missing with: dsacls "${root}" /G 'FABRIKAM\\agent$:CA;Replicating Directory Changes All'`,
      ],
    });
  });

  it("names a right once that both reading and a feature need", () => {
    const grants = { [getChanges]: lacking(""), [readingGetChanges]: lacking("") };
    expect(judged(rule, "group managed service account", withFacts({}, grants)).levels).toEqual(["mandatory"]);
    expect(judged(rule, "group managed service account", withFacts({ features: [] }, grants)).levels).toEqual([
      "advisory",
    ]);
  });

  it("leaves everything that is missing to an installer that has not run yet, but for what is denied", () => {
    const before = { phase: "before-install", mode: "created-by-wizard" };
    expect(
      judged(rule, "group managed service account", withFacts(before, { [getChangesAll]: lacking(entry) })),
    ).toMatchObject({
      verdicts: ["met", "installer creates it"],
      messages: [],
    });
    const denied: Grants = { [getChangesAll]: { granted: false, deniedTo: "Everyone", entry } };
    expect(judged(rule, "group managed service account", withFacts(before, denied)).verdicts).toEqual(["met", "unmet"]);
  });

  it.each([
    // The installer grants everything to the gMSA that it creates, whatever its version.
    ["provAgentgMSA$", {}, "installer creates it"],
    ["CONTOSO\\pGMSA_1a2b3c4d$", { agentVersion: "1.1.2505.0" }, "installer creates it"],
    ["agent$", { mode: "created-by-wizard", agentVersion: "1.1.2505.0" }, "installer creates it"],
    // And to your own up to 1.1.2334.0, which leaves that to you.
    ["agent$", { agentVersion: "1.1.2108.0" }, "installer creates it"],
    ["agent$", { agentVersion: "1.1.2334.0" }, "unmet"],
    ["provAgentgMSA$", { mode: "own", agentVersion: "1.1.2334.0" }, "unmet"],
    ["agent$", { mode: "own-with-custom-permissions", agentVersion: "1.1.2505.0" }, "unmet"],
    ["agent$", {}, "undecided"],
    ["provAgentgMSA$", { mode: "own" }, "undecided"],
  ])("before the installation, judges what %s lacks with %j as %s", (name, facts, verdict) => {
    const inputs = withFacts({ phase: "before-install", name, ...facts }, { [getChangesAll]: lacking(entry) });
    expect(judged(rule, "group managed service account", inputs).verdicts).toEqual(["met", verdict]);
  });

  it("says how to settle what depends on a version that nobody declares", () => {
    const inputs = withFacts({ phase: "before-install" }, { [getChangesAll]: lacking(entry) });
    const { messages, levels } = judged(rule, "group managed service account", inputs);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "the installer grants it to a gMSA of your own only in versions before 1.1.2334.0, and no version is declared.\n" +
        "Declare the version as hybrid-sync:cloudSync.agentVersion. Grant it with: ",
    );
    const several = { ...inputs, setting: "hybrid-sync:cloudSync.forests[1]" };
    expect(judged(rule, "group managed service account", several).messages[0]).toContain(
      "Declare the version as hybrid-sync:cloudSync.forests[1].agentVersion.",
    );
  });

  it("says nothing about a domain that is not synchronized", () => {
    const inputs = withGrants(examples["group managed service account"](), "emea.fabrikam.example", {
      [getChangesAll]: lacking(entry),
    });
    expect(judged(rule, "group managed service account", inputs).messages).toEqual([]);
  });

  it("cannot verify a domain that was not seen", () => {
    const { verdicts, messages } = judged(
      rule,
      "group managed service account",
      withFacts({ domains: ["apac.fabrikam.example", "FABRIKAM.example"] }),
    );
    expect(verdicts).toEqual(["unobservable", "met", "met"]);
    expect(messages[0]).toBe(
      "FABRIKAM\\agent$: cannot verify what it may do in apac.fabrikam.example: no domain with that name is visible in fabrikam.example.\n" +
        "Correct the domains under hybrid-sync:cloudSync.domains.",
    );
  });

  it("takes a schema that lacks what a feature cannot do without for a fault", () => {
    const id = "ms-ds-consistency-guid/write mS-DS-ConsistencyGuid/group";
    const grants: Grants = { [id]: { granted: false, notInSchema: ["mS-DS-ConsistencyGuid"] } };
    expect(
      judged(rule, "group managed service account", withFacts({ features: ["ms-ds-consistency-guid"] }, grants)),
    ).toMatchObject({ verdicts: ["met", "unmet"], levels: ["mandatory"] });
  });

  it("asks for no permission of its own for device synchronization", () => {
    expect(judged(rule, "group managed service account", withFacts({ features: ["device-sync"] })).verdicts).toEqual([
      "met",
    ]);
  });

  itNeedsAnObservation(rule, "group managed service account");
});

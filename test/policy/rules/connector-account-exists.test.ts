import { describe, expect, it } from "vitest";
import { connectorAccountExists as rule } from "../../../policy/rules/connector-account-exists.ts";
import { examples, live, unreachable } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const absent = (name: string | null, phase: string) => ({
  ...examples["connector account"](),
  name,
  phase,
  observed: { evidence: live, account: { observed: null }, details: null },
});

describe("connector-account-exists", () => {
  it("accepts an account that is there", () => {
    const { verdicts, facts } = judged(rule, "connector account", examples["connector account"]());
    expect(verdicts).toEqual(["met"]);
    expect(facts).toEqual(["FABRIKAM\\svc-sync exists on dc1.fabrikam.example"]);
  });

  it("leaves an account without a name, or with the installer's, to the installer before the installation", () => {
    for (const name of [null, "FABRIKAM\\MSOL_0a1b2c3d4e5f"]) {
      expect(judged(rule, "connector account", absent(name, "before-install"))).toMatchObject({
        verdicts: ["installer creates it"],
        messages: [],
      });
    }
  });

  it("recognises an account that the installer made, though the configuration does not name it", () => {
    for (const phase of ["before-install", "after-install"]) {
      const inputs = { ...examples["connector account"](), name: null, phase };
      expect(judged(rule, "connector account", inputs).verdicts).toEqual(["met"]);
    }
  });

  it("does not take a directory that cannot be opened for one without the installer's account", () => {
    const observed = { evidence: { source: "none" }, account: unreachable, details: null };
    const inputs = { ...absent(null, "before-install"), observed };
    expect(judged(rule, "connector account", inputs).verdicts).toEqual(["unobservable"]);
  });

  it("wants a name of the organisation's own to exist already before the installation", () => {
    expect(judged(rule, "connector account", absent("FABRIKAM\\svc-snyc", "before-install"))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The AD DS Connector account FABRIKAM\\svc-snyc was not seen on dc1.fabrikam.example; Connect Sync has no account with which to read the forest.\n" +
          "Create it, correct connectorAccount of fabrikam.example under hybrid-sync:connectSync.forests, or omit the setting so that the installer creates the account.",
      ],
    });
  });

  it("wants the installer's account to exist after the installation", () => {
    const [gone, unnamed] = ["FABRIKAM\\MSOL_0a1b2c3d4e5f", null].map((name) =>
      judged(rule, "connector account", absent(name, "after-install")),
    );
    expect(gone?.verdicts).toEqual(["unmet"]);
    expect(gone?.messages[0]).toContain("Get-ADSyncADConnectorAccount on the sync server prints the account in use.");
    expect(unnamed?.messages).toEqual([
      "The AD DS Connector account of fabrikam.example was not seen on dc1.fabrikam.example; Connect Sync has no account with which to read the forest.\n" +
        "Set connectorAccount of fabrikam.example under hybrid-sync:connectSync.forests; Get-ADSyncADConnectorAccount on the sync server prints the account in use.",
    ]);
  });

  it("advises to name the one that is meant where the installers have made several", () => {
    const inputs = examples["connector account"]();
    const account = { undecided: { reason: "MSOL_* matches 2 objects: CN=a; CN=b" } };
    const several = { ...inputs, name: null, observed: { ...inputs.observed, account, details: null } };
    const { verdicts, levels, messages } = judged(rule, "connector account", several);
    expect([verdicts, levels]).toEqual([["undecided"], ["advisory"]]);
    expect(messages[0]).toContain(
      "MSOL_* matches 2 objects: CN=a; CN=b.\nName the intended account in the stack configuration",
    );
  });

  itNeedsAnObservation(rule, "connector account");
});

import { describe, expect, it } from "vitest";
import { connectorAccountExists as rule } from "../../../policy/rules/connector-account-exists.ts";
import { examples, live } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const absent = (name: string | null, phase: string) => ({
  ...examples.connectorAccount(),
  name,
  phase,
  observed: { evidence: live, account: { observed: null }, details: null },
});

describe("connector-account-exists", () => {
  it("accepts an account that is there", () => {
    const { verdicts, facts } = judged(rule, "connectorAccount", examples.connectorAccount());
    expect(verdicts).toEqual(["met"]);
    expect(facts).toEqual(["FABRIKAM\\svc-sync is there on dc1.fabrikam.example"]);
  });

  it("leaves an account without a name, or with the installer's, to the installer before the installation", () => {
    for (const name of [null, "FABRIKAM\\MSOL_0a1b2c3d4e5f"]) {
      expect(judged(rule, "connectorAccount", absent(name, "before-install"))).toMatchObject({
        verdicts: ["installer creates it"],
        messages: [],
      });
    }
  });

  it("leaves an account without a name to the installer even when the directory cannot be opened", () => {
    const inputs = {
      ...absent(null, "before-install"),
      observed: { evidence: { source: "none" }, account: { observed: null }, details: null },
    };
    expect(judged(rule, "connectorAccount", inputs).verdicts).toEqual(["installer creates it"]);
  });

  it("wants a name of the organisation's own to exist already before the installation", () => {
    expect(judged(rule, "connectorAccount", absent("FABRIKAM\\svc-snyc", "before-install"))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The AD DS Connector account FABRIKAM\\svc-snyc was not seen on dc1.fabrikam.example; Connect Sync has no account with which to read the forest.\n" +
          "Create it, correct connectorAccount of fabrikam.example under hybrid-sync:connectSync.forests, or leave that out so that the installer creates the account.",
      ],
    });
  });

  it("wants the installer's account to exist, and to be named, after the installation", () => {
    const [gone, unnamed] = ["FABRIKAM\\MSOL_0a1b2c3d4e5f", null].map((name) =>
      judged(rule, "connectorAccount", absent(name, "after-install")),
    );
    expect(gone?.verdicts).toEqual(["unmet"]);
    expect(gone?.messages[0]).toContain("Get-ADSyncADConnectorAccount on the sync server prints the account in use.");
    expect(unnamed?.messages).toEqual([
      "The AD DS Connector account of fabrikam.example has no name in the configuration, although Connect Sync is installed; nothing about it can be judged.\n" +
        "Run Get-ADSyncADConnectorAccount on the sync server, and set connectorAccount of fabrikam.example under hybrid-sync:connectSync.forests to what it prints.",
    ]);
  });

  itNeedsAnObservation(rule, "connectorAccount");
});

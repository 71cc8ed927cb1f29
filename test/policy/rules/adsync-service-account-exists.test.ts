import { describe, expect, it } from "vitest";
import { adSyncServiceAccountExists as rule } from "../../../policy/rules/adsync-service-account-exists.ts";
import { adSyncObject, examples, live } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const absent = { evidence: live, account: { observed: null }, details: null };

describe("adsync-service-account-exists", () => {
  it.each([
    ["group managed service account", "msDS-GroupManagedServiceAccount"],
    ["standalone managed service account", "msDS-ManagedServiceAccount"],
    ["domain user", "user"],
  ])("accepts a %s that is one", (kind, objectClass) => {
    const inputs = examples["ADSync service account"]();
    const observed = { ...inputs.observed, account: { observed: { ...adSyncObject, objectClass } } };
    expect(judged(rule, "ADSync service account", { ...inputs, kind, observed }).verdicts).toEqual(["met"]);
  });

  it.each([
    ["virtual account", null],
    ["local account", "SRV9\\svc-adsync"],
  ])("does not apply to a %s, which no directory knows", (kind, name) => {
    const virtual = {
      ...examples["ADSync service account"](),
      kind,
      name,
      observed: { evidence: { source: "none" }, account: null, details: null },
    };
    expect(judged(rule, "ADSync service account", virtual)).toMatchObject({
      verdicts: ["not applicable"],
      messages: [],
    });
  });

  it("leaves a standalone managed service account without a name to the installer", () => {
    const unnamed = {
      ...examples["ADSync service account"](),
      kind: "standalone managed service account",
      name: null,
      observed: absent,
    };
    expect(judged(rule, "ADSync service account", { ...unnamed, phase: "before-install" }).verdicts).toEqual([
      "installer creates it",
    ]);
    expect(judged(rule, "ADSync service account", { ...unnamed, phase: "after-install" }).messages).toEqual([
      "The ADSync service account of fabrikam.example is declared as a standalone managed service account without a name; the program cannot check anything about it.\n" +
        "Name it: pulumi config set --path hybrid-sync:connectSync.accounts.serviceAccount.name NAME",
    ]);
  });

  it("wants every other one to exist even before the installation", () => {
    const inputs = { ...examples["ADSync service account"](), phase: "before-install", observed: absent };
    expect(judged(rule, "ADSync service account", inputs)).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The ADSync service account FABRIKAM\\adsync$ was not seen on dc1.fabrikam.example; the Connect wizard stops where it asks for the service account.\n" +
          "Create the account, or declare the existing one.",
      ],
    });
    expect(judged(rule, "ADSync service account", { ...inputs, name: null }).verdicts).toEqual(["unmet"]);
  });

  it("names an account of another kind than declared", () => {
    const { verdicts, messages } = judged(rule, "ADSync service account", {
      ...examples["ADSync service account"](),
      kind: "domain user",
    });
    expect(verdicts).toEqual(["unmet"]);
    expect(messages[0]).toContain(
      "FABRIKAM\\adsync$ is an object of class msDS-GroupManagedServiceAccount, but is declared as a domain user;",
    );
  });

  itNeedsAnObservation(rule, "ADSync service account");
});

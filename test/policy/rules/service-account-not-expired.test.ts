import { describe, expect, it } from "vitest";
import { serviceAccountNotExpired } from "../../../policy/rules/service-account-not-expired.ts";
import { withLogon } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = serviceAccountNotExpired;

describe(rule.name, () => {
  it("passes an account that never expires", () => {
    expect(judged(rule, "connector account", withLogon("connector account", {}))).toMatchObject({ verdicts: ["met"] });
  });

  it("refuses an account that has expired, by the second", () => {
    const inputs = withLogon("ADSync service account", { expires: { observed: "2026-11-23T09:00:00.000Z" } });
    const { verdicts, messages, levels } = judged(rule, "ADSync service account", inputs);
    expect(verdicts).toEqual(["unmet"]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages).toEqual([
      "FABRIKAM\\adsync$ expired on 2026-11-23; the sync tool cannot sign in with it, and synchronization stops.\n" +
        'Clear the date with: Clear-ADAccountExpiration -Identity "CN=adsync,CN=Managed Service Accounts,DC=fabrikam,DC=example" -Server "fabrikam.example"',
    ]);
  });

  it("shows an end that is still to come, without blocking", () => {
    const inputs = withLogon("connector account", { expires: { observed: "2026-11-23T09:00:00.001Z" } });
    const { verdicts, messages, levels } = judged(rule, "connector account", inputs);
    expect(verdicts).toEqual(["unmet"]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "FABRIKAM\\svc-sync expires on 2026-11-23; from then on the sync tool cannot sign in",
    );
  });

  itNeedsAnObservation(rule, "connector account");
});

import { describe, expect, it } from "vitest";
import type { PasswordExpiry } from "../../../directory/facts/logon.ts";
import { serviceAccountPasswordValid } from "../../../policy/rules/service-account-password-valid.ts";
import { noAccess, withLogon } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = serviceAccountPasswordValid;

function judgedWith(password: PasswordExpiry) {
  return judged(rule, "connector account", withLogon("connector account", { password: { observed: password } }));
}

describe(rule.name, () => {
  it("passes a password that never expires", () => {
    expect(judgedWith({ state: "never expires" })).toMatchObject({ verdicts: ["met"], messages: [] });
  });

  it("refuses a password that must be changed first", () => {
    const { messages, levels } = judgedWith({ state: "must be changed" });
    expect(levels).toEqual(["mandatory"]);
    expect(messages).toEqual([
      "FABRIKAM\\svc-sync must change its password at the next logon; the sync tool cannot sign in with it, and synchronization stops.\n" +
        'Clear this setting with: Set-ADUser -Identity "CN=svc-sync,OU=Services,DC=fabrikam,DC=example" -ChangePasswordAtLogon $false -Server "fabrikam.example"',
    ]);
  });

  it("refuses a password that has expired", () => {
    const { messages, levels } = judgedWith({ state: "expires", on: "2026-11-20T00:00:00.000Z" });
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain("has a password that expired on 2026-11-20; the sync tool cannot sign in");
  });

  it("shows a password that will expire, without blocking", () => {
    const { messages, levels } = judgedWith({ state: "expires", on: "2027-01-04T00:00:00.000Z" });
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("has a password that expires on 2027-01-04; unless you change it before then");
    expect(messages[0]).toMatch(/-PasswordNeverExpires \$true -Server "fabrikam\.example"$/);
  });

  it("cannot verify what the reader may not read, without blocking", () => {
    const inputs = withLogon("connector account", { password: noAccess });
    expect(judged(rule, "connector account", inputs)).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
    });
  });

  itNeedsAnObservation(rule, "connector account");
});

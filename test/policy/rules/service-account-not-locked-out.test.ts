import { describe, expect, it } from "vitest";
import { serviceAccountNotLockedOut } from "../../../policy/rules/service-account-not-locked-out.ts";
import { noAccess, withLogon } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = serviceAccountNotLockedOut;

describe(rule.name, () => {
  it("passes an account that is not locked out, and says where it was seen", () => {
    expect(judged(rule, "connector account", withLogon("connector account", {}))).toMatchObject({
      verdicts: ["met"],
      facts: ["FABRIKAM\\svc-sync is not locked out on dc1.fabrikam.example"],
    });
  });

  it("refuses an account that is locked out", () => {
    const inputs = withLogon("connector account", { lockedOut: { observed: true } });
    const { messages, levels, changes } = judged(rule, "connector account", inputs);
    expect(changes).toEqual([
      [
        {
          change: "set attribute",
          on: "CN=svc-sync,OU=Services,DC=fabrikam,DC=example",
          attribute: "lockoutTime",
          after: [0],
        },
      ],
    ]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain("FABRIKAM\\svc-sync is locked out on dc1.fabrikam.example; the sync tool cannot");
    expect(messages[0]).toMatch(
      /Unlock-ADAccount -Identity "CN=svc-sync,OU=Services,DC=fabrikam,DC=example" -Server "fabrikam\.example"$/,
    );
  });

  it("cannot verify one whose lockout is hidden", () => {
    const { verdicts, messages } = judged(
      rule,
      "connector account",
      withLogon("connector account", { lockedOut: noAccess }),
    );
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain(
      "FABRIKAM\\svc-sync: cannot verify whether it is locked out: the reader cannot read it.",
    );
  });

  itNeedsAnObservation(rule, "connector account");
});

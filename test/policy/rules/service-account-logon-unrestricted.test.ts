import { describe, expect, it } from "vitest";
import type { LogonFacts } from "../../../directory/facts/logon.ts";
import { serviceAccountLogonUnrestricted } from "../../../policy/rules/service-account-logon-unrestricted.ts";
import { withLogon } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = serviceAccountLogonUnrestricted;

function judgedWith(logon: Partial<LogonFacts>, declared: object = {}) {
  return judged(rule, "connector account", { ...withLogon("connector account", logon), ...declared });
}

describe(rule.name, () => {
  it("passes an account without restrictions", () => {
    expect(judgedWith({})).toMatchObject({ verdicts: ["met", "met", "met"], messages: [] });
  });

  it("refuses one that needs a smart card", () => {
    const { verdicts, messages, levels } = judgedWith({ smartCardRequired: { observed: true } });
    expect(verdicts).toEqual(["unmet", "met", "met"]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain("FABRIKAM\\svc-sync needs a smart card to sign in; the sync tool cannot sign in");
  });

  it("refuses one that is shut out for an hour", () => {
    const { verdicts, messages } = judgedWith({ deniedHours: { observed: 1 } });
    expect(verdicts).toEqual(["met", "unmet", "met"]);
    expect(messages[0]).toContain("may not sign in for 1 of the 168 hours of a week; synchronization stops in those");
  });

  it("refuses one that may not sign in from a declared server, whichever way that is written", () => {
    const { verdicts, messages, changes } = judgedWith({ workstations: { observed: ["PC7", "srv9"] } });
    const on = "CN=svc-sync,OU=Services,DC=fabrikam,DC=example";
    expect(changes).toEqual([
      [{ change: "set attribute", on, attribute: "userWorkstations", before: ["PC7,srv9"], after: [] }],
    ]);
    expect(messages[0]).toContain(`Allow every computer with: Set-ADObject -Identity "${on}" -Clear userWorkstations`);
    expect(verdicts).toEqual(["met", "met", "unmet"]);
    expect(messages[0]).toContain("may not sign in from srv10.fabrikam.example, only from PC7 and srv9;");
    for (const server of ["SRV9", "FABRIKAM\\srv9$", "Srv9.fabrikam.example", "CN=SRV9,OU=Servers,DC=fabrikam"]) {
      expect(judgedWith({ workstations: { observed: ["srv9"] } }, { signsInOn: [server] })).toMatchObject({
        verdicts: ["met", "met", "met"],
      });
    }
  });

  it("cannot tell whether the computers are the right ones when no server is declared", () => {
    const { verdicts, messages } = judgedWith({ workstations: { observed: ["PC7"] } }, { signsInOn: [] });
    expect(verdicts).toEqual(["met", "met", "unobservable"]);
    expect(messages[0]).toContain("it may sign in from PC7 only, and no server is declared.\nDeclare the servers");
  });

  itNeedsAnObservation(rule, "connector account");
});

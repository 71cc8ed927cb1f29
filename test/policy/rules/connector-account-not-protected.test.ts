import { describe, expect, it } from "vitest";
import { connectorAccountNotProtected as rule } from "../../../policy/rules/connector-account-not-protected.ts";
import { domainAdmins, examples, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const withGroups = (protectedGroups: unknown) => {
  const inputs = examples["connector account"]();
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, protectedGroups } } };
};
const backupOperators = {
  group: "FABRIKAM\\Backup Operators",
  sid: "S-1-5-32-551",
  through: ["FABRIKAM\\Sync", "FABRIKAM\\Night shift"],
};

describe("connector-account-not-protected", () => {
  it("accepts an account in no protected group", () => {
    expect(judged(rule, "connector account", withGroups({ observed: [] })).verdicts).toEqual(["met"]);
  });

  it("names the group, how the account got there, and where to take it out", () => {
    expect(judged(rule, "connector account", withGroups({ observed: [backupOperators] }))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "FABRIKAM\\svc-sync is in FABRIKAM\\Backup Operators (through FABRIKAM\\Sync, FABRIKAM\\Night shift); anyone who takes over the sync server gets the rights of the group in the domain.\n" +
          'Remove it with: Remove-ADGroupMember -Identity "Sync" -Members "CN=svc-sync,OU=Services,DC=fabrikam,DC=example" -Server "fabrikam.example"',
      ],
    });
  });

  it("says of Domain Admins that the wizard refuses them, and makes a finding of every group", () => {
    const { messages } = judged(rule, "connector account", withGroups({ observed: [domainAdmins, backupOperators] }));
    expect(messages).toEqual([
      "FABRIKAM\\svc-sync is in FABRIKAM\\Domain Admins; " +
        "the Connect wizard refuses members of Domain Admins and Enterprise Admins, and anyone who takes over the sync server would control the domain.\n" +
        'Remove it with: Remove-ADGroupMember -Identity "S-1-5-21-1-2-3-512" -Members "CN=svc-sync,OU=Services,DC=fabrikam,DC=example" -Server "fabrikam.example"',
      "FABRIKAM\\svc-sync is in FABRIKAM\\Backup Operators (through FABRIKAM\\Sync, FABRIKAM\\Night shift); anyone who takes over the sync server gets the rights of the group in the domain.\n" +
        'Remove it with: Remove-ADGroupMember -Identity "Sync" -Members "CN=svc-sync,OU=Services,DC=fabrikam,DC=example" -Server "fabrikam.example"',
    ]);
  });

  it("cannot verify when memberships may not be read, and leaves open what is not known yet", () => {
    expect(judged(rule, "connector account", withGroups(noAccess))).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["mandatory"],
      messages: [
        "FABRIKAM\\svc-sync: cannot verify in which protected groups it is: the reader cannot read it.\nGrant the read account read on the object.",
      ],
    });
    expect(judged(rule, "connector account", withGroups(unknownText)).verdicts).toEqual(["not yet known"]);
  });

  itNeedsAnObservation(rule, "connector account");
});

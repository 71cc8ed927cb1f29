import { describe, expect, it } from "vitest";
import { connectorAccountGetChanges as rule } from "../../../policy/rules/connector-account-get-changes.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withAdSyncConfig } from "../modules.ts";

const granted = { observed: { granted: true, trustee: "FABRIKAM\\svc-sync", through: [] } };
const missing = { observed: { granted: false, deniedTo: null } };

const withRights = (emea: unknown, root: unknown, features: readonly string[] = []) => {
  const inputs = examples["connector account"]();
  const replication = (inputs.observed.details?.replication ?? []).map((domain, index) => ({
    ...domain,
    getChanges: index === 0 ? emea : root,
  }));
  return {
    ...inputs,
    features,
    observed: { ...inputs.observed, details: { ...inputs.observed.details, replication } },
  };
};

describe("connector-account-get-changes", () => {
  it("accepts the right on every domain, with and without password hash synchronization", () => {
    for (const features of [[], ["password-hash-sync"]]) {
      expect(judged(rule, "connector account", withRights(granted, granted, features)).verdicts).toEqual([
        "met",
        "met",
      ]);
    }
  });

  it("names each domain on which the right is missing, and only those", () => {
    expect(judged(rule, "connector account", withRights(missing, granted))).toMatchObject({
      verdicts: ["unmet", "met"],
      levels: ["mandatory"],
      messages: [
        'FABRIKAM\\svc-sync lacks "Replicating Directory Changes" on DC=emea,DC=fabrikam,DC=example; delta import will fail (error 8453, replication access was denied).\n' +
          `Grant it with: ${withAdSyncConfig}Set-ADSyncBasicReadPermissions -ADConnectorAccountDN "CN=svc-sync,OU=Services,DC=fabrikam,DC=example"`,
      ],
    });
  });

  it("recommends the cmdlet that grants both rights where password hash synchronization is on", () => {
    const { messages } = judged(rule, "connector account", withRights(granted, missing, ["password-hash-sync"]));
    expect(messages[0]).toContain(
      `Grant it with: ${withAdSyncConfig}Set-ADSyncPasswordHashSyncPermissions -ADConnectorAccountDN "CN=svc-sync,OU=Services,DC=fabrikam,DC=example"`,
    );
  });

  it("names the trustee of an entry that denies the right, which no grant would mend", () => {
    const denied = { observed: { granted: false, deniedTo: "FABRIKAM\\Contractors" } };
    expect(judged(rule, "connector account", withRights(granted, denied)).messages).toEqual([
      'FABRIKAM\\svc-sync is denied "Replicating Directory Changes" on DC=fabrikam,DC=example, by an ACE for FABRIKAM\\Contractors; delta import will fail (error 8453, replication access was denied).\n' +
        "Remove the deny ACE for FABRIKAM\\Contractors from DC=fabrikam,DC=example.",
    ]);
  });

  it("gives the command that removes the very entry, and says for whom it is", () => {
    const entry = "(OD;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-1300)";
    const deniedBy = [{ on: "DC=fabrikam,DC=example", to: "FABRIKAM\\Contractors", entry }];
    const denied = { observed: { granted: false, deniedTo: "FABRIKAM\\Contractors", deniedBy } };
    const { messages } = judged(rule, "connector account", withRights(granted, denied));
    expect(messages[0]).toContain(
      "The deny ACE applies to everyone in FABRIKAM\\Contractors. " +
        "Remove the deny ACE for FABRIKAM\\Contractors from DC=fabrikam,DC=example with: ",
    );
    expect(messages[0]).toContain(`SetSecurityDescriptorSddlForm("D:${entry}")`);
  });

  it("judges every other domain when one cannot be read or is not known yet", () => {
    expect(judged(rule, "connector account", withRights(noAccess, missing))).toMatchObject({
      verdicts: ["unobservable", "unmet"],
      levels: ["mandatory", "mandatory"],
    });
    expect(judged(rule, "connector account", withRights(unknownText, missing)).verdicts).toEqual([
      "not yet known",
      "unmet",
    ]);
  });

  it("advises where the entries cannot be decided", () => {
    const claims = { undecided: { reason: "an entry asks for a claim" } };
    expect(judged(rule, "connector account", withRights(claims, granted))).toMatchObject({
      verdicts: ["undecided", "met"],
      levels: ["advisory"],
    });
  });

  it("cannot verify when no domain was seen", () => {
    const inputs = examples["connector account"]();
    const none = {
      ...inputs,
      observed: { ...inputs.observed, details: { ...inputs.observed.details, replication: [] } },
    };
    const { verdicts, messages } = judged(rule, "connector account", none);
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain(
      'FABRIKAM\\svc-sync: cannot verify whether it has "Replicating Directory Changes": no domain of fabrikam.example is visible to the read account.',
    );
  });

  itNeedsAnObservation(rule, "connector account");
});

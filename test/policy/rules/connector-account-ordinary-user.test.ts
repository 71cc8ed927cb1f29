import { describe, expect, it } from "vitest";
import { connectorAccountOrdinaryUser as rule } from "../../../policy/rules/connector-account-ordinary-user.ts";
import { connectorObject, examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const ofClass = (objectClass: string) => {
  const inputs = examples["connector account"]();
  return { ...inputs, observed: { ...inputs.observed, account: { observed: { ...connectorObject, objectClass } } } };
};

describe("connector-account-ordinary-user", () => {
  it("accepts a user", () => {
    expect(judged(rule, "connector account", ofClass("user")).verdicts).toEqual(["met"]);
  });

  it.each(["msDS-GroupManagedServiceAccount", "msDS-ManagedServiceAccount", "computer", "contact"])(
    "refuses an object of class %s",
    (objectClass) => {
      expect(judged(rule, "connector account", ofClass(objectClass))).toMatchObject({
        verdicts: ["unmet"],
        levels: ["mandatory"],
        messages: [
          `FABRIKAM\\svc-sync is an object of class ${objectClass}; Connect Sync signs in to the forest with a name and a password, and supports no other kind of account.\n` +
            "Create an ordinary user for Connect Sync, and name it as connectorAccount under hybrid-sync:connectSync.forests.",
        ],
      });
    },
  );

  it("says that nothing is documented about an inetOrgPerson", () => {
    expect(judged(rule, "connector account", ofClass("inetOrgPerson"))).toMatchObject({
      verdicts: ["undecided"],
      levels: ["advisory"],
      messages: [
        "FABRIKAM\\svc-sync: undecided whether it is an ordinary user: it is an inetOrgPerson, and Microsoft's documentation does not say whether Connect Sync supports that class.\n" +
          "Use an object of class user.",
      ],
    });
  });

  itNeedsAnObservation(rule, "connector account");
});

import { describe, expect, it } from "vitest";
import { administratorRoleHeldDirectly as rule } from "../../../policy/rules/administrator-role-held-directly.ts";
import { createdAdministrator, examples, noAccess } from "../examples.ts";
import { judged, notObservedYet, unknownText } from "../judged.ts";

const throughGroup = { ...examples["entra administrator"](), assignment: "group", group: "Sync operators" };

describe("administrator-role-held-directly", () => {
  it("accepts a role that was held directly before, or that the program assigns", () => {
    const inputs = examples["entra administrator"]();
    const heldNothing = { ...inputs, observed: { ...inputs.observed, heldBefore: { observed: [] } } };
    for (const accepted of [inputs, heldNothing, createdAdministrator()]) {
      expect(judged(rule, "entra administrator", accepted).verdicts).toEqual(["met"]);
    }
  });

  it("names a role that Connect's administrator is to hold through a group, without having to ask the tenant", () => {
    for (const inputs of [throughGroup, notObservedYet(throughGroup)]) {
      expect(judged(rule, "entra administrator", inputs)).toMatchObject({
        verdicts: ["unmet"],
        levels: ["mandatory"],
        messages: [
          "The Hybrid Identity Administrator admin@fabrikam.onmicrosoft.com is declared to hold Hybrid Identity Administrator " +
            'through the group "Sync operators"; the Connect wizard does not see a role that is held through a group, and stops at the sign-in.\n' +
            "Let the program assign the role to the user: pulumi config rm --path hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.throughGroup",
        ],
      });
    }
  });

  it("does not object to a group for Cloud Sync, which honours groups", () => {
    const cloudSync = { ...throughGroup, account: "cloud-sync-hybrid-identity-administrator" };
    expect(judged(rule, "entra administrator", cloudSync)).toMatchObject({
      verdicts: ["met"],
      facts: [expect.stringContaining('through the group "Sync operators", which Cloud Sync honors')],
    });
  });

  it("cannot verify when the roles that an adopted user holds may not be read", () => {
    const inputs = examples["entra administrator"]();
    for (const account of ["connect-sync-hybrid-identity-administrator", "cloud-sync-hybrid-identity-administrator"]) {
      const { verdicts, messages } = judged(rule, "entra administrator", {
        ...inputs,
        account,
        observed: { ...inputs.observed, heldBefore: noAccess },
      });
      expect(verdicts).toEqual(["unobservable"]);
      expect(messages[0]).toContain("cannot verify which roles it holds directly: the reader cannot read it.");
    }
  });

  it("is judged in the update when the declaration is not known yet", () => {
    const unknown = { ...examples["entra administrator"](), assignment: unknownText };
    expect(judged(rule, "entra administrator", unknown).verdicts).toEqual(["not yet known"]);
  });
});

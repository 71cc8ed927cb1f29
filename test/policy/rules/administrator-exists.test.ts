import { describe, expect, it } from "vitest";
import { administratorExists as rule } from "../../../policy/rules/administrator-exists.ts";
import { createdAdministrator, examples, noAccess } from "../examples.ts";
import { judged, notObservedYet } from "../judged.ts";

const withUser = (user: object, deleted: object | null = null) => {
  const inputs = examples["entra administrator"]();
  return { ...inputs, observed: { ...inputs.observed, user, deleted } };
};

describe("administrator-exists", () => {
  it("accepts an adopted user that exists and is enabled", () => {
    expect(judged(rule, "entra administrator", examples["entra administrator"]()).verdicts).toEqual(["met"]);
  });

  it("does not apply to a user whom the program creates", () => {
    expect(judged(rule, "entra administrator", createdAdministrator()).verdicts).toEqual(["not applicable"]);
  });

  it("names an adopted user that the tenant does not have", () => {
    expect(judged(rule, "entra administrator", withUser({ observed: null }))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The Hybrid Identity Administrator admin@fabrikam.onmicrosoft.com was not found in the tenant; " +
          "nobody can sign in to register an agent or to run the Connect wizard.\n" +
          "Correct the name, or let the program create the user: " +
          "pulumi config rm --path hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.adopt; " +
          "pulumi config set --path hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.create.userPrincipalName admin@fabrikam.onmicrosoft.com; " +
          "pulumi config set --path hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.create.displayName admin",
      ],
    });
  });

  it("says how to bring back an adopted user whom somebody has deleted", () => {
    const deleted = { observed: { objectId: "8a1d", deletedOn: "2026-11-20" } };
    expect(judged(rule, "entra administrator", withUser({ observed: null }, deleted))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The Hybrid Identity Administrator admin@fabrikam.onmicrosoft.com was deleted on 2026-11-20; " +
          "nobody can sign in to register an agent or to run the Connect wizard.\n" +
          'Within 30 days of that, restore it with: Connect-MgGraph -Scopes "User.DeleteRestore.All"; Restore-MgDirectoryDeletedItem -DirectoryObjectId "8a1d"',
      ],
    });
  });

  it.each([{ observed: null }, noAccess])("knows of no deleted user where there is none to be read: %j", (deleted) => {
    expect(judged(rule, "entra administrator", withUser({ observed: null }, deleted)).facts[0]).toContain(
      "was not found in the tenant",
    );
  });

  it("names an adopted user who is blocked from signing in", () => {
    const blocked = { observed: { objectId: "8a1d", accountEnabled: false, userType: "Member" } };
    const { verdicts, messages } = judged(rule, "entra administrator", withUser(blocked));
    expect(verdicts).toEqual(["unmet"]);
    expect(messages[0]).toMatch(
      /is blocked from signing in;.*\nEnable it with: az ad user update --id 8a1d --account-enabled true$/,
    );
  });

  it("cannot verify a user who may not be read", () => {
    expect(judged(rule, "entra administrator", withUser(noAccess)).verdicts).toEqual(["unobservable"]);
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "entra administrator", notObservedYet(examples["entra administrator"]())).verdicts).toEqual([
      "not yet known",
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { administratorNotGuest as rule } from "../../../policy/rules/administrator-not-guest.ts";
import { createdAdministrator, examples, noAccess } from "../examples.ts";
import { judged, notObservedYet, unknownText } from "../judged.ts";

const adopted = (userType: string) => {
  const inputs = examples["entra administrator"]();
  const { user } = inputs.observed;
  const found = user && "observed" in user ? user.observed : null;
  return { ...inputs, observed: { ...inputs.observed, user: { observed: { ...found, userType } } } };
};

describe("administrator-not-guest", () => {
  it("accepts a member of the tenant", () => {
    expect(judged(rule, "entra administrator", adopted("Member")).verdicts).toEqual(["met"]);
  });

  it("accepts a user whom the program creates", () => {
    expect(judged(rule, "entra administrator", createdAdministrator()).verdicts).toEqual(["met"]);
  });

  it("names a guest, what follows, and the way out", () => {
    const { verdicts, messages, levels } = judged(rule, "entra administrator", adopted("Guest"));
    expect(verdicts).toEqual(["unmet"]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages).toEqual([
      "The Hybrid Identity Administrator admin@fabrikam.onmicrosoft.com is a guest in the tenant; " +
        "a guest cannot register an agent or run the Connect wizard.\n" +
        "Use a user of this tenant: pulumi config set --path hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.adopt NAME@TENANT.onmicrosoft.com",
    ]);
  });

  it("knows a guest by its name, even before the tenant is asked", () => {
    const inputs = {
      ...examples["entra administrator"](),
      userPrincipalName: "eva_tailspin.example#ext#@fabrikam.onmicrosoft.com",
    };
    const { verdicts, messages } = judged(rule, "entra administrator", notObservedYet(inputs));
    expect(verdicts).toEqual(["unmet"]);
    expect(messages[0]).toContain('has "#EXT#" in its name, as only guests have');
  });

  it("leaves a user who was not found to the rule about existence", () => {
    const inputs = examples["entra administrator"]();
    const absent = { ...inputs, observed: { ...inputs.observed, user: { observed: null } } };
    expect(judged(rule, "entra administrator", absent).verdicts).toEqual(["not applicable"]);
  });

  it("cannot verify a user who may not be read", () => {
    const inputs = examples["entra administrator"]();
    const hidden = { ...inputs, observed: { ...inputs.observed, user: noAccess } };
    const { verdicts, messages } = judged(rule, "entra administrator", hidden);
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("cannot verify whether it is a guest: the reader cannot read it.");
  });

  it("is judged in the update when the user is not known yet", () => {
    const inputs = examples["entra administrator"]();
    for (const unknown of [notObservedYet(inputs), { ...inputs, userPrincipalName: unknownText }]) {
      expect(judged(rule, "entra administrator", unknown)).toMatchObject({ verdicts: ["not yet known"], messages: [] });
    }
  });
});

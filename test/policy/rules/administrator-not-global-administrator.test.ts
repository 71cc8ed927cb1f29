import { describe, expect, it } from "vitest";
import { administratorNotGlobalAdministrator as rule } from "../../../policy/rules/administrator-not-global-administrator.ts";
import { examples } from "../examples.ts";
import { judged, notObservedYet, unknownText } from "../judged.ts";

const global = {
  ...examples["entra administrator"](),
  roles: ["hybrid-identity-administrator", "global-administrator"],
};

describe("administrator-not-global-administrator", () => {
  it("accepts a Hybrid Identity Administrator, whatever is observed", () => {
    expect(judged(rule, "entra administrator", examples["entra administrator"]()).verdicts).toEqual(["met"]);
    expect(judged(rule, "entra administrator", notObservedYet(examples["entra administrator"]())).verdicts).toEqual([
      "met",
    ]);
  });

  it("advises against a Global Administrator for synchronization", () => {
    expect(judged(rule, "entra administrator", global)).toMatchObject({
      verdicts: ["unmet"],
      levels: ["advisory"],
      messages: [
        "The Hybrid Identity Administrator admin@fabrikam.onmicrosoft.com is declared as Global Administrator for synchronization; " +
          "anyone who takes over this account controls the whole tenant, and Hybrid Identity Administrator is sufficient.\n" +
          "Remove the role global-administrator from hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.roles. If the account is for Connect Health or federation, declare that with: " +
          "pulumi config set --path hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.purpose connect-health",
      ],
    });
  });

  it.each(["connect-health", "federation"])("accepts a Global Administrator for %s", (purpose) => {
    expect(judged(rule, "entra administrator", { ...global, purpose })).toMatchObject({
      verdicts: ["met"],
      messages: [],
    });
  });

  it("is judged in the update when the roles are not known yet", () => {
    expect(judged(rule, "entra administrator", { ...global, roles: unknownText }).verdicts).toEqual(["not yet known"]);
    expect(judged(rule, "entra administrator", { ...global, roles: [unknownText] }).verdicts).toEqual([
      "not yet known",
    ]);
  });
});

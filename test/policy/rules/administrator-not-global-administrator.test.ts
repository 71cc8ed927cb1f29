import { describe, expect, it } from "vitest";
import { administratorNotGlobalAdministrator as rule } from "../../../policy/rules/administrator-not-global-administrator.ts";
import { examples } from "../examples.ts";
import { judged, notObservedYet, unknownText } from "../judged.ts";

const global = { ...examples.entraAdministrator(), roles: ["hybrid-identity-administrator", "global-administrator"] };

describe("administrator-not-global-administrator", () => {
  it("accepts a Hybrid Identity Administrator, whatever is observed", () => {
    expect(judged(rule, "entraAdministrator", examples.entraAdministrator()).verdicts).toEqual(["met"]);
    expect(judged(rule, "entraAdministrator", notObservedYet(examples.entraAdministrator())).verdicts).toEqual(["met"]);
  });

  it("advises against a Global Administrator for synchronization", () => {
    expect(judged(rule, "entraAdministrator", global)).toMatchObject({
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
    expect(judged(rule, "entraAdministrator", { ...global, purpose })).toMatchObject({
      verdicts: ["met"],
      messages: [],
    });
  });

  it("is judged in the update when the roles are not known yet", () => {
    expect(judged(rule, "entraAdministrator", { ...global, roles: unknownText }).verdicts).toEqual(["not yet known"]);
    expect(judged(rule, "entraAdministrator", { ...global, roles: [unknownText] }).verdicts).toEqual(["not yet known"]);
  });
});

import { describe, expect, it } from "vitest";
import { administratorInInitialDomain as rule } from "../../../policy/rules/administrator-in-initial-domain.ts";
import { createdAdministrator, examples } from "../examples.ts";
import { judged } from "../judged.ts";

describe("administrator-in-initial-domain", () => {
  it.each(["admin@x.onmicrosoft.com", "admin@X.OnMicrosoft.us", "admin@x.partner.onmschina.cn"])(
    "accepts %s",
    (name) => {
      const inputs = { ...examples["entra administrator"](), userPrincipalName: name };
      expect(judged(rule, "entra administrator", inputs).verdicts).toEqual(["met"]);
    },
  );

  it("advises against another domain, and says which key to change", () => {
    const adopted = { ...examples["entra administrator"](), userPrincipalName: "admin@onmicrosoft.com.example" };
    expect(judged(rule, "entra administrator", adopted)).toMatchObject({
      levels: ["advisory"],
      messages: [
        "The Hybrid Identity Administrator admin@onmicrosoft.com.example does not exist in the tenant's initial domain; a failure of another domain, or of its federation, locks out the administrator who must fix it.\n" +
          "Use a user of that domain: pulumi config set --path " +
          "hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.adopt NAME@TENANT.onmicrosoft.com",
      ],
    });
    const created = { ...createdAdministrator(), userPrincipalName: "admin@fabrikam.example" };
    expect(judged(rule, "entra administrator", created).messages[0]).toContain(".create.userPrincipalName NAME@");
  });
});

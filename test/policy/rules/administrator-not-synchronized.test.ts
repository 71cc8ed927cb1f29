import { describe, expect, it } from "vitest";
import { administratorNotSynchronized as rule } from "../../../policy/rules/administrator-not-synchronized.ts";
import { createdAdministrator, examples, noAccess } from "../examples.ts";
import { judged, notObservedYet } from "../judged.ts";

describe("administrator-not-synchronized", () => {
  it("accepts a cloud-only user, and one whom the program creates", () => {
    expect(judged(rule, "entra administrator", examples["entra administrator"]()).verdicts).toEqual(["met"]);
    expect(judged(rule, "entra administrator", createdAdministrator()).verdicts).toEqual(["met"]);
  });

  it("names a user who is synchronized from on-premises", () => {
    const inputs = examples["entra administrator"]();
    const user = {
      observed: {
        objectId: "5f0c7f5c-2f3d-4a4b-9c0e-0d4f6d1f2a3b",
        userPrincipalName: inputs.userPrincipalName,
        userType: "Member",
        accountEnabled: true,
        synchronizedFromOnPremises: true,
      },
    };
    const synchronized = {
      ...inputs,
      account: "cloud-sync-hybrid-identity-administrator",
      observed: { ...inputs.observed, user },
    };
    expect(judged(rule, "entra administrator", synchronized)).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The Hybrid Identity Administrator admin@fabrikam.onmicrosoft.com is synchronized from on-premises; " +
          "when synchronization or the domain fails, the administrator who must fix it is locked out; and anyone who controls the domain controls the tenant.\n" +
          "Use a cloud-only user: pulumi config set --path hybrid-sync:cloudSync.accounts.hybridIdentityAdministrator.adopt NAME@TENANT.onmicrosoft.com",
      ],
    });
  });

  it("cannot verify a user who may not be read", () => {
    const inputs = examples["entra administrator"]();
    const { verdicts, messages } = judged(rule, "entra administrator", {
      ...inputs,
      observed: { ...inputs.observed, user: noAccess },
    });
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain(
      "cannot verify whether it is synchronized from on-premises: the reader cannot read it.",
    );
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "entra administrator", notObservedYet(examples["entra administrator"]())).verdicts).toEqual([
      "not yet known",
    ]);
  });
});

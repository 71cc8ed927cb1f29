import { describe, expect, it } from "vitest";
import { entraConnectorUser as rule } from "../../../policy/rules/entra-connector-user.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";

const syncUser = {
  objectId: "0f0e0d0c-0b0a-4908-8706-050403020100",
  userPrincipalName: "Sync_SRV9_0a1b2c@fabrikam.onmicrosoft.com",
  userType: "Member",
  accountEnabled: true,
  synchronizedFromOnPremises: false,
} as const;

function declared(user: unknown, phase = "after-install") {
  return {
    ...examples["entra connector identity"](),
    phase,
    kind: "user",
    name: syncUser.userPrincipalName,
    observed: { user },
  };
}

const judge = (inputs: object) => judged(rule, "entra connector identity", inputs);

describe("entra-connector-user", () => {
  it("accepts a user that exists and is enabled", () => {
    expect(judge(declared({ observed: syncUser })).verdicts).toEqual(["met"]);
  });

  it("does not apply to an application", () => {
    expect(judge(examples["entra connector identity"]()).verdicts).toEqual(["not applicable"]);
  });

  it("leaves an absent user to the wizard before the installation", () => {
    expect(judge(declared({ observed: null }, "before-install"))).toMatchObject({
      verdicts: ["installer creates it"],
      messages: [],
    });
  });

  it("misses an absent user after the installation", () => {
    expect(judge(declared({ observed: null }))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The Microsoft Entra Connector account Sync_SRV9_0a1b2c@fabrikam.onmicrosoft.com was not found in the tenant; " +
          "Connect Sync cannot sign in to Microsoft Entra ID, and every change stops.\n" +
          "Let Connect Sync create its user again: run Add-ADSyncAADServiceAccount on its server.",
      ],
    });
  });

  it("names a user that is blocked", () => {
    const { verdicts, messages } = judge(declared({ observed: { ...syncUser, accountEnabled: false } }));
    expect(verdicts).toEqual(["unmet"]);
    expect(messages[0]).toContain("is blocked from signing in");
  });

  it("cannot verify a user that may not be read", () => {
    expect(judge(declared(noAccess)).verdicts).toEqual(["unobservable"]);
  });

  it("is judged in the update when the observation is not known yet", () => {
    expect(judge({ ...declared(null), observed: unknownText }).verdicts).toEqual(["not yet known"]);
  });
});

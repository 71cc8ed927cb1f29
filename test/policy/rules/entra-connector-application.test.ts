import { describe, expect, it } from "vitest";
import { entraConnectorApplication as rule } from "../../../policy/rules/entra-connector-application.ts";
import { examples } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";

describe("entra-connector-application", () => {
  it("accepts an application", () => {
    expect(judged(rule, "entra connector identity", examples["entra connector identity"]()).verdicts).toEqual(["met"]);
  });

  it("advises against a user", () => {
    const user = {
      ...examples["entra connector identity"](),
      kind: "user",
      name: "Sync_SRV9_0a1b2c@fabrikam.onmicrosoft.com",
    };
    expect(judged(rule, "entra connector identity", user)).toMatchObject({
      verdicts: ["unmet"],
      levels: ["advisory"],
      messages: [
        "The Microsoft Entra Connector account Sync_SRV9_0a1b2c@fabrikam.onmicrosoft.com is declared as a user; " +
          "a user signs in with a password that no second factor protects, and Connect Sync replaces it with an application from version 2.5.76.0 on.\n" +
          "Declare an application under hybrid-sync:connectSync.identity, and remove the Sync_ user once Connect Sync has switched.",
      ],
    });
  });

  it("is judged in the update when the kind is not known yet", () => {
    const unknown = { ...examples["entra connector identity"](), kind: unknownText };
    expect(judged(rule, "entra connector identity", unknown).verdicts).toEqual(["not yet known"]);
  });
});

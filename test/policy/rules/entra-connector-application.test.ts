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
          "a user signs in with a password that no second factor protects, and from 2027-04-07 the service rejects it.\n" +
          "Declare an application under hybrid-sync:connectSync.identity. From version 2.6.84.0 on, only a new installation sets one up. " +
          "On an existing server, run the Connect wizard: Additional tasks, Configure application-based authentication to Microsoft Entra ID. Then remove the Sync_ user.",
      ],
    });
    expect(judged(rule, "entra connector identity", user, new Date("2027-04-06T23:59:59Z")).levels).toEqual([
      "advisory",
    ]);
  });

  it("objects to a user from the day on which the service rejects it", () => {
    const user = {
      ...examples["entra connector identity"](),
      kind: "user",
      name: "Sync_SRV9_0a1b2c@fabrikam.onmicrosoft.com",
    };
    const { levels, messages } = judged(rule, "entra connector identity", user, new Date("2027-04-07T00:00:00Z"));
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(
      "is declared as a user; since 2027-04-07 the service rejects users, and nothing is synchronized.",
    );
  });

  it("is judged in the update when the kind is not known yet", () => {
    const unknown = { ...examples["entra connector identity"](), kind: unknownText };
    expect(judged(rule, "entra connector identity", unknown).verdicts).toEqual(["not yet known"]);
  });
});

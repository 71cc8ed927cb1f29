import { describe, expect, it } from "vitest";
import { administratorActivatedForInstallation as rule } from "../../../policy/rules/administrator-activated-for-installation.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";

const eligible = { ...examples["entra administrator"](), assignmentType: "eligible" };

describe("administrator-activated-for-installation", () => {
  it("has nothing to say about a role that is held all the time", () => {
    expect(judged(rule, "entra administrator", examples["entra administrator"]()).verdicts).toEqual(["not applicable"]);
  });

  it("reminds of the activation before the Connect wizard is started", () => {
    expect(judged(rule, "entra administrator", eligible)).toMatchObject({
      verdicts: ["unmet"],
      levels: ["advisory"],
      messages: [
        "The Hybrid Identity Administrator admin@fabrikam.onmicrosoft.com is eligible for Hybrid Identity Administrator, but the " +
          "role is not active; the installer ignores a role that is not active at sign-in, and stops.\n" +
          "Before the wizard is started, sign in as this user at https://entra.microsoft.com, open Privileged Identity " +
          "Management, My roles, and activate Hybrid Identity Administrator.",
      ],
    });
  });

  it("reminds of it before the agent is installed, too", () => {
    const cloudSync = { ...eligible, account: "cloud-sync-hybrid-identity-administrator" };
    expect(judged(rule, "entra administrator", cloudSync).messages[0]).toContain(
      "Before the agent is installed, sign in",
    );
  });

  it("is content once the tool is installed", () => {
    expect(judged(rule, "entra administrator", { ...eligible, phase: "after-install" }).verdicts).toEqual(["met"]);
  });
});

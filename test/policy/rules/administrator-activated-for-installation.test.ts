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

  it("leaves it to the wizard of Cloud Sync, which activates the role itself since 1.1.2102.0", () => {
    const cloudSync = { ...eligible, account: "cloud-sync-hybrid-identity-administrator" };
    for (const agentVersion of ["1.1.2102.0", "1.1.2505.0", "1.2.1.0"])
      expect(judged(rule, "entra administrator", { ...cloudSync, agentVersion }).verdicts).toEqual(["met"]);
    // The one to be downloaded is newer.
    expect(judged(rule, "entra administrator", cloudSync).verdicts).toEqual(["met"]);
    expect(judged(rule, "entra administrator", { ...cloudSync, agentVersion: "1.1.1586.0" }).messages[0]).toContain(
      "Before the agent is installed, sign in",
    );
  });

  it("is content once the tool is installed", () => {
    expect(judged(rule, "entra administrator", { ...eligible, phase: "after-install" }).verdicts).toEqual(["met"]);
  });
});

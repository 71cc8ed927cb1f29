import { describe, expect, it } from "vitest";
import { gmsaExists as rule } from "../../../policy/rules/gmsa-exists.ts";
import { examples, gmsaObject, live, unreachable } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const absent = (phase: string) => ({
  ...examples["group managed service account"](),
  phase,
  observed: { evidence: live, account: { observed: null }, details: null },
});

describe("gmsa-exists", () => {
  it("accepts a group managed service account, in either phase", () => {
    for (const phase of ["before-install", "after-install"]) {
      const inputs = { ...examples["group managed service account"](), phase };
      expect(judged(rule, "group managed service account", inputs).verdicts).toEqual(["met"]);
    }
  });

  it.each(["provAgentgMSA$", "FABRIKAM\\provagentgmsa", "pGMSA_1a2b3c4d$"])(
    "leaves %s to the installer before the installation",
    (name) => {
      expect(judged(rule, "group managed service account", { ...absent("before-install"), name })).toMatchObject({
        verdicts: ["installer creates it"],
        messages: [],
      });
    },
  );

  it("does not leave one to the installer whose name the installer does not give", () => {
    expect(judged(rule, "group managed service account", absent("before-install"))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The gMSA service account agent$ was not seen on dc1.fabrikam.example, and the installer does not create an account with that name; the provisioning agent has no account to run as.\n" +
          "Omit hybrid-sync:cloudSync.accounts.serviceAccount so that the installer creates the account, or create it with: " +
          'New-ADServiceAccount -Name "agent" -DNSHostName "agent.fabrikam.example" -Server "fabrikam.example"',
      ],
    });
  });

  it("does not take a directory that cannot be opened for an absent account", () => {
    const inputs = {
      ...absent("before-install"),
      observed: { evidence: { source: "none" }, account: unreachable, details: null },
    };
    expect(judged(rule, "group managed service account", inputs).verdicts).toEqual(["unobservable"]);
  });

  it("names one that is absent after the installation", () => {
    expect(judged(rule, "group managed service account", absent("after-install"))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The gMSA service account agent$ was not seen on dc1.fabrikam.example; the provisioning agent has no account to run as.\n" +
          'Correct hybrid-sync:cloudSync.accounts.serviceAccount.name, or create it: run the agent\'s configuration wizard again with "Create gMSA", or ' +
          'New-ADServiceAccount -Name "agent" -DNSHostName "agent.fabrikam.example" -Server "fabrikam.example"',
      ],
    });
  });

  it("names an account of another class", () => {
    const inputs = examples["group managed service account"]();
    const account = { observed: { ...gmsaObject, objectClass: "msDS-ManagedServiceAccount" } };
    const { verdicts, messages } = judged(rule, "group managed service account", {
      ...inputs,
      observed: { ...inputs.observed, account },
    });
    expect(verdicts).toEqual(["unmet"]);
    expect(messages).toEqual([
      "FABRIKAM\\agent$ is an object of class msDS-ManagedServiceAccount, not msDS-GroupManagedServiceAccount; the provisioning agent cannot run as it.\n" +
        "Name a group managed service account: pulumi config set --path hybrid-sync:cloudSync.accounts.serviceAccount.name NAME$",
    ]);
  });

  itNeedsAnObservation(rule, "group managed service account");
});

import { describe, expect, it } from "vitest";
import {
  azureLocation,
  clientId,
  emailAddress,
  resourceGroupName,
  vaultName,
  workspaceName,
} from "../../config/azure-name.ts";
import { parseSettings } from "../../config.ts";
import { healthySettings } from "../fixtures/settings.ts";
import { problemsAfter } from "./problems-of.ts";

const base = { location: "westeurope", resourceGroup: { name: "rg-hybrid-sync" } };
const workspace = { name: "log-hybrid-sync", entraLogs: true };
const emails = ["identity-operations@contoso.example"];

const sentences = (azure: object, different: object = {}) =>
  problemsAfter((settings) => Object.assign(settings, { azure: { ...base, ...azure } }, different)).map(
    ({ sentence }) => sentence,
  );

describe("the Azure side", () => {
  it("is off, and so is each of its parts", () => {
    expect(parseSettings(healthySettings(), { project: "hybrid-sync" }).azure).toBeUndefined();
    expect(parseSettings({ ...healthySettings(), azure: base }, { project: "hybrid-sync" }).azure).toEqual({
      ...base,
      resourceGroup: { ...base.resourceGroup, exists: false },
      operators: [],
      lock: false,
    });
  });

  it("needs the tenant's logs for alerts", () => {
    expect(sentences({ alerts: { emails } })).toEqual([
      "hybrid-sync:azure.workspace is missing, and azure.alerts reads its logs.",
    ]);
    expect(sentences({ alerts: { emails }, workspace: { name: workspace.name } })).toEqual([
      "hybrid-sync:azure.workspace.entraLogs must be true while azure.alerts is present, got false: alerts read the logs of the tenant.",
    ]);
  });

  it("needs addresses to tell elsewhere, and an application to watch its credentials", () => {
    expect(sentences({ workspace, alerts: { emails, signInFromElsewhere: true } })).toEqual([
      "hybrid-sync:guardRails.namedLocation is missing, and azure.alerts.signInFromElsewhere uses its addresses.",
    ]);
    const user = { kind: "user", userPrincipalName: "Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com" };
    const connectSync = { ...healthySettings().connectSync, identity: user };
    expect(sentences({ workspace, alerts: { emails, applicationCredential: true } }, { connectSync })).toEqual([
      "hybrid-sync:azure.alerts.applicationCredential must be false, got true: Connect Sync, as configured, has no application.",
    ]);
  });

  it("locks only what is there, and has operators only for that", () => {
    const operators = ["anna@contoso.onmicrosoft.com"];
    expect(sentences({ lock: true, operators })).toEqual([
      "hybrid-sync:azure.lock must be false while there is neither azure.workspace nor azure.keyVault, got true: there is nothing to lock.",
      "hybrid-sync:azure.operators must be left out while there is neither azure.workspace nor azure.keyVault: there is nothing for them.",
    ]);
    expect(sentences({ lock: true, operators, workspace })).toEqual([]);
  });

  it("bounds the days for which logs are kept", () => {
    expect(sentences({ workspace: { ...workspace, retentionDays: 7 } })).toEqual([
      "hybrid-sync:azure.workspace.retentionDays must be a whole number from 30 to 730, got 7.",
    ]);
  });

  it("names nobody twice", () => {
    const operators = ["anna@contoso.onmicrosoft.com", "ANNA@contoso.onmicrosoft.com"];
    expect(sentences({ operators, workspace })).toEqual([
      'hybrid-sync:azure.operators[1] repeats azure.operators[0], got "ANNA@contoso.onmicrosoft.com".',
    ]);
  });
});

const formats = { azureLocation, clientId, emailAddress, resourceGroupName, vaultName, workspaceName };

describe("a name in Azure", () => {
  const cases: readonly (readonly [keyof typeof formats, string, string | undefined])[] = [
    ["resourceGroupName", "rg-Hybrid_Sync.(1)", undefined],
    ["resourceGroupName", "", "it has 0 characters"],
    ["resourceGroupName", "a".repeat(91), "it has 91 characters"],
    ["resourceGroupName", "rg sync", "it consists of letters, digits and . _ - ( ) only"],
    ["resourceGroupName", "rg.", "it ends with something other than a period"],
    ["workspaceName", "log-sync", undefined],
    ["workspaceName", "log", "it has 3 characters"],
    ["workspaceName", "log_sync", "it consists of letters, digits and hyphens only"],
    ["workspaceName", "-log-sync", "it begins with a letter or a digit"],
    ["workspaceName", "log-sync-", "it ends with a letter or a digit"],
    ["vaultName", "kv-hybrid-sync", undefined],
    ["vaultName", "kv", "it has 2 characters"],
    ["vaultName", "kv-hybrid-sync-of-contoso-", "it has 26 characters"],
    ["vaultName", "kv_sync", "it consists of letters, digits and hyphens only"],
    ["vaultName", "1kv", "it begins with a letter"],
    ["vaultName", "kv-sync-", "it ends with a letter or a digit"],
    ["vaultName", "kv--sync", "no two hyphens follow one another"],
    ["azureLocation", "westeurope", undefined],
    ["azureLocation", "West Europe", "the short form of it would be westeurope"],
    ["azureLocation", "1", "no region has this name"],
    ["clientId", "00000000-0000-0000-0000-000000000001", undefined],
    ["clientId", "pipeline", "it is not written as five groups of hexadecimal digits"],
    ["emailAddress", "a@contoso.example", undefined],
    ["emailAddress", "a@contoso", "write one name, exactly one @ and one domain"],
  ];
  it.each(cases)("%s: %j, %s", (format, text, fault) => {
    expect(formats[format].fault(text)).toBe(fault);
  });
});

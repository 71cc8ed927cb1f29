import { ObservedResource } from "./components/observation/observed-resource.ts";
import "./components/quiet-responses.ts";
import * as pulumi from "@pulumi/pulumi";
import { CloudSync } from "./components/cloud-sync.ts";
import { ConnectSync } from "./components/connect-sync.ts";
import { declaredCloud } from "./components/entra/declared-cloud.ts";
import { declaredTenant } from "./components/entra/declared-tenant.ts";
import { Gate } from "./components/gate.ts";
import { programGatekeeper } from "./components/gatekeeper.ts";
import { GuardRails } from "./components/guard-rails.ts";
import { secretByName } from "./components/secret-by-name.ts";
import { forestUse, loadSettings, syncServers, trustedPrincipals } from "./config.ts";

const settings = loadSettings(new pulumi.Config());
declaredCloud();
const gate = new Gate(programGatekeeper(settings.judgement));

for (const { name } of settings.forests) {
  const declared = { ...forestUse(settings, name), trusted: trustedPrincipals(settings, name) };
  gate.add(
    new ObservedResource("forest", name, { forest: name, ...declared, syncServers: syncServers(settings, name) }, {}),
  );
}
gate.add(new ObservedResource("tenant", "tenant", declaredTenant(settings)));
const cloudSync =
  settings.cloudSync &&
  new CloudSync("cloud-sync", {
    settings: settings.cloudSync,
    otherAdministrator: settings.connectSync?.accounts.hybridIdentityAdministrator,
    gate,
    trusted: trustedPrincipals(settings, settings.cloudSync.forest),
  });
const connectSync =
  settings.connectSync &&
  new ConnectSync("connect-sync", {
    settings: settings.connectSync,
    otherAdministrator: settings.cloudSync?.accounts.hybridIdentityAdministrator,
    attestations: settings.attestations,
    gate,
    trusted: (forest) => trustedPrincipals(settings, forest),
  });
if (settings.guardRails) {
  new GuardRails("guard-rails", {
    settings: settings.guardRails,
    emergencyAccounts: settings.tenant.emergencyAccounts,
    applicationPrincipalId: connectSync?.applicationPrincipalId,
    gate,
  });
}
// Loaded when it is needed: few stacks have it, and its provider takes time.
const azure =
  settings.azure && (await import("./components/azure/declare.ts")).declareAzure(settings, connectSync, gate);
gate.close();

/**
 * For the first sign-in of the administrators that the program created, by user principal name. The one secret output:
 * pulumi stack output initialPasswords --show-secrets
 */
export const initialPasswords = secretByName([
  [settings.cloudSync?.accounts.hybridIdentityAdministrator.create?.userPrincipalName, cloudSync?.initialPassword],
  [settings.connectSync?.accounts.hybridIdentityAdministrator.create?.userPrincipalName, connectSync?.initialPassword],
]);

// Null stands for what a stack has not: of undefined, the engine would warn in every run.

/** What is left to do by hand on the servers of Connect Sync, in the documented order. */
export const nextSteps = gate.told.then(() => connectSync?.nextSteps ?? null);

/** Object IDs of the administrators, and the application ID of the connector identity; no secret among them. */
export const cloudSyncAdministratorId = cloudSync?.administratorId ?? null;
export const connectSyncAdministratorId = connectSync?.administratorId ?? null;
export const connectSyncApplicationId = connectSync?.applicationId ?? null;

/** Where pipelines find the secrets of the vault; their values are put there by hand. */
export const vaultSecrets = azure?.secrets ?? null;

import { secretByName } from "./components/secret-by-name.ts";
import { hybridSync } from "./components.ts";

const { settings, told, cloudSync, connectSync, azure } = await hybridSync();

// Null stands for what a stack has not: of undefined, the engine would warn in every run.

/**
 * For the first sign-in of the administrators that the program created, by user principal name. The one secret output:
 * pulumi stack output initialPasswords --show-secrets
 */
export const initialPasswords = secretByName([
  [settings.cloudSync?.accounts.hybridIdentityAdministrator.create?.userPrincipalName, cloudSync?.initialPassword],
  [settings.connectSync?.accounts.hybridIdentityAdministrator.create?.userPrincipalName, connectSync?.initialPassword],
]);

/** What is left to do by hand on the servers of Connect Sync, in the documented order. */
export const nextSteps = told.then(() => connectSync?.nextSteps ?? null);

/** Object IDs of the administrators, and the application ID of the connector identity; no secret among them. */
export const cloudSyncAdministratorId = cloudSync?.administratorId ?? null;
export const connectSyncAdministratorId = connectSync?.administratorId ?? null;
export const connectSyncApplicationId = connectSync?.applicationId ?? null;

/** Where pipelines find the secrets of the vault; their values are put there by hand. */
export const vaultSecrets = azure?.secrets ?? null;

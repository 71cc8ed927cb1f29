/**
 * The stack configuration: one schema, one typed object. What each key means stands in docs/configuration.md, which is
 * made from the schema.
 */
import * as pulumi from "@pulumi/pulumi";
import { legibleLines } from "./catalogue/legible.ts";
import { loadValues } from "./config/load.ts";
import { ConfigurationError } from "./config/problems.ts";
import type { Settings } from "./config/schema.ts";

export { parseSettings } from "./config/parse.ts";
export { ConfigurationError, type ConfigurationProblem } from "./config/problems.ts";
export type { Settings } from "./config/schema.ts";
export { bareServerName } from "./config/server-name.ts";

export type CloudSyncSettings = NonNullable<Settings["cloudSync"]>;
export type ConnectSyncSettings = NonNullable<Settings["connectSync"]>;
export type EntraAdministratorSettings = CloudSyncSettings["accounts"]["hybridIdentityAdministrator"];
export type GuardRailSettings = NonNullable<Settings["guardRails"]>;
export type AzureSettings = NonNullable<Settings["azure"]>;
export type AttestationSettings = Settings["attestations"][number];

/** The forest of a Connect Sync account that names none: the first of `connectSync.forests`. */
export function firstForest({ forests }: ConnectSyncSettings): string {
  const [first] = forests;
  // The schema has at least one.
  if (!first) throw new RangeError("connectSync.forests is empty");
  return first.forest;
}

/** Names of forests are compared as DNS compares them. */
function isSameForest(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** User principal name of an administrator, whom the program creates or finds there. */
export function userPrincipalNameOf({ create, adopt }: EntraAdministratorSettings): string {
  // The schema has one of them.
  return create?.userPrincipalName ?? adopt ?? "";
}

/**
 * Whose rights over the accounts of a forest are no finding: what is declared as Tier 0, and the accounts of the stack
 * itself, which hold the same rights.
 */
export function trustedPrincipals({ forests, cloudSync, connectSync }: Settings, forest: string) {
  const connectors = connectSync?.forests.filter((each) => isSameForest(each.forest, forest)) ?? [];
  return {
    tierZero: forests.find(({ name }) => isSameForest(name, forest))?.tierZero ?? [],
    syncAccounts: [
      ...(cloudSync && isSameForest(cloudSync.forest, forest) ? [cloudSync.accounts.serviceAccount.name] : []),
      ...connectors.flatMap(({ connectorAccount }) => connectorAccount ?? []),
    ],
  };
}

/** What the stack does with a forest. */
export function forestUse({ cloudSync, connectSync }: Settings, forest: string) {
  const provisioned = cloudSync && isSameForest(cloudSync.forest, forest) ? cloudSync : undefined;
  const synchronized = connectSync?.forests.filter((each) => isSameForest(each.forest, forest)) ?? [];
  const { serviceAccount } = connectSync?.accounts ?? {};
  const managedByConnectSync =
    connectSync !== undefined &&
    serviceAccount?.kind.endsWith("managed service account") === true &&
    isSameForest(serviceAccount.forest ?? firstForest(connectSync), forest);
  const toBeCreated =
    provisioned?.phase === "before-install" ||
    (managedByConnectSync && connectSync.phase === "before-install" && serviceAccount.name === undefined);
  const inUse = provisioned !== undefined || managedByConnectSync;
  const state: "to be created" | "in use" | "none" = toBeCreated ? "to be created" : inUse ? "in use" : "none";
  return {
    features: [...new Set([...(provisioned?.features ?? []), ...synchronized.flatMap(({ features }) => features)])],
    managedServiceAccounts: state,
    connectSync: synchronized.length > 0 && connectSync !== undefined ? connectSync.phase : null,
    choosesSourceAnchor:
      connectSync?.phase === "before-install" &&
      provisioned?.phase !== "after-install" &&
      synchronized.some(({ features }) => features.includes("ms-ds-consistency-guid")),
  };
}

/** The servers of both tools in a forest: those of Connect Sync are joined where the ADSync service account is. */
export function syncServers({ cloudSync, connectSync }: Settings, forest: string): readonly string[] {
  const connectForest = connectSync && (connectSync.accounts.serviceAccount.forest ?? firstForest(connectSync));
  return [
    ...(cloudSync && isSameForest(cloudSync.forest, forest) ? cloudSync.agentServers : []),
    ...(connectSync && connectForest && isSameForest(connectForest, forest)
      ? connectSync.servers.map(({ name }) => name)
      : []),
  ].filter((name, index, all) => all.indexOf(name) === index);
}

/**
 * The settings of the stack that is being run.
 *
 * @throws {pulumi.RunError} that names everything wrong with them at once; Pulumi shows it without a stack trace.
 */
export function loadSettings(config: pulumi.Config): Settings {
  try {
    return loadValues(pulumi.runtime.allConfig(), {
      project: config.name,
      secretKeys: secretKeys(process.env.PULUMI_CONFIG_SECRET_KEYS),
    });
  } catch (error) {
    throw error instanceof ConfigurationError ? new pulumi.RunError(legibleLines(error.message)) : error;
  }
}

/** Names of the encrypted keys, which Pulumi's language host leaves in the environment. */
function secretKeys(text: string | undefined): readonly string[] {
  return text ? (JSON.parse(text) as string[]) : [];
}

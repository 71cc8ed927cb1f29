/**
 * The stack configuration: one schema, one typed object. What each key means stands in docs/configuration.md, which is
 * made from the schema.
 */
import * as pulumi from "@pulumi/pulumi";
import { legibleLines } from "./catalogue/legible.ts";
import { type GmsaMode, wizardsGmsa } from "./catalogue/provisioning-agent.ts";
import { loadValues } from "./config/load.ts";
import { ConfigurationError } from "./config/problems.ts";
import type { Settings } from "./config/schema.ts";

export { BaselineError, baselineFileOf, readBaseline } from "./config/baseline-file.ts";
export { parseSettings } from "./config/parse.ts";
export { ConfigurationError, type ConfigurationProblem } from "./config/problems.ts";
export type { Settings } from "./config/schema.ts";

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

/** Name of the ADSync service account, where it is one of the directory. */
export function serviceAccountInDirectory({ accounts }: ConnectSyncSettings): string | null {
  const { kind, name } = accounts.serviceAccount;
  return kind === "local account" ? null : (name ?? null);
}

/** The agents of Cloud Sync that run as one gMSA, and what they do. */
export interface CloudSyncAgents {
  /** The configuration key under which they are declared: `hybrid-sync:cloudSync.forests[0]`. */
  readonly setting: string;
  readonly forest: string;
  readonly domains: readonly string[];
  readonly organizationalUnits: readonly string[];
  readonly features: CloudSyncSettings["features"];
  readonly agentServers: readonly string[];
  readonly agentVersion: string | undefined;
  readonly serviceAccount: { readonly name: string; readonly mode: GmsaMode | undefined };
  readonly domainAdministrator: CloudSyncSettings["accounts"]["domainAdministrator"];
}

/** Of the one forest, or of each entry under `cloudSync.forests`. */
export function cloudSyncAgents(cloudSync: CloudSyncSettings | undefined): readonly CloudSyncAgents[] {
  if (cloudSync === undefined) return [];
  const { forest, domains, agentServers, accounts, forests } = cloudSync;
  const one = {
    ...cloudSync,
    // Without entries, the checks have these.
    forest: forest ?? "",
    domains: domains ?? [],
    agentServers: agentServers ?? [],
    domainAdministrator: accounts.domainAdministrator,
    serviceAccount: accounts.serviceAccount,
  };
  return (forests ?? [one]).map((each, index) => ({
    setting: forests === undefined ? "hybrid-sync:cloudSync" : `hybrid-sync:cloudSync.forests[${index}]`,
    forest: each.forest,
    domains: each.domains,
    organizationalUnits: each.organizationalUnits,
    features: each.features,
    agentServers: each.agentServers,
    agentVersion: each.agentVersion ?? cloudSync.agentVersion,
    serviceAccount: { name: each.serviceAccount?.name ?? wizardsGmsa, mode: each.serviceAccount?.mode },
    domainAdministrator: each.domainAdministrator,
  }));
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
 * itself for what their features need.
 */
export function trustedPrincipals({ forests, cloudSync, connectSync }: Settings, forest: string) {
  const connectors = connectSync?.forests.filter((each) => isSameForest(each.forest, forest)) ?? [];
  const needs = [
    ...agentsIn(cloudSync, forest).map(({ serviceAccount, features }) => ({
      account: serviceAccount.name,
      tool: "cloud-sync" as const,
      features,
    })),
    ...connectors.flatMap(({ connectorAccount, features }) =>
      connectorAccount === undefined ? [] : [{ account: connectorAccount, tool: "connect-sync" as const, features }],
    ),
  ];
  return {
    tierZero: forests.find(({ name }) => isSameForest(name, forest))?.tierZero ?? [],
    syncAccounts: needs.map(({ account }) => account),
    needs,
  };
}

/** What is declared of how the domain controllers of a forest treat accounts without encryption types. */
export function declaredEncryption({ forests }: Pick<Settings, "forests">, forest: string) {
  const byDefault = forests.find(({ name }) => isSameForest(name, forest))?.defaultEncryptionTypes;
  return byDefault === undefined ? {} : { defaultEncryptionTypes: byDefault };
}

function agentsIn(cloudSync: CloudSyncSettings | undefined, forest: string): readonly CloudSyncAgents[] {
  return cloudSyncAgents(cloudSync).filter((agents) => isSameForest(agents.forest, forest));
}

/** What Connect Sync synchronizes in a forest; undefined where it does not. */
export function connectSyncScope({ connectSync }: Pick<Settings, "connectSync">, forest: string) {
  const entry = connectSync?.forests.find((each) => isSameForest(each.forest, forest));
  if (entry === undefined) return undefined;
  const { organizationalUnits, domains } = entry;
  return { organizationalUnits, ...(domains === undefined ? {} : { domains }) };
}

/** What the stack does with a forest. */
export function forestUse({ cloudSync, connectSync }: Settings, forest: string) {
  const agents = agentsIn(cloudSync, forest);
  const provisioned = agents.length > 0 ? cloudSync : undefined;
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
  const uses = [...agents, ...synchronized];
  // Where one of them takes the whole forest, nothing is left out.
  const leftOut = uses.length > 0 && uses.every(({ domains }) => domains !== undefined);
  const domains = uses.flatMap((each) => each.domains ?? []);
  const state: "to be created" | "in use" | "none" = toBeCreated ? "to be created" : inUse ? "in use" : "none";
  return {
    features: [
      ...new Set([...agents.flatMap(({ features }) => features), ...synchronized.flatMap(({ features }) => features)]),
    ],
    managedServiceAccounts: state,
    ...(provisioned === undefined ? {} : { cloudSync: provisioned.phase }),
    connectSync: synchronized.length > 0 && connectSync !== undefined ? connectSync.phase : null,
    ...(leftOut ? { domains: [...new Set(domains)] } : {}),
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
    ...agentsIn(cloudSync, forest).flatMap(({ agentServers }) => agentServers),
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

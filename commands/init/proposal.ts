/** A configuration made of what was told and what was found. Pure: it asks nobody and writes nothing. */
import { wizardsGmsa } from "../../catalogue/provisioning-agent.ts";
import * as formats from "../../config/formats.ts";
import type { FoundForest } from "./discover-forest.ts";
import type { FoundTenant } from "./discover-tenant.ts";
import type { Chosen, Told } from "./told.ts";

export interface Proposal {
  /** Values by their full keys, `hybrid-sync:forests`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What a person still has to decide or correct, each with the path of its setting. */
  readonly open: readonly OpenPoint[];
}

export interface OpenPoint {
  /** Below the key, as in the file: `["connectSync", "servers", 0, "name"]`. */
  readonly path: readonly (string | number)[];
  /** One sentence. */
  readonly what: string;
}

export interface Known {
  readonly told: Told;
  /** Null where no domain controller was asked. */
  readonly forest: FoundForest | null;
  /** Null where nobody signed in. */
  readonly tenant: FoundTenant | null;
  readonly chosen?: Chosen;
}

export function propose(found: Known): Proposal {
  const known = { ...found, forest: usableIn(found.forest), tenant: usableInTenant(found.tenant) };
  const open: OpenPoint[] = [];
  const { told } = known;
  const values: Record<string, unknown> = {
    ...(told.tenant === undefined ? {} : { "azuread:tenantId": told.tenant }),
    "hybrid-sync:forests": [forestEntry(known, open)],
    ...(told.tools.includes("cloud-sync") ? { "hybrid-sync:cloudSync": cloudSync(known, open) } : {}),
    ...(told.tools.includes("connect-sync") ? { "hybrid-sync:connectSync": connectSync(known, open) } : {}),
  };
  return { values, open };
}

const isUsable = ({ fault }: formats.Format, name: string) => fault(name) === undefined;

/** A name that no configuration may hold is no proposal: a directory lets people choose stranger ones. */
function usableIn(forest: FoundForest | null): FoundForest | null {
  if (forest === null) return null;
  return {
    ...forest,
    domains: forest.domains.filter(({ dnsName }) => isUsable(formats.dnsName, dnsName)),
    connectorAccounts: forest.connectorAccounts.filter(({ name }) => isUsable(formats.connectorAccount, name)),
    serviceAccounts: forest.serviceAccounts.filter(({ name }) => isUsable(formats.userAccount, name)),
    managedAccounts: forest.managedAccounts
      .filter(({ name }) => isUsable(formats.managedServiceAccount, name))
      .map((account) => ({
        ...account,
        servers: account.servers.filter((name) => name.startsWith("[") || isUsable(formats.server, name)),
      })),
  };
}

function usableInTenant(tenant: FoundTenant | null): FoundTenant | null {
  if (tenant === null) return null;
  return {
    ...tenant,
    connectUsers: tenant.connectUsers.filter(({ userPrincipalName }) =>
      isUsable(formats.legacyConnectorUser, userPrincipalName),
    ),
    administrators: tenant.administrators.filter((name) => isUsable(formats.userPrincipalName, name)),
  };
}

function forestEntry({ told, forest }: Known, open: OpenPoint[]) {
  const { domainController, transport, port, reader, secret, certificateAuthorityFile } = told;
  const path = ["forests", 0];
  if (reader === undefined) {
    const what = "This name is an example: name the read account (docs/read-account.md).";
    open.push({ path: [...path, "directory", "live", "bindName"], what });
  }
  // What the stack declares itself may replicate.
  const replicators = (forest?.otherReplicators ?? []).filter(
    (name) => !forest?.managedAccounts.some((account) => account.name === name && account.isAgents),
  );
  if (replicators.length > 0)
    open.push({
      path: [...path, "tierZero"],
      what: `Others may replicate secrets: ${replicators.join(", ")}. Add to tierZero those that are meant to; a check reports the rest.`,
    });
  return {
    name: told.forest,
    directory: {
      live: {
        ...(domainController === undefined ? {} : { domainController }),
        ...(transport === undefined ? {} : { transport }),
        ...(port === undefined ? {} : { port }),
        bindName: reader ?? `svc-reader@${told.forest}`,
        secret,
        ...(certificateAuthorityFile === undefined ? {} : { certificateAuthorityFile }),
      },
    },
    ...(replicators.length > 0 ? { tierZero: [] } : {}),
  };
}

function cloudSync(known: Known, open: OpenPoint[]) {
  const { told, forest, tenant, chosen } = known;
  const path = ["cloudSync"];
  const own = forest?.managedAccounts.find(({ name }) => name === chosen?.agentsAccount);
  const account = own ?? forest?.managedAccounts.find(({ isAgents }) => isAgents);
  const isInstalled = account?.isAgents === true || (tenant?.cloudSync.length ?? 0) > 0;
  const servers = (account?.servers ?? []).filter((name) => !name.startsWith("["));
  const groups = (account?.servers ?? []).filter((name) => name.startsWith("["));
  if (servers.length === 0) {
    const members =
      groups.length === 0 ? "" : ` Members of ${groups.join(", ")} may retrieve the password of the gMSA.`;
    open.push({
      path: [...path, "agentServers"],
      what: `This name is an example: name the servers that run an agent.${members}`,
    });
  }
  if (forest === null)
    open.push({
      path: [...path, "domains"],
      what: "Only the root domain is named: add the others that the agents serve.",
    });
  openScope(path, open);
  open.push({
    path: [...path, "accounts", "domainAdministrator"],
    what: "This name is an example: name the administrator who installs the agent, with temporaryUntil if it is privileged for that time only.",
  });
  return {
    phase: isInstalled ? "after-install" : "before-install",
    forest: told.forest,
    domains: forest?.domains.map(({ dnsName }) => dnsName) ?? [told.forest],
    organizationalUnits: [],
    features: ["password-hash-sync"],
    agentServers: servers.length === 0 ? ["AGENT01"] : servers,
    accounts: {
      domainAdministrator: { name: accountIn(known, "adm-cloudsync") },
      hybridIdentityAdministrator: administrator(known, "cloudsync-admin", [...path, "accounts"], open),
      serviceAccount: { name: account?.name ?? wizardsGmsa },
    },
  };
}

function connectSync(known: Known, open: OpenPoint[]) {
  const { told, forest, tenant, chosen } = known;
  const path = ["connectSync"];
  const likely = forest?.connectorAccounts[0];
  const connector = chosen?.connectorAccount ?? likely?.name;
  const [user] = tenant?.connectUsers ?? [];
  const [application] = tenant?.connectApplications ?? [];
  const isInstalled = /\\MSOL_/i.test(likely?.name ?? "") || user !== undefined || application !== undefined;
  const servers = serversOf(known);
  if (servers.length === 0)
    open.push({
      path: [...path, "servers", 0, "name"],
      what: "This name is an example: name the servers of Connect Sync.",
    });
  const [server = "SYNC01"] = servers;
  if (servers.length > 1)
    open.push({ path: [...path, "servers"], what: `The active server is a guess: ${servers.join(", ")} were found.` });
  if (connector === undefined && isInstalled)
    open.push({
      path: [...path, "forests", 0, "connectorAccount"],
      what: "This name is an example: the AD DS Connector account was not found, name it.",
    });
  const others = (forest?.connectorAccounts ?? []).filter(({ name }) => name !== connector);
  if (others.length > 0)
    open.push({
      path: [...path, "forests", 0, "connectorAccount"],
      what: `Other accounts that may be the one: ${others.map(({ name, because }) => `${name} (${because})`).join(", ")}.`,
    });
  openScope([...path, "forests", 0], open);
  const serviceAccount = serviceAccountOf(known, open);
  open.push({
    path: [...path, "accounts", "localAdministrator", "name"],
    what: "This name is an example: name the local administrator who runs the installer. Someone attests it under attestations.",
  });
  const needsConnector = isInstalled || connector !== undefined;
  if (!needsConnector)
    open.push({
      path: [...path, "accounts", "enterpriseAdministrator"],
      what: "This name is an example: name the Enterprise Administrator whose credentials the wizard asks for, or name your own connectorAccount in its place.",
    });
  return {
    phase: isInstalled ? "after-install" : "before-install",
    forests: [
      {
        forest: told.forest,
        features: ["password-hash-sync"],
        organizationalUnits: [],
        ...(needsConnector ? { connectorAccount: connector ?? accountIn(known, "svc-connect") } : {}),
      },
    ],
    servers: [server, ...servers.slice(1)].map((name, index) => ({ name, mode: index === 0 ? "active" : "staging" })),
    identity: identityOf(known, server, open),
    accounts: {
      serviceAccount,
      hybridIdentityAdministrator: administrator(known, "connect-admin", [...path, "accounts"], open),
      ...(needsConnector ? {} : { enterpriseAdministrator: { name: accountIn(known, "adm-connect") } }),
      localAdministrator: { name: `${bare(server)}\\installer` },
    },
  };
}

/** The name that installers give to an AD DS Connector account. */
export function isInstallers(name: string | undefined): boolean {
  return /(?:^|\\)MSOL_/i.test(name ?? "");
}

const wizardsApplication = /^ConnectSyncProvisioning_(.+)_[\da-f]+$/i;

/** The name that the wizard of Connect Sync gives to its application. */
export function isWizards(application: string): boolean {
  return wizardsApplication.test(application);
}

function serversOf({ forest, tenant }: Known): readonly string[] {
  const names = [
    ...(tenant?.connectUsers.map(({ server }) => server) ?? []),
    ...(forest?.syncServers ?? []),
    ...(tenant?.connectApplications ?? []).flatMap((name) => wizardsApplication.exec(name)?.[1] ?? []),
    ...(connectManagedAccount(forest)?.servers.filter((name) => !name.startsWith("[")) ?? []),
  ].map((name) => name.toUpperCase());
  return [...new Set(names)].filter((name) => /^[A-Z\d-]{1,15}$/.test(name));
}

/** By its name: nothing in a directory says which gMSA runs the service ADSync. */
function connectManagedAccount(forest: FoundForest | null) {
  return forest?.managedAccounts.find(({ name, isAgents }) => !isAgents && /adsync|connect/i.test(name));
}

function serviceAccountOf({ forest }: Known, open: OpenPoint[]) {
  const path = ["connectSync", "accounts", "serviceAccount"];
  const [user] = forest?.serviceAccounts ?? [];
  if (user !== undefined) {
    open.push({
      path,
      what: `${user.name} has the name that an installer gives; check it in the properties of the service ADSync.`,
    });
    return { kind: "domain user", name: user.name };
  }
  const managed = connectManagedAccount(forest);
  if (managed !== undefined) {
    open.push({
      path,
      what: `${managed.name} is a guess by its name; check it in the properties of the service ADSync.`,
    });
    return { kind: "group managed service account", name: managed.name };
  }
  open.push({
    path,
    what: "The installer uses a virtual account by default; Microsoft recommends a gMSA where the database is remote.",
  });
  return { kind: "virtual account" };
}

function identityOf({ tenant }: Known, server: string, open: OpenPoint[]) {
  const path = ["connectSync", "identity"];
  const [user] = tenant?.connectUsers ?? [];
  if (user !== undefined) return { kind: "user", userPrincipalName: user.userPrincipalName };
  const applications = tenant?.connectApplications ?? [];
  const wizards = applications.find(isWizards);
  const what =
    wizards !== undefined
      ? `Connect Sync signs in as ${wizards}, which the wizard made. An update creates this application of your own for it; docs/entra.md says how to switch the server to it.`
      : applications.length > 0
        ? `An update creates this application. These may write synchronized objects already: ${applications.join(", ")}.`
        : "An update creates this application. For a Sync_ user of an older version, set kind: user.";
  open.push({ path, what });
  return { kind: "application", displayName: `Entra Connect Sync ${bare(server)}` };
}

function administrator({ told, tenant, chosen }: Known, name: string, above: OpenPoint["path"], open: OpenPoint[]) {
  const path = [...above, "hybridIdentityAdministrator", "adopt"];
  const found = chosen?.administrator ?? tenant?.administrators[0];
  if (found !== undefined) {
    const others = (tenant?.administrators ?? []).filter((one) => one !== found);
    if (others.length > 0 && chosen?.administrator === undefined)
      open.push({ path, what: `Others hold Hybrid Identity Administrator, too: ${others.slice(0, 5).join(", ")}.` });
    return { adopt: found };
  }
  const domain = tenant?.initialDomain ?? `${told.forest.split(".")[0]}.onmicrosoft.com`;
  const what =
    "This name is an example: name a cloud-only user who sets up the tool. With create in the place of adopt, an update creates the user.";
  open.push({ path, what });
  return { adopt: `${name}@${domain}` };
}

function openScope(path: OpenPoint["path"], open: OpenPoint[]): void {
  open.push({
    path: [...path, "organizationalUnits"],
    what: "Without any, whole domains are synchronized: name the organizational units in scope.",
  });
  open.push({
    path: [...path, "features"],
    what: "Name the features that are on, or will be (docs/configuration.md lists them).",
  });
}

/** Of the root domain, whose NetBIOS name is its first label until a domain controller says otherwise. */
function accountIn({ told, forest }: Known, name: string): string {
  const root = forest?.domains.find(({ dnsName }) => dnsName.toLowerCase() === told.forest.toLowerCase());
  return root === undefined ? `${name}@${told.forest}` : `${root.netBiosName}\\${name}`;
}

function bare(server: string): string {
  return (server.split(".")[0] ?? server).toUpperCase();
}

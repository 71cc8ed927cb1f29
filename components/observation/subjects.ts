import { unobservable } from "../../catalogue/fact.ts";
import { loadValues } from "../../config/load.ts";
import { ConfigurationError, type Settings } from "../../config.ts";
import type {
  AdSyncServiceAccountInputs,
  ConnectorAccountInputs,
  ForestInputs,
  GroupManagedServiceAccountInputs,
  PrivilegedAdministratorInputs,
} from "../../contract/active-directory.ts";
import type {
  AdministratorGroupInputs,
  EntraAdministratorInputs,
  EntraConnectorIdentityInputs,
  EntraRoleHoldingsInputs,
  RecognisedUserInputs,
  TenantInputs,
} from "../../contract/entra.ts";
import type { AttestedAccountInputs } from "../../contract/server.ts";
import { Directories, unseen } from "../../directory/directories.ts";
import type { ObservationOf, ObservationRequest } from "../../directory/requests.ts";
import type {
  AdministratorGroupObservation,
  EntraAdministratorObservation,
  EntraRoleHoldingsObservation,
  RecognisedUserObservation,
} from "../../tenant/facts/administrators.ts";
import type { EntraConnectorIdentityObservation } from "../../tenant/facts/connector-identity.ts";
import type { TenantObservation } from "../../tenant/facts/tenant.ts";
import { wasTaken } from "../../tenant/name-taken.ts";
import { observeEntraAdministrator } from "../../tenant/observe-administrator.ts";
import { observeAdministratorGroup } from "../../tenant/observe-group.ts";
import { observeRoleHoldings } from "../../tenant/observe-role-holdings.ts";
import { observeTenant } from "../../tenant/observe-tenant.ts";
import { openTenant, type TenantReader } from "../../tenant/open.ts";
import { recogniseTogether } from "../../tenant/recognise.ts";
import type { StackConfiguration } from "./stack-configuration.ts";
import { tenantEnvironment } from "./tenant-environment.ts";

/** Name of the project in Pulumi.yaml, the namespace of its configuration. */
const project = "hybrid-sync";

type Declared<T, Subject extends string> = Omit<T, "observed"> & { readonly subject: Subject };

/** Inputs of every resource behind the dynamic provider, told apart by `subject`. */
export type Inputs =
  | Declared<ForestInputs, "forest">
  | Declared<ConnectorAccountInputs, "connector account">
  | Declared<GroupManagedServiceAccountInputs, "group managed service account">
  | Declared<PrivilegedAdministratorInputs, "privileged administrator">
  | Declared<AdSyncServiceAccountInputs, "ADSync service account">
  | Declared<EntraAdministratorInputs, "entra administrator">
  | Declared<RecognisedUserInputs, "recognised user">
  | Declared<EntraRoleHoldingsInputs, "entra role holdings">
  | Declared<AdministratorGroupInputs, "administrator group">
  | Declared<EntraConnectorIdentityInputs, "entra connector identity">
  | Declared<TenantInputs, "tenant">
  | Declared<AttestedAccountInputs, "attested account">;

type Observation =
  | ObservationOf[keyof ObservationOf]
  | EntraAdministratorObservation
  | RecognisedUserObservation
  | EntraRoleHoldingsObservation
  | AdministratorGroupObservation
  | EntraConnectorIdentityObservation
  | TenantObservation;

/**
 * Observes what the inputs name; undefined where there is nothing to observe. `previous` is the resource as it was last
 * recorded.
 */
export async function observe(
  config: StackConfiguration,
  inputs: Inputs,
  previous: { readonly observed?: unknown },
): Promise<Observation | undefined> {
  switch (inputs.subject) {
    case "attested account":
      return undefined;
    case "entra connector identity":
      return observeConnectorIdentity(tenant(config), inputs, previous);
    case "entra administrator":
      return observeEntraAdministrator(
        () => tenant(config),
        inputs,
        previousOf<EntraAdministratorObservation>(previous, { userPrincipalName: inputs.userPrincipalName }),
      );
    case "administrator group":
      return observeAdministratorGroup(
        tenant(config),
        inputs,
        previousOf<AdministratorGroupObservation>(previous, { name: inputs.name }),
      );
    case "recognised user": {
      const { userPrincipalName, assignmentType, recognised } = inputs;
      const before = previousOf<RecognisedUserObservation>(previous, { userPrincipalName, assignmentType });
      return { roles: recogniseTogether(recognised, assignmentType, before?.roles ?? null) };
    }
    case "entra role holdings":
      return observeRoleHoldings(tenant(config), inputs, (previous as Partial<EntraRoleHoldingsInputs>).assigned);
    case "tenant":
      return observeTenant(tenant(config), inputs);
    default:
      return observeDirectory(config, requestOf(inputs));
  }
}

/** A name that has been changed is a new beginning: what was observed belongs to the old one. */
function previousOf<T>(
  previous: { readonly observed?: unknown },
  sameName: Readonly<Record<string, string>>,
): T | undefined {
  const same = Object.entries(sameName).every(
    ([property, name]) => (previous as Readonly<Record<string, unknown>>)[property] === name,
  );
  return same ? (previous.observed as T | undefined) : undefined;
}

async function observeConnectorIdentity(
  reader: TenantReader,
  { kind, name }: EntraConnectorIdentityInputs | Omit<EntraConnectorIdentityInputs, "observed">,
  previous: { readonly observed?: unknown },
): Promise<EntraConnectorIdentityObservation> {
  if (kind === "user") return { user: await reader.findUser(name), nameTaken: null };
  const before = previousOf<EntraConnectorIdentityObservation>(previous, { name });
  return { user: null, nameTaken: await wasTaken(() => reader.hasApplication(name), before?.nameTaken) };
}

type DirectoryInputs = Extract<Inputs, { readonly subject: ObservationRequest["kind"] }>;

/** What is asked of the directory; the rest of the inputs is for the rules. */
function requestOf(inputs: DirectoryInputs): ObservationRequest {
  const { subject, forest } = inputs;
  switch (subject) {
    case "forest":
      return {
        kind: subject,
        forest,
        trusted: inputs.trusted,
        syncServers: inputs.syncServers,
        consistencyGuids: inputs.choosesSourceAnchor,
      };
    case "group managed service account":
      return {
        kind: subject,
        forest,
        name: inputs.name,
        servers: inputs.servers,
        organizationalUnits: inputs.organizationalUnits ?? [],
        trusted: inputs.trusted,
      };
    case "privileged administrator":
      return { kind: subject, forest, name: inputs.name };
    case "connector account":
      return {
        kind: subject,
        forest,
        name: inputs.name,
        organizationalUnits: inputs.organizationalUnits ?? [],
        trusted: inputs.trusted,
      };
    case "ADSync service account":
      return { kind: subject, forest, name: inputs.name };
  }
}

async function observeDirectory(config: StackConfiguration, request: ObservationRequest): Promise<Observation> {
  try {
    return await directories(config).observe(request);
  } catch (error) {
    // A refresh runs without the program, which would have refused this configuration.
    if (!(error instanceof ConfigurationError)) throw error;
    return unseen(request, unobservable(error.message, "Correct the configuration of the stack"));
  }
}

let openedTenant: TenantReader | undefined;

/** One per process, so that it is signed in to once. */
function tenant(config: StackConfiguration): TenantReader {
  openedTenant ??= openTenant(tenantEnvironment(config, process.env));
  return openedTenant;
}

let opened: Directories | undefined;

/** One per process, so that a forest is connected to once, however many resources ask. */
function directories(config: StackConfiguration): Directories {
  opened ??= new Directories(settings(config).forests, { projectRoot: process.cwd(), environment: process.env });
  return opened;
}

/** Ends what is open, which would keep a process from ending; the next question opens it again. */
export async function closeDirectories(): Promise<void> {
  const ended = opened;
  opened = undefined;
  await ended?.close();
}

function settings(config: StackConfiguration): Settings {
  const names = ["forests", "tenant", "cloudSync", "connectSync", "attestations"].map((key) => `${project}:${key}`);
  const values = names.map((name) => [name, config.get(name)] as const).filter(([, value]) => value !== undefined);
  return loadValues(Object.fromEntries(values), { project, secretKeys: [] });
}

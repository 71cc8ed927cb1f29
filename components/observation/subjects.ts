import { unobservable } from "../../catalogue/fact.ts";
import { loadValues } from "../../config/load.ts";
import { ConfigurationError, type Settings } from "../../config.ts";
import type { EntraRoleHoldingsInputs } from "../../contract/entra.ts";
import type { Declared, ObservedOf, Subject } from "../../contract/resources.ts";
import { Directories, unseen } from "../../directory/directories.ts";
import type { ObservationOf, ObservationRequest } from "../../directory/requests.ts";
import type {
  AdministratorGroupObservation,
  EntraAdministratorObservation,
  RecognisedUserObservation,
} from "../../tenant/facts/administrators.ts";
import type { EntraConnectorIdentityObservation } from "../../tenant/facts/connector-identity.ts";
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

/** Those behind the common dynamic provider. */
type Common = Exclude<Subject, "vault name">;

type Asked<S extends Common> = Declared<S> & { readonly subject: S };

/** Inputs of every resource behind the common dynamic provider, told apart by `subject`. */
export type Inputs = { readonly [S in Common]: Asked<S> }[Common];

/** A resource as it was last recorded. */
interface Recorded {
  readonly observed?: unknown;
}

/** How each is observed; what the directory is not asked for is for the rules. */
const ways: {
  readonly [S in Common]: (
    config: StackConfiguration,
    inputs: Asked<S>,
    previous: Recorded,
  ) => Promise<ObservedOf<S>> | undefined;
} = {
  forest: (config, { subject, forest, trusted, syncServers, choosesSourceAnchor }) =>
    ask(config, { subject, forest, trusted, syncServers, consistencyGuids: choosesSourceAnchor }),
  "connector account": (config, { subject, forest, name, domains, organizationalUnits = [], trusted }) =>
    ask(config, {
      subject,
      forest,
      name,
      ...(domains === undefined ? {} : { domains }),
      organizationalUnits,
      trusted,
    }),
  "group managed service account": (
    config,
    { subject, forest, name, servers, domains, organizationalUnits = [], trusted, exchangeOnlineAttributes },
  ) =>
    ask(config, {
      subject,
      forest,
      name,
      servers,
      domains,
      organizationalUnits,
      trusted,
      ...(exchangeOnlineAttributes === undefined ? {} : { exchangeOnlineAttributes }),
    }),
  "privileged administrator": (config, { subject, forest, name, domains }) =>
    ask(config, { subject, forest, name, ...(domains === undefined ? {} : { domains }) }),
  "ADSync service account": (config, { subject, forest, kind, name, servers, trusted }) =>
    ask(config, {
      subject,
      forest,
      // One of the server itself is in no directory.
      name: kind === "local account" ? null : name,
      ...(servers === undefined ? {} : { servers }),
      ...(trusted === undefined ? {} : { trusted }),
    }),
  "entra administrator": (config, inputs, previous) =>
    observeEntraAdministrator(
      () => tenant(config),
      inputs,
      previousOf<EntraAdministratorObservation>(previous, { userPrincipalName: inputs.userPrincipalName }),
      previousOf<EntraAdministratorObservation>(previous, {}),
    ),
  "recognised user": async (_, { userPrincipalName, assignmentType, recognised }, previous) => {
    const before = previousOf<RecognisedUserObservation>(previous, { userPrincipalName, assignmentType });
    return { roles: recogniseTogether(recognised, assignmentType, before?.roles ?? null) };
  },
  "entra role holdings": (config, inputs, previous) =>
    observeRoleHoldings(tenant(config), inputs, (previous as Partial<EntraRoleHoldingsInputs>).assigned),
  "administrator group": (config, inputs, previous) =>
    observeAdministratorGroup(
      tenant(config),
      inputs,
      previousOf<AdministratorGroupObservation>(previous, { name: inputs.name }),
      previousOf<AdministratorGroupObservation>(previous, {}),
    ),
  "entra connector identity": (config, inputs, previous) => observeConnectorIdentity(tenant(config), inputs, previous),
  tenant: (config, inputs, previous) =>
    observeTenant(tenant(config), inputs, previous as Partial<Declared<"tenant">> & Recorded),
  "attested account": () => undefined,
};

/** Observes what the inputs name; undefined where there is nothing to observe. */
export async function observe<S extends Common>(
  config: StackConfiguration,
  inputs: Asked<S>,
  previous: Recorded,
): Promise<ObservedOf<S> | undefined> {
  return ways[inputs.subject](config, inputs, previous);
}

/** A name that has been changed is a new beginning: what was observed belongs to the old one. */
function previousOf<T>(previous: Recorded, sameName: Readonly<Record<string, string>>): T | undefined {
  const same = Object.entries(sameName).every(
    ([property, name]) => (previous as Readonly<Record<string, unknown>>)[property] === name,
  );
  return same ? (previous.observed as T | undefined) : undefined;
}

async function observeConnectorIdentity(
  reader: TenantReader,
  { kind, name }: Declared<"entra connector identity">,
  previous: Recorded,
): Promise<EntraConnectorIdentityObservation> {
  if (kind === "user") return { user: await reader.findUser(name), nameTaken: null };
  const before = previousOf<EntraConnectorIdentityObservation>(previous, { name });
  return { user: null, nameTaken: await wasTaken(() => reader.hasApplication(name), before?.nameTaken) };
}

async function ask<K extends keyof ObservationOf>(
  config: StackConfiguration,
  request: ObservationRequest & { readonly subject: K },
): Promise<ObservationOf[K]> {
  try {
    return await directories(config).observe<K>(request);
  } catch (error) {
    // A refresh runs without the program, which would have refused this configuration.
    if (!(error instanceof ConfigurationError)) throw error;
    return unseen<K>(request, unobservable(error.message, "Correct the stack configuration"));
  }
}

let openedTenant: TenantReader | undefined;

/** One per process, so that it is signed in to once. */
export function tenant(config: StackConfiguration): TenantReader {
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

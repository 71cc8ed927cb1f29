import { parseSettings } from "../../config.ts";
import type {
  AdSyncServiceAccountInputs,
  AttestedAccountInputs,
  ConnectorAccountInputs,
  ForestInputs,
  GroupManagedServiceAccountInputs,
  ObservationOf,
  PrivilegedAdministratorInputs,
} from "../../directory/observation.ts";
import { Directories } from "../../directory/observe.ts";
import type {
  EntraAdministratorInputs,
  EntraAdministratorObservation,
  EntraConnectorIdentityInputs,
} from "../../tenant/observation.ts";
import { observeEntraAdministrator } from "../../tenant/observe.ts";
import { openTenant } from "../../tenant/open.ts";
import { tenantEnvironment } from "./tenant-environment.ts";

/** The stack configuration as the host of dynamic providers gives it: values are JSON text for objects. */
export interface StackConfiguration {
  get(key: string): string | undefined;
}

type Declared<T, Subject extends string> = Omit<T, "observed"> & { readonly subject: Subject };

/** Inputs of every resource behind the thin provider, told apart by `subject`. */
export type Inputs =
  | Declared<ForestInputs, "forest">
  | Declared<ConnectorAccountInputs, "connector account">
  | Declared<GroupManagedServiceAccountInputs, "group managed service account">
  | Declared<PrivilegedAdministratorInputs, "privileged administrator">
  | Declared<AdSyncServiceAccountInputs, "ADSync service account">
  | Declared<EntraAdministratorInputs, "entra administrator">
  | Declared<EntraConnectorIdentityInputs, "entra connector identity">
  | Declared<AttestedAccountInputs, "attested account">;

type Observation = ObservationOf[keyof ObservationOf] | EntraAdministratorObservation;

/** Observes what the inputs name; undefined where there is nothing to observe. */
export async function observe(
  config: StackConfiguration,
  inputs: Inputs,
  previous: unknown,
): Promise<Observation | undefined> {
  switch (inputs.subject) {
    case "attested account":
    case "entra connector identity":
      return undefined;
    case "entra administrator":
      return observeEntraAdministrator(
        () => openTenant(tenantEnvironment(config, process.env)),
        inputs,
        previous as EntraAdministratorObservation | undefined,
      );
    case "group managed service account":
      return directories(config).observe({
        kind: inputs.subject,
        forest: inputs.forest,
        name: inputs.name,
        servers: inputs.servers,
      });
    case "forest":
      return directories(config).observe({ kind: inputs.subject, forest: inputs.forest });
    case "privileged administrator":
      return directories(config).observe({ kind: inputs.subject, forest: inputs.forest, name: inputs.name });
    case "connector account":
    case "ADSync service account":
      return directories(config).observe({ kind: inputs.subject, forest: inputs.forest, name: inputs.name });
  }
}

let opened: Directories | undefined;

/** One per process, so that a forest is connected to once, however many resources ask. */
function directories(config: StackConfiguration): Directories {
  opened ??= new Directories(forests(config), { projectRoot: process.cwd(), environment: process.env });
  return opened;
}

function forests(config: StackConfiguration) {
  const values: Record<string, unknown> = {};
  for (const key of ["forests", "cloudSync", "connectSync", "attestations"]) {
    const text = config.get(key);
    if (text !== undefined) values[key] = JSON.parse(text);
  }
  return parseSettings(values, { project: "hybrid-sync" }).forests;
}

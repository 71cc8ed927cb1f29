/** What the dynamic provider does: asks which deleted vault holds the name, and says so when a vault goes. */

import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { type Fact, observed, unobservable } from "../../../catalogue/fact.ts";
import { legible } from "../../../catalogue/legible.ts";
import type { VaultNameInputs } from "../../../contract/azure.ts";
import { findDeletedVault } from "../../../tenant/azure/deleted-vault.ts";
import type { DeletedVault } from "../../../tenant/facts/vault.ts";
import { TenantError } from "../../../tenant/tenant-error.ts";
import type { StackConfiguration } from "../../observation/stack-configuration.ts";
import { tenantEnvironment } from "../../observation/tenant-environment.ts";

type Declared = Omit<VaultNameInputs, "observed">;

export async function check(
  config: StackConfiguration,
  _olds: object,
  news: Declared,
): Promise<pulumi.dynamic.CheckResult> {
  return { inputs: { ...news, observed: await look(config, news.name) } };
}

export function diff(_config: StackConfiguration, olds: object, news: object): pulumi.dynamic.DiffResult {
  return { changes: !isDeepStrictEqual(olds, news) };
}

export function create(_config: StackConfiguration, inputs: VaultNameInputs): pulumi.dynamic.CreateResult {
  return { id: inputs.name, outs: inputs };
}

export function update(_config: StackConfiguration, inputs: VaultNameInputs): pulumi.dynamic.UpdateResult {
  return { outs: inputs };
}

export async function read(
  config: StackConfiguration,
  id: string,
  properties: VaultNameInputs,
): Promise<pulumi.dynamic.ReadResult> {
  const props = { ...properties, observed: await look(config, properties.name) };
  return { id, props, inputs: props };
}

/** The engine shows what a provider prints. */
export function remove(_config: StackConfiguration, { name }: VaultNameInputs): void {
  console.log(
    legible(
      `The Key Vault ${name} is deleted, and its name stays reserved for 90 days: no one can purge it before. ` +
        "Recover it with: pulumi config set --path hybrid-sync:azure.keyVault.recover true; then run: pulumi up",
    ),
  );
}

async function look(config: StackConfiguration, name: string): Promise<Fact<DeletedVault | null>> {
  const subscription = config.get("azure-native:subscriptionId");
  const environment = {
    ...tenantEnvironment(config, process.env),
    ...(subscription === undefined ? {} : { ARM_SUBSCRIPTION_ID: subscription }),
  };
  try {
    return observed(await findDeletedVault(environment, name));
  } catch (error) {
    if (error instanceof TenantError) return unobservable(error.reason, error.remedy);
    throw error;
  }
}

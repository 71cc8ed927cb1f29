import { randomUUID } from "node:crypto";
import { millisecondsPerDay } from "../../../catalogue/calendar.ts";
import type { ResourceId } from "./resource-id.ts";

/** A resource as Azure Resource Manager shows it. */
export interface AzureResource {
  readonly id?: string;
  readonly name?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly [property: string]: unknown;
}

/** A vault as the list of deleted ones shows it. */
export interface DeletedVault {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Entry {
  /** Id in small letters. */
  readonly key: string;
  readonly resource: AzureResource;
}

/** What the simulated subscriptions hold. */
export class AzureState {
  readonly #resources = new Map<string, AzureResource>();
  /** Names of soft-deleted vaults in small letters: taken everywhere, whatever the resource group was. */
  readonly #deletedVaults = new Map<string, DeletedVault>();

  get resources(): readonly AzureResource[] {
    return [...this.#resources.values()];
  }

  /** Names of vaults that were deleted and still hold their name. */
  get deletedVaults(): readonly DeletedVault[] {
    return [...this.#deletedVaults.values()];
  }

  find(key: string): AzureResource | undefined {
    return this.#resources.get(key);
  }

  hasResourceGroup({ key, resourceGroup }: ResourceId): boolean {
    return this.#resources.has(
      `${key.slice(0, key.indexOf(`/resourcegroups/${resourceGroup}`))}/resourcegroups/${resourceGroup}`,
    );
  }

  isVaultDeleted(name: string): boolean {
    return this.#deletedVaults.has(name.toLowerCase());
  }

  /** Everything of a type within a scope, that of the scope's own extensions included. */
  below(scope: string, type: string): Entry[] {
    return [...this.#resources]
      .filter(([key]) => key.startsWith(`${scope}/`) && key.includes(`/providers/${type}/`))
      .map(([key, resource]) => ({ key, resource }));
  }

  put(id: ResourceId, body: AzureResource): AzureResource {
    const before = this.#resources.get(id.key);
    const resource = {
      ...body,
      id: before?.id ?? id.text,
      name: before?.name ?? decodeURIComponent(id.name),
      type: typeText(id.text),
      properties: { ...body.properties, ...decided(id, before) },
    };
    this.#deletedVaults.delete(id.type === "microsoft.keyvault/vaults" ? id.name.toLowerCase() : "");
    this.#resources.set(id.key, resource);
    return resource;
  }

  /** Removes a resource with everything below it; vaults keep their names. */
  remove(id: ResourceId): void {
    for (const [key, resource] of [...this.#resources]) {
      if (key !== id.key && !key.startsWith(`${id.key}/`)) continue;
      this.#resources.delete(key);
      if (resource.type === "Microsoft.KeyVault/vaults") {
        this.#deletedVaults.set(String(resource.name).toLowerCase(), deleted(resource));
      }
    }
  }
}

/** `Microsoft.KeyVault/vaults`. */
function typeText(id: string): string {
  return /.*\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(id)?.[1] ?? "Microsoft.Resources/resourceGroups";
}

/** What Azure adds of its own: once, so that a resource that is written again looks the same. */
function decided({ type, name, scope }: ResourceId, before: AzureResource | undefined): Record<string, unknown> {
  const kept = before?.properties ?? {};
  switch (type) {
    case "microsoft.keyvault/vaults":
      return { provisioningState: "Succeeded", vaultUri: `https://${name}.vault.invalid/` };
    case "microsoft.operationalinsights/workspaces":
      return { provisioningState: "Succeeded", customerId: kept.customerId ?? randomUUID() };
    case "microsoft.authorization/roleassignments":
      return { scope };
    case "microsoft.insights/scheduledqueryrules":
      return { isLegacyLogAnalyticsRule: false, isWorkspaceAlertsStorageConfigured: false };
    case "resourcegroups":
      return { provisioningState: "Succeeded" };
    default:
      return {};
  }
}

/** Days for which a deleted vault holds its name. */
const retentionDays = 90;

function deleted({ id, name, location, properties }: AzureResource): DeletedVault {
  const now = new Date();
  const purge = new Date(now.getTime() + retentionDays * millisecondsPerDay);
  return {
    name: String(name),
    properties: {
      deletionDate: now.toISOString(),
      location,
      purgeProtectionEnabled: properties?.enablePurgeProtection === true,
      scheduledPurgeDate: purge.toISOString(),
      vaultId: id,
    },
  };
}

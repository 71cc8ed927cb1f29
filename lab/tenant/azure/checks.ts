/** What Azure refuses, by resource type. */
import * as z from "zod";
import type { TenantState } from "../state.ts";
import { AzureError } from "./refusal.ts";
import type { ResourceId } from "./resource-id.ts";
import type { AzureResource, AzureState } from "./state.ts";

const properties = z.looseObject({});

/** @throws {AzureError} */
export function checkWrite(id: ResourceId, body: AzureResource, azure: AzureState, tenant: TenantState): void {
  if (id.resourceGroup !== undefined && id.type !== "resourcegroups" && !azure.hasResourceGroup(id)) {
    throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${id.resourceGroup}' could not be found.`);
  }
  const values = properties.parse(body.properties ?? {});
  if (id.type === "microsoft.keyvault/vaults") checkVault(id, values, azure);
  if (id.type === "microsoft.authorization/roleassignments") checkRoleAssignment(id, values, azure, tenant);
  if (id.type === "microsoft.aadiam/diagnosticsettings") checkDiagnosticSetting(id, values, azure);
  if (id.type === "microsoft.operationalinsights/workspaces") checkWorkspace(id, values);
  if (id.type === "microsoft.insights/scheduledqueryrules") requireExisting(values.scopes, azure);
  if (id.type === "microsoft.insights/actiongroups" && String(values.groupShortName ?? "").length > 12) {
    throw new AzureError(400, "BadRequest", "The property groupShortName must be at most 12 characters long.");
  }
}

/** Source: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview */
function checkVault({ key, name }: ResourceId, values: Record<string, unknown>, azure: AzureState): void {
  if (!/^(?!.*--)[a-z](?:[a-z0-9-]{1,22})[a-z0-9]$/i.test(name)) {
    throw new AzureError(
      400,
      "VaultNameNotValid",
      `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.`,
    );
  }
  const present = azure.find(key);
  if (present === undefined && azure.isVaultDeleted(name) && values.createMode !== "recover") {
    throw new AzureError(
      409,
      "ConflictError",
      `A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault.`,
    );
  }
  const before = properties.parse(present?.properties ?? {});
  if (before.enablePurgeProtection === true && values.enablePurgeProtection !== true) {
    throw new AzureError(
      400,
      "BadRequest",
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  }
}

function checkRoleAssignment(
  id: ResourceId,
  { principalId, roleDefinitionId }: Record<string, unknown>,
  azure: AzureState,
  tenant: TenantState,
): void {
  if (tenant.findDirectoryObject(String(principalId)) === undefined) {
    throw new AzureError(
      400,
      "PrincipalNotFound",
      `Principal ${String(principalId).replaceAll("-", "")} does not exist in the directory ${tenant.tenantId}.`,
    );
  }
  const twin = azure.below(id.scope, id.type).find(({ key, resource }) => {
    const other = properties.parse(resource.properties ?? {});
    return key !== id.key && other.principalId === principalId && other.roleDefinitionId === roleDefinitionId;
  });
  if (twin) throw new AzureError(409, "RoleAssignmentExists", "The role assignment already exists.");
}

/** A tenant has five at most. Source: https://learn.microsoft.com/entra/identity/monitoring-health/howto-configure-diagnostic-settings */
function checkDiagnosticSetting(id: ResourceId, { workspaceId }: Record<string, unknown>, azure: AzureState): void {
  requireExisting([workspaceId], azure);
  const others = azure.below(id.scope, id.type).filter(({ key }) => key !== id.key);
  if (others.length >= 5) {
    throw new AzureError(
      409,
      "Conflict",
      "The limit of 5 diagnostic settings was reached. To create another one, delete an existing diagnostic setting.",
    );
  }
}

function checkWorkspace({ name }: ResourceId, { retentionInDays }: Record<string, unknown>): void {
  if (!/^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/i.test(name)) {
    throw new AzureError(400, "InvalidParameter", `The workspace name '${name}' is invalid.`);
  }
  if (typeof retentionInDays === "number" && (retentionInDays < 30 || retentionInDays > 730)) {
    throw new AzureError(400, "InvalidParameter", "'RetentionInDays' property doesn't match the SKU limits.");
  }
}

function requireExisting(ids: unknown, azure: AzureState): void {
  for (const id of z.array(z.string()).parse(ids ?? [])) {
    if (azure.find(id.toLowerCase()) === undefined) {
      throw new AzureError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
    }
  }
}

import { randomBytes, randomUUID } from "node:crypto";
import { isObject, type Value, type Values } from "../property-values.ts";

/** How one resource type of Azure Resource Manager is addressed and written. */
export interface AzureNativeResource {
  readonly type: string;
  /** The input that names it, and what it is called when the program does not say. */
  readonly nameInput: string;
  generateName(resourceName: string): string;
  /** Inputs that are part of its address or that Azure does not change. */
  readonly replacing: readonly string[];
  id(inputs: Values, subscriptionId: string): string;
  body(inputs: Values): Values;
  /** Outputs out of Azure's answer, beyond `name`, `type`, `location` and `tags`. */
  outputs(answer: Values): Values;
}

const eightHexadecimalDigits = () => randomBytes(4).toString("hex");

const resourceGroup: AzureNativeResource = {
  type: "azure-native:resources:ResourceGroup",
  nameInput: "resourceGroupName",
  generateName: (name) => `${name}${eightHexadecimalDigits()}`,
  replacing: ["resourceGroupName", "location"],
  id: (inputs, subscriptionId) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${segment(inputs.resourceGroupName)}`,
  body: (inputs) => pick(inputs, ["location", "managedBy", "tags"]),
  outputs: (answer) => pick(answer, ["managedBy", "properties"]),
};

const vault: AzureNativeResource = {
  type: "azure-native:keyvault:Vault",
  nameInput: "vaultName",
  generateName: (name) => `${name}${eightHexadecimalDigits()}`,
  replacing: ["vaultName", "resourceGroupName", "location"],
  id: (inputs, subscriptionId) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${segment(inputs.resourceGroupName)}/providers/Microsoft.KeyVault/vaults/${segment(inputs.vaultName)}`,
  body: (inputs) => pick(inputs, ["location", "properties", "tags"]),
  outputs: (answer) => pick(answer, ["properties", "systemData"]),
};

const assignmentProperties = [
  "condition",
  "conditionVersion",
  "delegatedManagedIdentityResourceId",
  "description",
  "principalId",
  "principalType",
  "roleDefinitionId",
] as const;

const roleAssignment: AzureNativeResource = {
  type: "azure-native:authorization:RoleAssignment",
  nameInput: "roleAssignmentName",
  generateName: () => randomUUID(),
  replacing: ["roleAssignmentName", "scope", "principalId", "principalType", "roleDefinitionId"],
  id: (inputs) =>
    `/${String(inputs.scope).replace(/^\/+/, "")}/providers/Microsoft.Authorization/roleAssignments/${segment(inputs.roleAssignmentName)}`,
  body: (inputs) => ({ properties: pick(inputs, assignmentProperties) }),
  outputs: ({ properties }) =>
    isObject(properties)
      ? pick(properties, [...assignmentProperties, "createdBy", "createdOn", "scope", "updatedBy", "updatedOn"])
      : {},
};

/** What Azure keeps in `properties`, and a program writes beside the name. */
function flat(properties: readonly string[]) {
  return {
    body: (inputs: Values) => ({
      ...pick(inputs, ["kind", "location", "tags"]),
      properties: pick(inputs, properties),
    }),
    outputs: ({ properties: found, ...answer }: Values) => ({
      ...pick(answer, ["etag", "kind", "systemData"]),
      ...(isObject(found ?? null) ? pick(found as Values, [...properties, ...decided]) : {}),
    }),
  };
}

/** Properties that Azure decides. */
const decided = [
  "createdDate",
  "createdWithApiVersion",
  "customerId",
  "isLegacyLogAnalyticsRule",
  "isWorkspaceAlertsStorageConfigured",
  "modifiedDate",
  "privateLinkScopedResources",
  "provisioningState",
];

function within(provider: string, name: string) {
  return (inputs: Values, subscriptionId: string) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${segment(inputs.resourceGroupName)}/providers/${provider}/${segment(inputs[name])}`;
}

const workspace: AzureNativeResource = {
  type: "azure-native:operationalinsights:Workspace",
  nameInput: "workspaceName",
  generateName: (name) => `${name}${eightHexadecimalDigits()}`,
  replacing: ["workspaceName", "resourceGroupName", "location"],
  id: within("Microsoft.OperationalInsights/workspaces", "workspaceName"),
  ...flat(["features", "publicNetworkAccessForIngestion", "retentionInDays", "sku", "workspaceCapping"]),
};

/** Belongs to the tenant: no subscription, no resource group. */
const entraDiagnosticSetting: AzureNativeResource = {
  type: "azure-native:aadiam:DiagnosticSetting",
  nameInput: "name",
  generateName: (name) => `${name}${eightHexadecimalDigits()}`,
  replacing: ["name"],
  id: (inputs) => `/providers/microsoft.aadiam/diagnosticSettings/${segment(inputs.name)}`,
  ...flat(["logs", "storageAccountId", "workspaceId"]),
};

const actionGroup: AzureNativeResource = {
  type: "azure-native:monitor:ActionGroup",
  nameInput: "actionGroupName",
  generateName: (name) => `${name}${eightHexadecimalDigits()}`,
  replacing: ["actionGroupName", "resourceGroupName", "location"],
  id: within("Microsoft.Insights/actionGroups", "actionGroupName"),
  ...flat(["emailReceivers", "enabled", "groupShortName"]),
};

const scheduledQueryRule: AzureNativeResource = {
  type: "azure-native:monitor:ScheduledQueryRule",
  nameInput: "ruleName",
  generateName: (name) => `${name}${eightHexadecimalDigits()}`,
  replacing: ["ruleName", "resourceGroupName", "location", "kind"],
  id: within("Microsoft.Insights/scheduledQueryRules", "ruleName"),
  ...flat([
    "actions",
    "autoMitigate",
    "criteria",
    "description",
    "displayName",
    "enabled",
    "evaluationFrequency",
    "muteActionsDuration",
    "scopes",
    "severity",
    "skipQueryValidation",
    "windowSize",
  ]),
};

const managementLock: AzureNativeResource = {
  type: "azure-native:authorization:ManagementLockByScope",
  nameInput: "lockName",
  generateName: (name) => `${name}${eightHexadecimalDigits()}`,
  replacing: ["lockName", "scope"],
  id: (inputs) =>
    `/${String(inputs.scope).replace(/^\/+/, "")}/providers/Microsoft.Authorization/locks/${segment(inputs.lockName)}`,
  ...flat(["level", "notes"]),
};

/** The resource types that the stand-in can make. */
export const resources: readonly AzureNativeResource[] = [
  resourceGroup,
  roleAssignment,
  vault,
  workspace,
  entraDiagnosticSetting,
  actionGroup,
  scheduledQueryRule,
  managementLock,
];

function segment(value: Value | undefined): string {
  return encodeURIComponent(String(value));
}

export function pick(values: Values, properties: readonly string[]): Values {
  return Object.fromEntries(
    properties.flatMap((property) => {
      const value = values[property];
      return value === undefined || value === null ? [] : [[property, value]];
    }),
  );
}

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

/** The resource types that the stand-in can make. */
export const resources: readonly AzureNativeResource[] = [resourceGroup, roleAssignment, vault];

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

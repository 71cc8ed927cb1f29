import { isObject, type Value, type Values } from "../property-values.ts";
import { outputFlag, outputText, outputTexts, text, texts } from "./values.ts";

/** App roles as Graph takes them. */
export function expandAppRoles(blocks: Value | undefined): Record<string, unknown>[] {
  return objects(blocks).map((block) => ({
    allowedMemberTypes: texts(block.allowedMemberTypes),
    description: text(block.description),
    displayName: text(block.displayName),
    id: text(block.id),
    isEnabled: block.enabled !== false,
    value: text(block.value) || null,
  }));
}

export function flattenAppRoles(appRoles: unknown): Values[] {
  return graphObjects(appRoles).map((role) => ({
    allowedMemberTypes: outputTexts(role.allowedMemberTypes),
    description: outputText(role.description),
    displayName: outputText(role.displayName),
    enabled: outputFlag(role.isEnabled),
    id: outputText(role.id),
    value: outputText(role.value),
  }));
}

/** Delegated permissions as Graph takes them. */
export function expandPermissionScopes(blocks: Value | undefined): Record<string, unknown>[] {
  return objects(blocks).map((block) => ({
    adminConsentDescription: text(block.adminConsentDescription),
    adminConsentDisplayName: text(block.adminConsentDisplayName),
    id: text(block.id),
    isEnabled: block.enabled !== false,
    type: text(block.type) || "User",
    userConsentDescription: text(block.userConsentDescription) || null,
    userConsentDisplayName: text(block.userConsentDisplayName) || null,
    value: text(block.value) || null,
  }));
}

export function flattenPermissionScopes(scopes: unknown): Values[] {
  return graphObjects(scopes).map((scope) => ({
    adminConsentDescription: outputText(scope.adminConsentDescription),
    adminConsentDisplayName: outputText(scope.adminConsentDisplayName),
    enabled: outputFlag(scope.isEnabled),
    id: outputText(scope.id),
    type: outputText(scope.type),
    userConsentDescription: outputText(scope.userConsentDescription),
    userConsentDisplayName: outputText(scope.userConsentDisplayName),
    value: outputText(scope.value),
  }));
}

/** Ids by value: `appRoleIds["Application.ReadWrite.OwnedBy"]`. */
export function idsByValue(rolesOrScopes: unknown): Values {
  return Object.fromEntries(
    graphObjects(rolesOrScopes)
      .filter((item) => outputText(item.value) !== "")
      .map((item) => [outputText(item.value), outputText(item.id)]),
  );
}

export function objects(value: Value | undefined): Values[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function graphObjects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

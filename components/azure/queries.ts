/**
 * What the alerts look for, in Kusto Query Language.
 *
 * Tables: https://learn.microsoft.com/entra/identity/monitoring-health/howto-analyze-activity-logs-log-analytics
 */
import { directoryRoles, syncRoles } from "../../catalogue/directory-roles.ts";

export interface SyncIdentity {
  /** Application (client) ID; empty where Connect Sync signs in as a user. */
  readonly clientId: string;
  /** Object ID of the application's service principal; empty likewise. */
  readonly principalId: string;
}

/** Sign-ins of the application, and of every user that Connect Sync made, from outside the ranges. */
export function signInsFromElsewhere({ clientId }: SyncIdentity, addresses: readonly string[]): string {
  const tables = [
    '(SigninLogs | where UserPrincipalName startswith "Sync_")',
    '(AADNonInteractiveUserSignInLogs | where UserPrincipalName startswith "Sync_")',
    ...(clientId === "" ? [] : [`(AADServicePrincipalSignInLogs | where AppId == ${quoted(clientId)})`]),
  ];
  const [version6, version4] = [addresses.filter(isVersion6), addresses.filter((range) => !isVersion6(range))];
  return [
    `union isfuzzy=true\n  ${tables.join(",\n  ")}`,
    ...outside("ipv4_is_in_any_range", version4),
    ...outside("ipv6_is_in_any_range", version6),
    "| project TimeGenerated, Identity, IPAddress, ResultType",
  ].join("\n");
}

const isVersion6 = (range: string) => range.includes(":");

/** An address of the other version is in none of the ranges, for which the function answers null. */
function outside(contains: string, ranges: readonly string[]): string[] {
  return ranges.length === 0 ? [] : [`| where not(coalesce(${contains}(IPAddress, ${list(ranges)}), false))`];
}

/** Whoever is added to a role of the sync service, or made eligible for it. */
export function syncRoleMembersAdded(): string {
  const templates = syncRoles.map((role) => directoryRoles[role].templateId);
  return [
    "AuditLogs",
    '| where Category == "RoleManagement" and Result == "success"',
    '| where OperationName startswith "Add " and OperationName contains "member to role"',
    `| where tostring(TargetResources) has_any (${list(templates)})`,
    "| project TimeGenerated, OperationName, InitiatedBy, TargetResources",
  ].join("\n");
}

/** A certificate or a secret for the application, or for its service principal. */
export function credentialsAdded({ clientId, principalId }: SyncIdentity): string {
  return [
    "AuditLogs",
    '| where OperationName has_any ("Certificates and secrets management", "Add service principal credentials")',
    `| where strcat(TargetResources, AdditionalDetails) has_any (${list([clientId, principalId])})`,
    "| project TimeGenerated, OperationName, InitiatedBy, TargetResources",
  ].join("\n");
}

const quoted = (text: string) => JSON.stringify(text);

const list = (texts: readonly string[]) => `dynamic([${texts.map(quoted).join(", ")}])`;

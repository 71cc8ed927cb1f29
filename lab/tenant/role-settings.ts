/**
 * Settings of roles in Privileged Identity Management, as far as they are about who is made eligible.
 *
 * https://learn.microsoft.com/graph/api/resources/unifiedrolemanagementpolicyassignment
 */
import { millisecondsPerDay } from "../../catalogue/calendar.ts";
import { Collection, type Entity } from "./collection.ts";
import { allow, answerList, type GraphApi, queryOf } from "./graph-endpoints.ts";
import { GraphError } from "./graph-error.ts";
import { premiumLicenceRequired } from "./licences.ts";
import type { Queryable } from "./query.ts";
import type { RoleSettings } from "./role-settings-seed.ts";
import { roleTemplates } from "./role-templates.ts";
import type { TenantState } from "./state.ts";

const queryable: Queryable = {
  properties: ["id", "policyId", "roleDefinitionId", "scopeId", "scopeType", "policy"],
  filterable: ["roleDefinitionId", "scopeId", "scopeType"],
};

const expandable = "policy($expand=rules)";

export function roleSettings({ routes, state, ...rest }: GraphApi): void {
  const api = { routes, state, ...rest };
  const path = "/policies/roleManagementPolicyAssignments";
  routes.get(path, allow("readRoleSettings"), async (request) => {
    if (!state.licences.has("Entra ID P2")) throw premiumLicenceRequired();
    const { $expand, $filter = "" } = queryOf(request);
    if (!$filter.includes("scopeId") || !$filter.includes("scopeType")) {
      throw new GraphError(400, "MissingParameters", "The required parameters scopeId or scopeType is missing.");
    }
    if ($expand !== undefined && $expand !== expandable) {
      throw new GraphError(
        400,
        "BadRequest",
        `Parsing OData Select and Expand failed: '${$expand}' cannot be expanded.`,
      );
    }
    const assignments = new Collection("microsoft.graph.unifiedRoleManagementPolicyAssignment");
    for (const { id } of roleTemplates) assignments.add(assignmentOf(state, id, $expand !== undefined));
    return answerList(api, request, assignments, assignments, queryable);
  });
}

function assignmentOf(state: TenantState, role: string, expanded: boolean): Entity {
  const policyId = `DirectoryRole_${state.tenantId}_${role}`;
  const { eligibilityExpiresAfter, demands = [] } = settingsOf(state, role);
  const rules = [
    {
      "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule",
      id: "Expiration_Admin_Eligibility",
      isExpirationRequired: eligibilityExpiresAfter !== undefined,
      maximumDuration: eligibilityExpiresAfter ?? "P365D",
    },
    {
      "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule",
      id: "Enablement_Admin_Eligibility",
      enabledRules: demands,
    },
  ];
  return {
    id: `${policyId}_${role}`,
    policyId,
    scopeId: "/",
    scopeType: "DirectoryRole",
    roleDefinitionId: role,
    ...(expanded ? { policy: { id: policyId, rules } } : {}),
  };
}

function settingsOf(state: TenantState, role: string): RoleSettings {
  return state.roleSettings.find((one) => one.role === role.toLowerCase()) ?? { role };
}

interface AskedEligibility {
  readonly roleDefinitionId: string;
  readonly ticketInfo?: { readonly ticketNumber?: string | null | undefined } | null | undefined;
  readonly justification?: string | null | undefined;
  readonly scheduleInfo?:
    | {
        readonly expiration?:
          | { readonly type: string; readonly endDateTime?: string | null | undefined }
          | null
          | undefined;
      }
    | null
    | undefined;
}

/** @throws {GraphError} naming the rules that a request of an application does not satisfy. */
export function checkRoleSettings(state: TenantState, request: AskedEligibility): void {
  const { eligibilityExpiresAfter, demands = [] } = settingsOf(state, request.roleDefinitionId);
  const { type, endDateTime } = request.scheduleInfo?.expiration ?? {};
  const days = Number(/^P(\d+)D$/.exec(eligibilityExpiresAfter ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  const isLate = endDateTime
    ? Date.parse(endDateTime) > state.clock.now().getTime() + days * millisecondsPerDay
    : false;
  const failed = [
    ...(eligibilityExpiresAfter !== undefined && (type === "noExpiration" || isLate) ? ["ExpirationRule"] : []),
    ...(demands.includes("Justification") && !request.justification ? ["JustificationRule"] : []),
    ...(demands.includes("MultiFactorAuthentication") ? ["MfaRule"] : []),
    ...(demands.includes("Ticketing") && !request.ticketInfo?.ticketNumber ? ["TicketingRule"] : []),
  ];
  if (failed.length === 0) return;
  throw new GraphError(
    400,
    "RoleAssignmentRequestPolicyValidationFailed",
    `The following policy rules failed: ${JSON.stringify(failed)}`,
  );
}

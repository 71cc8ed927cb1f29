import type { FastifyRequest } from "fastify";
import { GraphError } from "./graph-error.ts";
import { type PermittedOperation, permissionsFor } from "./graph-permissions.ts";
import { notLicensed } from "./licences.ts";
import type { TenantState } from "./state.ts";

/**
 * Route options for Conditional Access, which refuses in words of its own. Writing takes the permission to read, too.
 *
 * Source: https://learn.microsoft.com/graph/api/conditionalaccessroot-post-policies
 */
export function allowConditionalAccess(state: TenantState, access: "read" | "write") {
  return {
    preHandler: async (request: FastifyRequest): Promise<void> => {
      const operations = access === "read" ? (["readPolicies"] as const) : (["readPolicies", "writePolicies"] as const);
      if (!operations.every((operation) => mayCall(request, operation))) {
        throw new GraphError(
          403,
          "AccessDenied",
          "You cannot perform the requested operation, required scopes are missing in the token.",
        );
      }
      if (access === "write" && !state.licences.has("Entra ID P1")) throw notLicensed();
    },
  };
}

function mayCall(request: FastifyRequest, operation: PermittedOperation): boolean {
  const sufficient: readonly string[] = permissionsFor[operation];
  return (request.caller?.roles ?? []).some((permission) => sufficient.includes(permission));
}

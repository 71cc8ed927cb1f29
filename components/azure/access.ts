import { ManagementLockByScope } from "@pulumi/azure-native/authorization/managementLockByScope.js";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import type * as pulumi from "@pulumi/pulumi";
import { type AzureRole, azureRoles } from "../../catalogue/azure.ts";
import type { HeldBack } from "./place.ts";

/** Someone who is given an Azure role. */
export interface Principal {
  readonly kind: "User" | "ServicePrincipal";
  readonly objectId: pulumi.Input<string>;
}

/** Gives a role on one resource. The kind is said, because Azure may not have heard of a new principal yet. */
export function assignRole(
  name: string,
  role: AzureRole,
  principal: Principal,
  { scope, subscriptionId }: { readonly scope: pulumi.Output<string>; readonly subscriptionId: pulumi.Output<string> },
  opts: HeldBack,
): RoleAssignment {
  return new RoleAssignment(
    name,
    {
      principalId: principal.objectId,
      principalType: principal.kind,
      roleDefinitionId: subscriptionId.apply(
        (id) => `/subscriptions/${id}/providers/Microsoft.Authorization/roleDefinitions/${azureRoles[role]}`,
      ),
      scope,
    },
    opts,
  );
}

/**
 * Locks a resource against deletion. It depends on everything that is deleted with the resource, so that the lock is
 * the first to go.
 */
export function lock(
  name: string,
  scope: pulumi.Output<string>,
  after: readonly pulumi.Resource[],
  opts: HeldBack,
): void {
  const dependsOn = opts.dependsOn.then((observations): pulumi.Resource[] => [...observations, ...after]);
  new ManagementLockByScope(
    name,
    {
      lockName: "hybrid-sync-keep",
      level: "CanNotDelete",
      scope,
      notes: "Created by hybrid-sync; the stack removes it.",
    },
    { ...opts, dependsOn },
  );
}

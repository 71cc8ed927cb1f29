import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { EntraRoleHoldingsInputs } from "../../contract/entra.ts";
import type { EntraRoleHoldingsObservation } from "../../tenant/facts/administrators.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

export interface RoleHoldingsArgs extends Omit<EntraRoleHoldingsInputs, "observed" | "objectId" | "assigned"> {
  readonly objectId: pulumi.Output<string>;
  /** The tenant is asked once the program's own assignments are made. */
  readonly assigned: pulumi.Output<readonly string[] | null>;
}

/** How an administrator holds its roles in the tenant, after the program has assigned what it assigns. */
export class RoleHoldings extends ObservedResource<EntraRoleHoldingsObservation> {
  constructor(name: string, args: RoleHoldingsArgs, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.entraRoleHoldings, name, { ...args, subject: "entra role holdings" }, opts);
  }
}

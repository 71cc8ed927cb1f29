import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { EntraConnectorIdentityInputs } from "../../tenant/observation.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** How Connect Sync is declared to sign in to the tenant. */
export class ConnectorIdentityDeclaration extends ObservedResource<never> {
  constructor(name: string, inputs: EntraConnectorIdentityInputs, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.entraConnectorIdentity, name, { ...inputs, subject: "entra connector identity" }, opts);
  }
}

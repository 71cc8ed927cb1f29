import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { EntraConnectorIdentityInputs } from "../../contract/entra.ts";
import type { EntraConnectorIdentityObservation } from "../../tenant/facts/connector-identity.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** How Connect Sync is declared to sign in to the tenant; a legacy user is looked up there. */
export class ConnectorIdentityDeclaration extends ObservedResource<EntraConnectorIdentityObservation> {
  constructor(
    name: string,
    inputs: Omit<EntraConnectorIdentityInputs, "observed">,
    opts: pulumi.CustomResourceOptions,
  ) {
    super(resourceTypes.entraConnectorIdentity, name, { ...inputs, subject: "entra connector identity" }, opts);
  }
}

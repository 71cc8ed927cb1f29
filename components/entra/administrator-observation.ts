import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import type { EntraAdministratorObservation } from "../../tenant/facts/administrators.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** An administrator as declared, and as the tenant showed it before the program changed anything. */
export class AdministratorObservation extends ObservedResource<EntraAdministratorObservation> {
  constructor(name: string, inputs: Omit<EntraAdministratorInputs, "observed">, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.entraAdministrator, name, { ...inputs, subject: "entra administrator" }, opts);
  }
}

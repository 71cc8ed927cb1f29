import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { AdministratorGroupInputs } from "../../contract/entra.ts";
import type { AdministratorGroupObservation } from "../../tenant/facts/administrators.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** The group through which an administrator holds its roles, as declared and as the tenant showed it before. */
export class AdministratorGroup extends ObservedResource<AdministratorGroupObservation> {
  constructor(name: string, inputs: Omit<AdministratorGroupInputs, "observed">, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.administratorGroup, name, { ...inputs, subject: "administrator group" }, opts);
  }
}

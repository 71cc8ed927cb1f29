import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { PrivilegedAdministratorInputs, PrivilegedAdministratorObservation } from "../../directory/observation.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** A Domain or Enterprise Administrator who installs: its state, and whether it is privileged still. */
export class PrivilegedAdministrator extends ObservedResource<PrivilegedAdministratorObservation> {
  constructor(
    name: string,
    inputs: Omit<PrivilegedAdministratorInputs, "observed">,
    opts: pulumi.CustomResourceOptions,
  ) {
    super(resourceTypes.privilegedAdministrator, name, { ...inputs, subject: "privileged administrator" }, opts);
  }
}

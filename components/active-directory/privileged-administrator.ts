import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { PrivilegedAdministratorInputs } from "../../contract/active-directory.ts";
import type { PrivilegedAdministratorObservation } from "../../directory/facts/privileged-administrator.ts";
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

/** What the configuration says about the end of an administrator; what it does not say stays away. */
export function temporary(declared: {
  readonly temporaryUntil?: string | undefined;
  readonly deleted?: boolean | undefined;
}): Pick<PrivilegedAdministratorInputs, "temporaryUntil" | "deleted"> {
  const { temporaryUntil = null, deleted } = declared;
  return { temporaryUntil, ...(deleted === undefined ? {} : { deleted }) };
}

import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { GroupManagedServiceAccountObservation } from "../../directory/facts/group-managed-service-account.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** The gMSA of the provisioning agent: its class, who may retrieve its password, its encryption types. */
export class GroupManagedServiceAccount extends ObservedResource<GroupManagedServiceAccountObservation> {
  constructor(
    name: string,
    inputs: Omit<GroupManagedServiceAccountInputs, "observed">,
    opts: pulumi.CustomResourceOptions,
  ) {
    super(
      resourceTypes.groupManagedServiceAccount,
      name,
      { ...inputs, subject: "group managed service account" },
      opts,
    );
  }
}

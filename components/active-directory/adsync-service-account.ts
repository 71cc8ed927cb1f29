import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { AdSyncServiceAccountInputs } from "../../contract/active-directory.ts";
import type { AdSyncServiceAccountObservation } from "../../directory/facts/adsync-service-account.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** The account that runs the ADSync service: its kind as declared, and its object where it has one. */
export class AdSyncServiceAccount extends ObservedResource<AdSyncServiceAccountObservation> {
  constructor(name: string, inputs: Omit<AdSyncServiceAccountInputs, "observed">, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.adSyncServiceAccount, name, { ...inputs, subject: "ADSync service account" }, opts);
  }
}

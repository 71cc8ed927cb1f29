import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { ForestObservation } from "../../directory/facts/forest.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** An Active Directory forest: its domains, levels, schema and what managed service accounts need of it. */
export class Forest extends ObservedResource<ForestObservation> {
  constructor(name: string, inputs: Omit<ForestInputs, "observed">, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.forest, name, { ...inputs, subject: "forest" }, opts);
  }
}

import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { ConnectorAccountObservation } from "../../directory/facts/connector-account.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** The AD DS Connector account of one forest: what kind of object it is, its groups, its replication rights. */
export class ConnectorAccount extends ObservedResource<ConnectorAccountObservation> {
  constructor(name: string, inputs: Omit<ConnectorAccountInputs, "observed">, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.connectorAccount, name, { ...inputs, subject: "connector account" }, opts);
  }
}

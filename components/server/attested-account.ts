import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { AttestedAccountInputs } from "../../contract/server.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

/** An account of a server or a database, which no directory shows: a person attests it, until a date. */
export class AttestedAccount extends ObservedResource<never> {
  constructor(name: string, inputs: AttestedAccountInputs, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.attestedAccount, name, { ...inputs, subject: "attested account" }, opts);
  }
}

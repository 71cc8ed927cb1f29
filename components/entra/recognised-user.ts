import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { RecognisedUserInputs } from "../../contract/entra.ts";
import type { RecognisedUserObservation } from "../../tenant/facts/administrators.ts";
import { ObservedResource } from "../observation/observed-resource.ts";

export interface RecognisedUserArgs extends Omit<RecognisedUserInputs, "observed" | "recognised"> {
  readonly recognised: pulumi.Output<RecognisedUserInputs["recognised"]>;
}

/**
 * What is known of a user whom a tool adopts, whichever tool that is: it belongs to neither, so that it is not forgotten
 * when one of them goes. Nothing is read for it.
 */
export class RecognisedUser extends ObservedResource<RecognisedUserObservation> {
  constructor(name: string, args: RecognisedUserArgs) {
    super(resourceTypes.recognisedUser, name, { ...args, subject: "recognised user" }, {});
  }
}

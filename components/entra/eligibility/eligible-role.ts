import * as pulumi from "@pulumi/pulumi";
import type { DirectoryRoleId } from "../../../catalogue/directory-roles.ts";
import { providerText } from "../../provider-text.ts";

/** Stands in states, like the provider's path: neither ever changes. */
const type = "pulumi-nodejs:dynamic/entra:EligibleRole";
const provider = providerText("components/entra/eligibility/provider.ts");

export interface EligibleRoleArgs {
  /** Object ID of a user or of a role-assignable group. */
  readonly principalId: pulumi.Input<string>;
  readonly role: DirectoryRoleId;
  /** Last day; absent for an eligibility without an end. */
  readonly until?: string;
}

/**
 * A role that a principal may activate in Privileged Identity Management, without an end or until a day.
 *
 * Not the azuread provider's `DirectoryRoleEligibilityScheduleRequest`: that one stands for the request, which Microsoft
 * Graph forgets after 45 days, and then it can no longer be deleted
 * (https://github.com/hashicorp/terraform-provider-azuread/pull/1904). This one stands for what came of the request.
 */
export class EligibleRole extends pulumi.CustomResource {
  /** When the program gave it last; not known in a preview of an update that gives it. */
  declare readonly givenAt: pulumi.Output<string>;

  constructor(name: string, args: EligibleRoleArgs, opts: pulumi.CustomResourceOptions) {
    super(type, name, { ...args, givenAt: undefined, __provider: provider }, opts);
  }
}

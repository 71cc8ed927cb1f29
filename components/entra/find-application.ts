import type * as pulumi from "@pulumi/pulumi";
import { runError } from "../run-error.ts";
import { getServicePrincipal } from "./azuread.ts";
import { whyNotFound } from "./find-user.ts";

/**
 * Object ID of the service principal of an application that must be in the tenant.
 *
 * @param key of the configuration, in which the ID stands
 * @throws {pulumi.RunError} where the tenant has no such application, or may not be read.
 */
export async function findApplication(clientId: string, key: string, opts: pulumi.InvokeOptions): Promise<string> {
  try {
    return (await getServicePrincipal({ clientId }, opts)).objectId;
  } catch (error) {
    const why = whyNotFound((error as Error).message, {
      missing: "the tenant has no service principal of this application. Correct the ID, or remove it from the list.",
      permission: "Application.Read.All",
    });
    throw runError(`${key} names ${clientId}: ${why}`);
  }
}

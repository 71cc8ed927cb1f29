import { type GetClientConfigResult, getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import type * as pulumi from "@pulumi/pulumi";
import { reasonOf, wasStopped } from "../entra/find-user.ts";
import { runError } from "../run-error.ts";

/**
 * Subscription and tenant of whoever the azure-native provider signs in as.
 *
 * @throws {pulumi.RunError} where it cannot sign in.
 */
export async function findClient(opts: pulumi.InvokeOptions): Promise<GetClientConfigResult> {
  try {
    return await getClientConfig(opts);
  } catch (error) {
    const { message } = error as Error;
    throw runError(
      wasStopped(message)
        ? "The Azure subscription was not read, because the update was stopped."
        : `The Azure subscription could not be read: ${reasonOf(message)}. Check azure-native:subscriptionId, ` +
            "azure-native:tenantId and how the azure-native provider signs in.",
    );
  }
}

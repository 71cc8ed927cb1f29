import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { findClient } from "../../../components/azure/client.ts";

/** The function, where the plugin answers so. */
async function found(answer: () => Record<string, unknown>) {
  await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: answer });
  return findClient({});
}

describe("the Azure subscription", () => {
  it("is that of the azure-native provider", async () => {
    expect(await found(() => ({ subscriptionId: "subscription", tenantId: "tenant" }))).toMatchObject({
      subscriptionId: "subscription",
      tenantId: "tenant",
    });
  });

  it.each([
    ["grpc: the client connection is closing", "The Azure subscription was not read, because the update was stopped."],
    [
      "no Azure credentials were found.",
      "The Azure subscription could not be read: no Azure credentials were found. Check azure-native:subscriptionId, " +
        "azure-native:tenantId and how the azure-native provider signs in.",
    ],
  ])("is said in one sentence not to have been read, without a stack trace: %s", async (details, sentence) => {
    const refused = found(() => {
      throw Object.assign(new Error("refused"), { details });
    });
    // Pulumi shows this kind without a stack trace.
    await expect(refused).rejects.toSatisfy((error) => pulumi.RunError.isInstance(error));
    await expect(refused).rejects.toThrow(sentence);
  });
});

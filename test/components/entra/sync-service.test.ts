import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { findSynchronizationPermission } from "../../../components/entra/sync-service.ts";

/** The function in a tenant that answers so. */
async function found(answer: (args: pulumi.runtime.MockCallArgs) => Record<string, unknown>) {
  await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: answer });
  return findSynchronizationPermission({});
}

describe("the application permission of Connect Sync", () => {
  it("is found by its value on the principal of Microsoft's sync service", async () => {
    const asked: unknown[] = [];
    const permission = await found(({ token, inputs }) => {
      asked.push([token, inputs]);
      return {
        objectId: "sync-service",
        appRoleIds: { "Other.Read.All": "other", "ADSynchronization.ReadWrite.All": "role" },
      };
    });
    expect(permission).toEqual({ resourceObjectId: "sync-service", appRoleId: "role" });
    expect(asked).toEqual([
      ["azuread:index/getServicePrincipal:getServicePrincipal", { clientId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016" }],
    ]);
  });

  it("says why the principal cannot be read, and how to create it", async () => {
    const refused = found(() => {
      // As the engine hands on what the plugin says.
      const details =
        'invoking azuread:index/getServicePrincipal:getServicePrincipal: 1 error occurred:\n\t* No service principal found with client ID: "6bf85cfa"\n\n';
      throw Object.assign(new Error("refused"), { details });
    });
    await expect(refused).rejects.toSatisfy((error) => pulumi.RunError.isInstance(error));
    await expect(refused).rejects.toThrow(
      /^The tenant's service principal "Microsoft Entra AD Synchronization Service" \(6bf85cfa-ac8a-4be5-b5de-425a0d0dc016\) could not be read: No service principal found with client ID: "6bf85cfa"\. Connect Sync cannot sign in as an application without it; create it with: az ad sp create --id 6bf85cfa-ac8a-4be5-b5de-425a0d0dc016$/,
    );
  });

  it("says what the principal offers when the permission is not among it", async () => {
    const refused = found(() => ({ objectId: "sync-service", appRoleIds: { "Other.Read.All": "other" } }));
    await expect(refused).rejects.toThrow(
      /^The service principal "Microsoft Entra AD Synchronization Service" offers no application role "ADSynchronization\.ReadWrite\.All"; it offers: Other\.Read\.All\.$/,
    );
  });
});

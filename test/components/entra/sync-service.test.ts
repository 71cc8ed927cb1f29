import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { applicationPermissions } from "../../../catalogue/sync-applications.ts";
import { findPermissions } from "../../../components/entra/sync-service.ts";

/** The function in a tenant that answers so. */
async function found(
  answer: (args: pulumi.runtime.MockCallArgs) => Record<string, unknown>,
  values: readonly string[] = [applicationPermissions.synchronization],
) {
  await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: answer });
  return findPermissions(values, {});
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
    expect(permission).toEqual([
      { value: "ADSynchronization.ReadWrite.All", resourceObjectId: "sync-service", appRoleId: "role" },
    ]);
    expect(asked).toEqual([
      ["azuread:index/getServicePrincipal:getServicePrincipal", { clientId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016" }],
    ]);
  });

  it("is joined by those of password writeback, on the principal of another service", async () => {
    const values = [applicationPermissions.synchronization, ...applicationPermissions.passwordWriteback];
    const permissions = await found(({ inputs }) => {
      const offered = inputs.clientId.startsWith("93625bc8") ? values.slice(1) : values.slice(0, 1);
      const appRoleIds = Object.fromEntries(offered.map((value) => [value, `id of ${value}`]));
      return { objectId: inputs.clientId.slice(0, 8), appRoleIds };
    }, values);
    expect(permissions.map(({ value, resourceObjectId }) => [value, resourceObjectId])).toEqual([
      ["ADSynchronization.ReadWrite.All", "6bf85cfa"],
      ["PasswordWriteback.RefreshClient.All", "93625bc8"],
      ["PasswordWriteback.RegisterClientVersion.All", "93625bc8"],
      ["PasswordWriteback.OffboardClient.All", "93625bc8"],
    ]);
  });

  /** Why the plugin's error, as the engine hands it on, stops the program. */
  async function refusal(details: string): Promise<string> {
    const refused = found(() => {
      throw Object.assign(new Error("refused"), { details });
    });
    // Pulumi shows this kind without a stack trace.
    await expect(refused).rejects.toSatisfy((error) => pulumi.RunError.isInstance(error));
    return refused.then(String, (error: Error) => error.message);
  }

  const listed = (reason: string) =>
    `invoking azuread:index/getServicePrincipal:getServicePrincipal: 1 error occurred:\n\t* ${reason}\n\n`;
  const principal =
    'The tenant\'s service principal "Microsoft Entra AD Synchronization Service" (6bf85cfa-ac8a-4be5-b5de-425a0d0dc016)';

  it("says how to create the principal where the tenant has none", async () => {
    expect(await refusal(listed('No service principal found with client ID: "6bf85cfa"'))).toBe(
      `${principal} could not be read: No service principal found with client ID: "6bf85cfa". Connect Sync cannot sign in as an application without it; create it with: az ad sp create --id 6bf85cfa-ac8a-4be5-b5de-425a0d0dc016`,
    );
  });

  it("says which permission reading the principal needs where it is refused", async () => {
    expect(await refusal(listed("Insufficient privileges to complete the operation."))).toBe(
      `${principal} could not be read: Insufficient privileges to complete the operation. Connect Sync cannot sign in as an application without it; reading it needs the Microsoft Graph permission Application.Read.All`,
    );
  });

  it.each([
    [
      'unable to obtain access token: clientCredentialsToken: received HTTP status 401 with response: {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}',
      "set ARM_CLIENT_SECRET to the value of a valid client secret, not to its id",
    ],
    [
      "unable to obtain access token: clientCredentialsToken: received HTTP status 400 with response: AADSTS99999999",
      "check the credentials with which this program signs in",
    ],
    [
      "unexpected status 401 (401 Unauthorized) with error: InvalidAuthenticationToken: Access token is empty.",
      "check the credentials with which this program signs in: ARM_TENANT_ID, ARM_CLIENT_ID, and the secret, certificate or token",
    ],
    [
      "could not configure MSI Authorizer: no MSI endpoint",
      "check the credentials with which this program signs in: ARM_TENANT_ID, ARM_CLIENT_ID, and the secret, certificate or token",
    ],
    [
      "dial tcp: lookup graph.microsoft.com: no such host",
      "run the command again. If the problem persists, check the network and the proxy",
    ],
    [
      "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges.",
      "reading it needs the Microsoft Graph permission Application.Read.All",
    ],
  ])("asks for a permission only where one is missing: %s", async (reason, remedy) => {
    expect(await refusal(listed(reason))).toMatch(new RegExp(`without it; ${remedy.replaceAll(".", "\\.")}$`));
  });

  it("gives no advice when a rule stopped the update first", async () => {
    expect(await refusal("grpc: the client connection is closing")).toBe(
      `${principal} was not read, because the update was stopped before.`,
    );
  });

  it("says what the principal offers when the permission is not among it", async () => {
    const refused = found(() => ({ objectId: "sync-service", appRoleIds: { "Other.Read.All": "other" } }));
    await expect(refused).rejects.toThrow(
      /^The service principal "Microsoft Entra AD Synchronization Service" offers no application role "ADSynchronization\.ReadWrite\.All"; it offers: Other\.Read\.All\.$/,
    );
  });
});

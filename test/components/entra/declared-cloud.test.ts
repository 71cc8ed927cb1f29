/** The azuread provider and the reader of the tenant work in the same cloud, told by the same setting. */
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { applicationPermissions } from "../../../catalogue/sync-applications.ts";
import { declaredCloud } from "../../../components/entra/declared-cloud.ts";
import { findPermissions } from "../../../components/entra/sync-service.ts";
import { tenantEnvironment } from "../../../components/observation/tenant-environment.ts";
import { resolveCloud } from "../../../tenant/cloud-endpoints.ts";

/** As azuread:environment and as ARM_ENVIRONMENT. */
function declare(configured: string | undefined, variable: string | undefined, metadataHost?: string): void {
  pulumi.runtime.setAllConfig({
    ...(configured === undefined ? {} : { "azuread:environment": configured }),
    ...(metadataHost === undefined ? {} : { "azuread:metadataHost": metadataHost }),
  });
  vi.stubEnv("ARM_ENVIRONMENT", variable);
  vi.stubEnv("ARM_METADATA_HOSTNAME", undefined);
}

/** Where the reader of the tenant asks then. */
async function graphOfReader(): Promise<string> {
  const config = new pulumi.Config("azuread");
  const environment = tenantEnvironment({ get: (key) => config.get(key.replace("azuread:", "")) }, process.env);
  return (await resolveCloud(environment)).graph;
}

/** Application IDs of Microsoft's services whose permissions are looked for. */
async function servicesAskedFor(): Promise<string[]> {
  const asked: string[] = [];
  const { synchronization, passwordWriteback } = applicationPermissions;
  await pulumi.runtime.setMocks({
    newResource: () => ({ id: "", state: {} }),
    call({ inputs }) {
      asked.push(inputs.clientId);
      const appRoleIds = Object.fromEntries([synchronization, ...passwordWriteback].map((value) => [value, "role"]));
      return { objectId: "principal", appRoleIds };
    },
  });
  await findPermissions([synchronization, ...passwordWriteback], {});
  return asked;
}

afterEach(() => {
  vi.unstubAllEnvs();
  pulumi.runtime.setAllConfig({});
});

describe("the cloud of the azuread provider", () => {
  const sync = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016";
  const passwordReset = "93625bc8-bfe2-437a-97e0-3d0060024faa";
  const passwordResetOfGovernment = "2e5ecfc8-ea79-48bd-8140-c19324acb278";

  it.each([
    [undefined, undefined, "public", "https://graph.microsoft.com", passwordReset],
    ["usgovernment", undefined, "usgovernment", "https://graph.microsoft.us", passwordResetOfGovernment],
    [undefined, "USGovernmentL4", "usgovernment", "https://graph.microsoft.us", passwordResetOfGovernment],
    [undefined, "dod", "usgovernmentl5", "https://dod-graph.microsoft.us", passwordResetOfGovernment],
    ["china", "public", "china", "https://microsoftgraph.chinacloudapi.cn", passwordReset],
  ] as const)(
    "is the reader's, too, with the services of that cloud: %s, %s",
    async (configured, variable, cloud, graph, service) => {
      declare(configured, variable);
      expect(declaredCloud()).toBe(cloud);
      expect(await graphOfReader()).toBe(graph);
      expect(await servicesAskedFor()).toEqual([sync, service]);
    },
  );

  it.each([
    ["germany", undefined, "azuread:environment"],
    [undefined, "germany", "ARM_ENVIRONMENT"],
  ])("is refused in one sentence where it is none: %s, %s", (configured, variable, setting) => {
    declare(configured, variable);
    expect(declaredCloud).toThrow(
      `${setting} names the cloud "germany", which is not known. Set it to one of public, global, usgovernment, usgovernmentl4, usgovernmentl5, dod, china.`,
    );
    // Pulumi shows this kind without a stack trace.
    expect(declaredCloud).toThrow(expect.toSatisfy((error) => pulumi.RunError.isInstance(error)));
  });

  it("is not looked at by name where a metadata host describes it", () => {
    declare("stack", undefined, "metadata.stack.example");
    expect(declaredCloud()).toBe("public");
  });
});

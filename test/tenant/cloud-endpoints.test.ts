import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { describe, expect, it } from "vitest";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { resolveCloud } from "../../tenant/cloud-endpoints.ts";

const authority = await CertificateAuthority.create();
setDefaultCACertificates([...getCACertificates("default"), authority.certificate]);

/** A metadata host that gives one answer to everything. */
async function resolveFrom(status: number, body: string): Promise<unknown> {
  const { certificate, privateKey } = await authority.issue({ commonName: "localhost", dnsNames: ["localhost"] });
  const server = createServer({ cert: certificate, key: privateKey }, (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await resolveCloud({ ARM_METADATA_HOSTNAME: `localhost:${(server.address() as AddressInfo).port}` });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("the cloud to sign in to", () => {
  /** As documented at https://learn.microsoft.com/graph/deployments, by every name that the azuread provider takes. */
  const publicCloud = [
    "https://login.microsoftonline.com",
    "https://graph.microsoft.com",
    "https://management.azure.com",
  ] as const;
  const government = ["https://login.microsoftonline.us", "https://graph.microsoft.us"] as const;
  const defense = ["https://login.microsoftonline.us", "https://dod-graph.microsoft.us"] as const;
  const governmentResources = "https://management.usgovcloudapi.net";
  it.each([
    [{}, ...publicCloud],
    [{ ARM_METADATA_HOSTNAME: " ", ARM_ENVIRONMENT: "" }, ...publicCloud],
    [{ ARM_ENVIRONMENT: "public" }, ...publicCloud],
    [{ ARM_ENVIRONMENT: "global" }, ...publicCloud],
    [{ ARM_ENVIRONMENT: "usgovernment" }, ...government, governmentResources],
    [{ ARM_ENVIRONMENT: "usgovernmentl4" }, ...government, governmentResources],
    [{ ARM_ENVIRONMENT: "USGovernmentL5" }, ...defense, governmentResources],
    [{ ARM_ENVIRONMENT: "dod" }, ...defense, governmentResources],
    [
      { ARM_ENVIRONMENT: "china" },
      "https://login.chinacloudapi.cn",
      "https://microsoftgraph.chinacloudapi.cn",
      "https://management.chinacloudapi.cn",
    ],
  ] as const)("follows from %j", async (environment, loginEndpoint, graph, resourceManager) => {
    expect(await resolveCloud(environment)).toEqual({ loginEndpoint, graph, resourceManager, wellKnown: true });
  });

  it("is refused in one sentence where the name is that of none", async () => {
    await expect(resolveCloud({ ARM_ENVIRONMENT: "germany" })).rejects.toMatchObject({
      reason: 'ARM_ENVIRONMENT names the cloud "germany", which is not known',
      remedy: "Set it to one of public, global, usgovernment, usgovernmentl4, usgovernmentl5, dod, china.",
    });
  });

  it("is the one that the metadata host describes", async () => {
    const description = {
      name: "Stack",
      microsoftGraphResourceId: "https://graph.stack.example/",
      resourceManager: "https://management.stack.example/",
      authentication: { loginEndpoint: "https://login.stack.example/" },
    };
    expect(await resolveFrom(200, JSON.stringify(description))).toEqual({
      loginEndpoint: "https://login.stack.example",
      graph: "https://graph.stack.example",
      resourceManager: "https://management.stack.example",
      wellKnown: false,
    });
  });

  it.each([
    ["refuses", 403, "{}", "it answered with status 403"],
    ["answers with something that is no JSON", 200, "<html>", "its answer names no sign-in endpoint"],
    [
      "names no Microsoft Graph",
      200,
      '{"authentication":{"loginEndpoint":"https://a.example"}}',
      "its answer names no",
    ],
  ])("is not known when the metadata host %s", async (_, status, body, fact) => {
    await expect(resolveFrom(status, body)).rejects.toMatchObject({ reason: expect.stringContaining(fact) });
  });
});

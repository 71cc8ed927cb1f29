/** The credential that the environment offers, by the same variables and in the same order as in the azuread provider. */
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import type { TokenCredential, TokenCredentialOptions } from "@azure/identity";
import { readCertificate } from "./client-certificate.ts";
import type { Cloud } from "./cloud-endpoints.ts";
import { type Environment, isSwitchedOff, isSwitchedOn, variable, variableOrFile } from "./environment.ts";
import { federatedToken } from "./federated-token.ts";
import { TenantError } from "./tenant-error.ts";

export interface Credential {
  readonly credential: TokenCredential;
  /** Who signs in, for messages: `application 1234…` or `the user of the Azure CLI`. */
  readonly subject: string;
}

/** @throws {TenantError} when the environment offers no way to sign in, or an incomplete one. */
export async function createCredential(environment: Environment, cloud: Cloud): Promise<Credential> {
  const certificate = await readCertificate(environment);
  if (certificate !== undefined) {
    const { ClientCertificateCredential } = await identity();
    const application = await requireApplication(environment);
    return forApplication(
      application,
      cloud,
      (options) => new ClientCertificateCredential(application.tenantId, application.clientId, certificate, options),
    );
  }
  const secret = await variableOrFile(environment, "ARM_CLIENT_SECRET");
  if (secret !== undefined) {
    const { ClientSecretCredential } = await identity();
    const application = await requireApplication(environment);
    return forApplication(
      application,
      cloud,
      (options) => new ClientSecretCredential(application.tenantId, application.clientId, secret, options),
    );
  }
  return withoutOwnSecret(environment, cloud);
}

async function withoutOwnSecret(environment: Environment, cloud: Cloud): Promise<Credential> {
  if (isSwitchedOn(environment, "ARM_USE_OIDC")) {
    const { ClientAssertionCredential } = await identity();
    const application = await requireApplication(environment);
    const assertion = () => federatedToken(environment);
    return forApplication(
      application,
      cloud,
      (options) => new ClientAssertionCredential(application.tenantId, application.clientId, assertion, options),
    );
  }
  const clientId = await variableOrFile(environment, "ARM_CLIENT_ID");
  if (isSwitchedOn(environment, "ARM_USE_MSI")) {
    const { ManagedIdentityCredential } = await identity();
    return {
      credential: new ManagedIdentityCredential(clientId === undefined ? {} : { clientId }),
      subject: "the managed identity",
    };
  }
  if (!isSwitchedOff(environment, "ARM_USE_CLI")) {
    const { AzureCliCredential } = await identity();
    const tenantId = variable(environment, "ARM_TENANT_ID");
    return {
      credential: new AzureCliCredential(tenantId === undefined ? {} : { tenantId }),
      subject: "the user of the Azure CLI",
    };
  }
  throw new TenantError(
    "there is nothing to sign in with: no client secret, certificate or OIDC token is set, and ARM_USE_CLI is false",
    "Set ARM_TENANT_ID, ARM_CLIENT_ID and one of ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH or ARM_USE_OIDC=true, " +
      "or unset ARM_USE_CLI and run: az login",
  );
}

// Loaded when first needed, because most processes never sign in; and as CommonJS, whose one bundle of Microsoft's
// sign-in library takes half the time of its three hundred modules.
async function identity(): Promise<typeof import("@azure/identity", { with: { "resolution-mode": "require" }})> {
  return createRequire(import.meta.url)("@azure/identity");
}

interface Application {
  readonly tenantId: string;
  readonly clientId: string;
}

async function requireApplication(environment: Environment): Promise<Application> {
  const tenantId = variable(environment, "ARM_TENANT_ID");
  const clientId = await variableOrFile(environment, "ARM_CLIENT_ID");
  const missing = [
    ...(tenantId === undefined ? ["ARM_TENANT_ID"] : []),
    ...(clientId === undefined ? ["ARM_CLIENT_ID"] : []),
  ];
  if (tenantId !== undefined && clientId !== undefined) {
    if (/^[\w.-]+$/.test(tenantId)) return { tenantId, clientId };
    throw new TenantError(
      `ARM_TENANT_ID is "${tenantId}", which is neither the id of a tenant nor one of its domains`,
      "Set it to the tenant's id, as the overview page of Microsoft Entra shows it.",
    );
  }
  throw new TenantError(
    `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set, so the application cannot sign in`,
    `Set ${missing.join(" and ")}, or azuread:tenantId and azuread:clientId in the stack's configuration.`,
  );
}

/** The library's own errors do not say why a connection failed, so that is said instead. */
function forApplication(
  { clientId }: Application,
  cloud: Cloud,
  create: (options: ReturnType<typeof optionsFor>) => TokenCredential,
): Credential {
  const connection: Connection = { failure: undefined };
  const inner = create(optionsFor(cloud, connection));
  const credential: TokenCredential = {
    getToken: async (scopes, options) => {
      try {
        return await inner.getToken(scopes, options);
      } catch (error) {
        throw connection.failure ?? error;
      }
    },
  };
  return { credential, subject: `the application ${clientId}` };
}

/** What became of the last request. */
interface Connection {
  failure: unknown;
}

function optionsFor(cloud: Cloud, connection: Connection) {
  return {
    authorityHost: cloud.loginEndpoint,
    // Microsoft's public cloud vouches for the clouds it knows, not for others.
    disableInstanceDiscovery: !cloud.wellKnown,
    retryOptions: { maxRetries: 1 },
    ...connectionsOfNode(connection),
  };
}

/**
 * The library takes variables of a proxy by itself, and otherwise than Node does: it asks the proxy for this machine, knows
 * no `*` and no address without http://. So it is given Node's own connections, which go where those of Microsoft Graph go.
 * A Node without proxies of its own (before 24.5) leaves them to the library.
 */
function connectionsOfNode(connection: Connection): TokenCredentialOptions {
  if (http.setGlobalProxyFromEnv === undefined) return {};
  return {
    // Given, so that none is looked for in the environment; the agent below comes after it.
    proxyOptions: { host: "http://localhost", port: 1 },
    additionalPolicies: [
      {
        position: "perRetry",
        policy: {
          name: "connections of Node",
          sendRequest: async (request, next) => {
            request.agent = request.url.startsWith("https:") ? https.globalAgent : http.globalAgent;
            connection.failure = undefined;
            try {
              return await next(request);
            } catch (error) {
              connection.failure = error;
              throw error;
            }
          },
        },
      },
    ],
  };
}

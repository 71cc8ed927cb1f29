import type { StackConfiguration } from "./stack-configuration.ts";

/**
 * Settings of the azuread provider which decide who signs in and where, and the environment variables that stand for
 * them. Source: https://www.pulumi.com/registry/packages/azuread/installation-configuration/
 */
const variables = {
  tenantId: "ARM_TENANT_ID",
  clientId: "ARM_CLIENT_ID",
  clientSecret: "ARM_CLIENT_SECRET",
  clientCertificatePath: "ARM_CLIENT_CERTIFICATE_PATH",
  clientCertificatePassword: "ARM_CLIENT_CERTIFICATE_PASSWORD",
  environment: "ARM_ENVIRONMENT",
  metadataHost: "ARM_METADATA_HOSTNAME",
  useOidc: "ARM_USE_OIDC",
  oidcToken: "ARM_OIDC_TOKEN",
  oidcTokenFilePath: "ARM_OIDC_TOKEN_FILE_PATH",
  oidcRequestUrl: "ARM_OIDC_REQUEST_URL",
  oidcRequestToken: "ARM_OIDC_REQUEST_TOKEN",
  adoPipelineServiceConnectionId: "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
  useCli: "ARM_USE_CLI",
} as const;

/** The environment in which the tenant is read: the stack's azuread configuration goes before the process's variables. */
export function tenantEnvironment(
  config: StackConfiguration,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const merged = { ...environment };
  for (const [setting, variable] of Object.entries(variables)) {
    const value = config.get(`azuread:${setting}`);
    if (value !== undefined) merged[variable] = value;
  }
  return merged;
}

/** What a refused sign-in means: Entra's own number, its first sentence, and the remedy. */
import type { Environment } from "./environment.ts";
import { networkFailure } from "./network-failure.ts";
import { TenantError } from "./tenant-error.ts";

interface Attempt {
  readonly subject: string;
  readonly loginEndpoint: string;
  readonly environment: Environment;
}

/** Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const signInRemedies: Readonly<Record<string, string>> = {
  AADSTS7000215: "Set ARM_CLIENT_SECRET to the value of a valid client secret, not to its id.",
  AADSTS7000222: "The client secret has expired: create a new one, and set ARM_CLIENT_SECRET.",
  AADSTS700016:
    "ARM_TENANT_ID does not name the tenant of the application: set it to that tenant, and check ARM_CLIENT_ID.",
  AADSTS90002: "Check ARM_TENANT_ID and ARM_ENVIRONMENT.",
  AADSTS7000112: "Enable the application's service principal again.",
  AADSTS700027:
    "Upload the certificate of ARM_CLIENT_CERTIFICATE_PATH to the application, or use one that the application has.",
  AADSTS70021: "Add a federated credential to the application that matches the token's issuer, subject and audience.",
  AADSTS700213: "Add a federated credential to the application that matches the token's issuer, subject and audience.",
};

/** Variables whose values must never appear in a message. */
const secretVariables = [
  "ARM_CLIENT_SECRET",
  "ARM_CLIENT_CERTIFICATE_PASSWORD",
  "ARM_OIDC_TOKEN",
  "ARM_OIDC_REQUEST_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
];

export function signInFailure(error: unknown, { subject, loginEndpoint, environment }: Attempt): TenantError {
  if (error instanceof TenantError) return error;
  const cause = wrappedTenantError(error);
  if (cause !== undefined) return cause;
  const message = error instanceof Error ? error.message : String(error);
  const refusal = /(AADSTS\d+): (.*?)(?= Trace ID:|\r|\n|$)/.exec(message);
  if (refusal?.[1] !== undefined && refusal[2] !== undefined) {
    return new TenantError(
      `${subject} cannot sign in: ${refusal[1]}: ${withoutSecrets(firstSentence(refusal[2]), environment)}`,
      signInRemedies[refusal[1]] ?? `Look ${refusal[1]} up in Microsoft's list of sign-in errors.`,
    );
  }
  const service = `the sign-in service ${new URL(loginEndpoint).host}`;
  if (message.includes("endpoints_resolution_error")) {
    return new TenantError(
      `${service} has no configuration for the tenant ${environment.ARM_TENANT_ID}`,
      "Check ARM_TENANT_ID, and that the service can be reached from here.",
    );
  }
  if (error instanceof Error && error.name === "CredentialUnavailableError") {
    return new TenantError(
      `${subject} is not signed in`,
      "Run: az login. Or set ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET, a certificate or an OIDC token.",
    );
  }
  return networkFailure(error, service);
}

/** An assertion is asked for in the middle of the sign-in library, which wraps what goes wrong there. */
function wrappedTenantError(error: unknown): TenantError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof TenantError) return current;
  }
  return undefined;
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}

function withoutSecrets(text: string, environment: Environment): string {
  return secretVariables
    .flatMap((name) => environment[name] || [])
    .reduce((current, secret) => current.replaceAll(secret, "***"), text);
}

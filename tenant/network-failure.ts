import { proxyFailure } from "./proxy.ts";
import { TenantError } from "./tenant-error.ts";

/** Codes of Node and OpenSSL for a certificate whose issuer is not trusted. */
const untrusted = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

/** What a failed connection says about the way to a service, in one sentence and without a stack. */
export function networkFailure(error: unknown, service: string): TenantError {
  const proxy = failureOfProxy(error, service);
  if (proxy !== undefined) return proxy;
  const code = codeOf(error);
  if (code !== undefined && untrusted.includes(code)) {
    return new TenantError(
      `${service} shows a certificate that is not trusted (${code})`,
      "Set NODE_EXTRA_CA_CERTS to a PEM file of the certificate authority that issued it.",
    );
  }
  return new TenantError(
    `${service} cannot be reached (${code ?? "no answer"})`,
    "Check the network, the proxy and the name; run the command again when it answers.",
  );
}

/** The same where it is the proxy that failed; undefined otherwise. */
export function failureOfProxy(error: unknown, service: string): TenantError | undefined {
  return proxyFailure(chainOf(error), service);
}

/** The error and what it was made from, the outermost first. */
function chainOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...inner].flatMap(chainOf)];
}

/** The error code, which a library may have wrapped more than once; undefined when there is none. */
function codeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current.name === "TimeoutError") return "timeout";
    if (current instanceof AggregateError && current.errors.length > 0) return codeOf(current.errors[0]);
    if ("code" in current && typeof current.code === "string" && /^[A-Z][A-Z_\d]+$/.test(current.code)) {
      return current.code;
    }
  }
  return error instanceof Error ? /\b(E[A-Z]{4,}|[A-Z]+(?:_[A-Z\d]+){2,})\b/.exec(error.message)?.[1] : undefined;
}

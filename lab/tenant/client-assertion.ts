/** Signing in without a secret: an assertion signed with a registered certificate, or a federated token. */
import { constants, verify, X509Certificate } from "node:crypto";
import * as z from "zod";
import type { Entity } from "./collection.ts";

interface Expectation {
  readonly application: Entity;
  readonly federatedToken: string;
  /** What the assertion's audience starts with. */
  readonly audience: string;
}

interface Problem {
  readonly number: number;
  readonly message: string;
}

const header = z.object({ alg: z.enum(["RS256", "PS256"]) });
const payload = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), exp: z.number() });
const keyCredentials = z.array(z.object({ key: z.string() }));

/** Null when the assertion proves to come from the application. */
export function assertionProblem(assertion: string, expected: Expectation): Problem | null {
  if (assertion === expected.federatedToken) return null;
  const [encodedHeader, encodedPayload, signature, ...rest] = assertion.split(".");
  const parsedHeader = header.safeParse(decode(encodedHeader));
  const parsedPayload = payload.safeParse(decode(encodedPayload));
  if (!parsedHeader.success || !parsedPayload.success || !signature || rest.length > 0) {
    return { number: 50027, message: "JWT token is invalid or malformed." };
  }
  const { iss, sub, aud, exp } = parsedPayload.data;
  if (iss !== expected.application.appId || sub !== iss) {
    return { number: 700213, message: "No matching federated identity record found for presented assertion." };
  }
  if (!aud.startsWith(expected.audience)) {
    return { number: 700023, message: `Client assertion audience claim does not match Realm issuer, got '${aud}'.` };
  }
  if (exp * 1000 <= Date.now()) {
    return { number: 700024, message: "Client assertion is not within its valid time range." };
  }
  const content = Buffer.from(`${encodedHeader}.${encodedPayload}`);
  const certificates = registeredCertificates(expected.application);
  const signed = Buffer.from(signature, "base64url");
  if (certificates.some((certificate) => isSignedWith(certificate, parsedHeader.data.alg, content, signed)))
    return null;
  return {
    number: 700027,
    message: "The certificate with identifier used to sign the client assertion is not registered on application.",
  };
}

function registeredCertificates(application: Entity): X509Certificate[] {
  return keyCredentials
    .parse(application.keyCredentials ?? [])
    .map(({ key }) => new X509Certificate(Buffer.from(key, "base64")));
}

function isSignedWith(
  { publicKey: key }: X509Certificate,
  algorithm: "RS256" | "PS256",
  content: Buffer,
  signature: Buffer,
): boolean {
  const padding =
    algorithm === "PS256"
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {};
  return verify("sha256", content, { key, ...padding }, signature);
}

function decode(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? "", "base64url").toString());
  } catch (error) {
    // What is no JSON is no part of a token either; the caller answers with the sign-in service's own words.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

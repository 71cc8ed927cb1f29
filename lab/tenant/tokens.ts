/** Access tokens of the simulated tenant: JSON Web Tokens signed with a key that lives as long as the tenant. */
import { generateKeyPairSync, type JsonWebKey, randomUUID, sign, verify } from "node:crypto";
import * as z from "zod";

/** Who calls, and what it may do. */
export interface Claims {
  readonly aud: string;
  /** Client id of the calling application. */
  readonly appid: string;
  /** Object id of its service principal. */
  readonly oid: string;
  readonly tid: string;
  /** Application permissions granted when the token was issued. */
  readonly roles: readonly string[];
  /** Seconds since 1970. */
  readonly exp: number;
}

export type Verification =
  | { readonly claims: Claims }
  | { readonly problem: "malformed" | "wrong signature" | "expired" | "wrong audience" };

const claimsSchema = z.object({
  aud: z.string(),
  appid: z.string(),
  oid: z.string(),
  tid: z.string(),
  roles: z.array(z.string()),
  exp: z.number(),
});

export class TokenIssuer {
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #keyId = randomUUID();

  issue(claims: Claims, issuer: string): string {
    const now = Math.floor(Date.now() / 1000);
    const header = { typ: "JWT", alg: "ES256", kid: this.#keyId };
    const payload = { ...claims, iss: issuer, iat: now, nbf: now, idtyp: "app", ver: "1.0", sub: claims.oid };
    const content = `${encode(header)}.${encode(payload)}`;
    return `${content}.${sign("sha256", Buffer.from(content), this.#signingKey()).toString("base64url")}`;
  }

  verify(token: string, audience: string): Verification {
    const [header, payload, signature, ...rest] = token.split(".");
    if (!header || !payload || !signature || rest.length > 0) return { problem: "malformed" };
    const content = Buffer.from(`${header}.${payload}`);
    const key = { key: this.#keys.publicKey, dsaEncoding: "ieee-p1363" as const };
    if (!verify("sha256", content, key, Buffer.from(signature, "base64url"))) return { problem: "wrong signature" };
    const claims = claimsSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
    if (claims.aud !== audience) return { problem: "wrong audience" };
    if (claims.exp * 1000 <= Date.now()) return { problem: "expired" };
    return { claims };
  }

  /** The public key as the tenant's key document publishes it. */
  publicKey(): JsonWebKey {
    return { ...this.#keys.publicKey.export({ format: "jwk" }), kid: this.#keyId, use: "sig", alg: "ES256" };
  }

  #signingKey() {
    return { key: this.#keys.privateKey, dsaEncoding: "ieee-p1363" as const };
  }
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

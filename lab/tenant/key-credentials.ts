/** Certificates of an application. https://learn.microsoft.com/graph/api/resources/keycredential */
import { randomUUID, X509Certificate } from "node:crypto";
import * as z from "zod";
import type { Entity } from "./collection.ts";
import { badRequest, GraphError, invalidValue } from "./graph-error.ts";

const time = z.iso.datetime({ offset: true }).nullish();

export const keyCredentials = z.array(
  z.strictObject({
    customKeyIdentifier: z.string().nullish(),
    displayName: z.string().nullish(),
    endDateTime: time,
    key: z.string().nullish(),
    keyId: z.guid().nullish(),
    startDateTime: time,
    type: z.enum(["AsymmetricX509Cert", "X509CertAndPassword"]),
    usage: z.enum(["Verify", "Sign"]),
  }),
);
type KeyCredential = z.output<typeof keyCredentials>[number];

/**
 * The credentials that an application has after a change. One that is already there may come without its key, which
 * nobody was shown; a new one has to bring a certificate that is valid for the time asked for.
 */
export function acceptKeyCredentials(wanted: readonly KeyCredential[], application: Entity | undefined): unknown[] {
  const known = keyCredentials.parse(application?.keyCredentials ?? []);
  return wanted.map((credential) => {
    const present = known.find(({ keyId }) => keyId !== undefined && keyId === credential.keyId);
    if (present !== undefined && !credential.key) return present;
    return checked(credential);
  });
}

function checked(credential: KeyCredential): KeyCredential {
  const certificate = readCertificate(credential.key);
  const start = credential.startDateTime ?? certificate.validFromDate.toISOString();
  const end = credential.endDateTime ?? certificate.validToDate.toISOString();
  if (new Date(end) > certificate.validToDate || new Date(end) <= new Date(start)) {
    throw new GraphError(400, "KeyCredentialsInvalidEndDate", "Key credential end date is invalid.");
  }
  if (new Date(start) < certificate.validFromDate) {
    throw new GraphError(400, "KeyCredentialsInvalidStartDate", "Key credential start date is invalid.");
  }
  return {
    ...credential,
    keyId: credential.keyId ?? randomUUID(),
    startDateTime: start,
    endDateTime: end,
    displayName: credential.displayName ?? certificate.subject,
    customKeyIdentifier:
      credential.customKeyIdentifier ??
      Buffer.from(certificate.fingerprint.replaceAll(":", ""), "hex").toString("base64"),
  };
}

/** The key is a certificate in DER, or, as the azuread provider sends it, in PEM, as base64. */
function readCertificate(key: string | null | undefined): X509Certificate {
  if (!key) throw badRequest("A new key credential needs a key.");
  try {
    return new X509Certificate(Buffer.from(key, "base64"));
  } catch {
    throw invalidValue("keyCredentials", "Application");
  }
}

/** The application as shown to someone who did not ask for its keys. */
export function withoutKeys(application: Entity): Entity {
  const credentials = keyCredentials.parse(application.keyCredentials ?? []);
  return { ...application, keyCredentials: credentials.map((credential) => ({ ...credential, key: null })) };
}

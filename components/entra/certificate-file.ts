import { X509Certificate } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { NamedFileError, ordinaryFile, readNamedText, shownName } from "../../files/named-file.ts";
import { runError } from "../run-error.ts";

/** Shortest RSA key, in bits. Source: https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id */
const shortestKey = 2048;

const setting = "hybrid-sync:connectSync: certificateFiles";

/** A public certificate as Connect Sync can use it. */
export interface CertificateFile {
  /** The text of the file, PEM. */
  readonly text: string;
  /** SHA-1 and SHA-256 over the certificate, in upper-case hexadecimal digits. */
  readonly thumbprints: readonly [sha1: string, sha256: string];
  /** First day, `2026-12-31`. */
  readonly firstDay: string;
  /** Last day, `2027-03-31`. */
  readonly lastDay: string;
}

/**
 * What stands in a PEM file that a `certificateFiles` setting names: one public certificate.
 *
 * @param file absolute, or relative to the folder in which Pulumi runs the program, which is the project's
 * @throws {pulumi.RunError} for a file that cannot be read, holds a private key, is not one certificate, or holds one
 * that Connect Sync cannot use. Of the content it says nothing more: what stands in the wrong file may be a secret.
 */
export function readCertificateFile(file: string): CertificateFile {
  const text = readText(file);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw refused(
      file,
      "which contains a private key; only the public certificate may leave the server",
      "Export the certificate without its private key",
    );
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  if (certificates > 1) {
    throw refused(
      file,
      `which contains ${certificates} certificates`,
      "Keep only the application's own certificate in it",
    );
  }
  const certificate = certificates === 0 ? undefined : parse(text);
  if (certificate === undefined) {
    throw refused(
      file,
      "which contains no certificate in PEM form",
      "Export the certificate as Base-64 encoded X.509 (PEM), without its private key",
    );
  }
  checkKey(file, certificate);
  checkSignature(file, certificate);
  const digits = (fingerprint: string) => fingerprint.replaceAll(":", "");
  return {
    text,
    thumbprints: [digits(certificate.fingerprint), digits(certificate.fingerprint256)],
    firstDay: certificate.validFromDate.toISOString().slice(0, 10),
    lastDay: certificate.validToDate.toISOString().slice(0, 10),
  };
}

/** What makes a certificate that can be used. */
const newCertificate =
  "Create a new certificate on the server: New-SelfSignedCertificate -KeyAlgorithm RSA -KeyLength 2048 -HashAlgorithm SHA256 " +
  "-KeyExportPolicy NonExportable -CertStoreLocation Cert:\\LocalMachine\\My -Subject NAME";

function checkKey(file: string, { publicKey }: X509Certificate): void {
  const { asymmetricKeyType: type = "unknown", asymmetricKeyDetails } = publicKey;
  if (type !== "rsa") {
    const kind = type === "ec" ? "an elliptic curve" : `the algorithm ${type}`;
    throw refused(file, `whose key is of ${kind}; Connect Sync supports only RSA keys`, newCertificate);
  }
  const length = asymmetricKeyDetails?.modulusLength ?? 0;
  if (length < shortestKey) {
    throw refused(
      file,
      `whose RSA key has ${length} bits; Connect Sync needs at least ${shortestKey} bits`,
      newCertificate,
    );
  }
}

function checkSignature(file: string, { raw }: X509Certificate): void {
  const weak = weakSignatures[signatureAlgorithm(raw)];
  if (weak === undefined) return;
  throw refused(file, `which is signed with ${weak}; Connect Sync needs SHA-256`, newCertificate);
}

/** By object identifier, in hexadecimal digits. Source: RFC 3279, section 2.2. */
const weakSignatures: Readonly<Record<string, string>> = {
  "2a864886f70d010104": "MD5",
  "2a864886f70d010105": "SHA-1",
  "2a8648ce3d0401": "SHA-1",
};

/** Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER, … }, … }. */
function signatureAlgorithm(raw: Buffer): string {
  const certificate = derContent(raw, 0);
  const algorithm = derContent(raw, derContent(raw, certificate.start).end);
  const identifier = derContent(raw, algorithm.start);
  return raw.subarray(identifier.start, identifier.end).toString("hex");
}

/** Where the content of the DER element at an offset starts and ends. */
function derContent(raw: Buffer, offset: number): { start: number; end: number } {
  const first = raw.readUInt8(offset + 1);
  if (first < 0x80) return { start: offset + 2, end: offset + 2 + first };
  const start = offset + 2 + (first & 0x7f);
  return { start, end: start + raw.readUIntBE(offset + 2, first & 0x7f) };
}

function readText(file: string): string {
  try {
    return readNamedText(file, ordinaryFile);
  } catch (error) {
    if (!(error instanceof NamedFileError)) throw error;
    if (error.code === "EMPTY") return "";
    throw refused(
      file,
      `which ${error.fault}`,
      error.remedy ?? "Put the certificate there, or correct the setting; relative paths start at the project's folder",
    );
  }
}

function parse(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    // The parser's own words are OpenSSL's error codes.
    return undefined;
  }
}

function refused(file: string, fault: string, remedy: string): pulumi.RunError {
  return runError(`${setting} names ${JSON.stringify(shownName(file))}, ${fault}. ${remedy}.`);
}

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";

const key = "hybrid-sync:connectSync.identity.certificateFile";

/**
 * Text of the PEM file that `connectSync.identity.certificateFile` names: one public certificate.
 *
 * @param file absolute, or relative to the folder in which Pulumi runs the program, which is the project's
 * @throws {pulumi.RunError} for a file that cannot be read, holds a private key, or is not one certificate. Of the
 * content it says nothing: what stands in the wrong file may be a secret.
 */
export function readCertificateFile(file: string): string {
  const text = readText(file);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw refused(
      file,
      "which holds a private key; only the public certificate may leave the server",
      "Export the certificate without its private key",
    );
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  if (certificates > 1) {
    throw refused(
      file,
      `which holds ${certificates} certificates`,
      "Leave in it the application's own certificate only",
    );
  }
  if (certificates === 0 || !isCertificate(text)) {
    throw refused(
      file,
      "which holds no certificate in PEM form",
      "Export the certificate as Base-64 encoded X.509 (PEM), without its private key",
    );
  }
  return text;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refused(
      file,
      code === "ENOENT" ? "which does not exist" : `which cannot be read (${code})`,
      "Put the certificate there, or correct the key; relative paths start at the project's folder",
    );
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    // The parser's own words are OpenSSL's error codes.
    return false;
  }
}

function refused(file: string, fault: string, remedy: string): pulumi.RunError {
  return new pulumi.RunError(`${key} names ${JSON.stringify(file)}, ${fault}. ${remedy}.`);
}

import { X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import { NamedFileError, ordinaryFile, readNamedText, shownName, smallFile } from "../../files/named-file.ts";
import { DirectoryUnavailableError } from "../source.ts";

/** Where the password of the read account lies. */
export type SecretLocation = { readonly file: string } | { readonly environmentVariable: string };

export interface Surroundings {
  /** Relative paths of the configuration start here. */
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the secret at the moment of need; one line break at its end does not belong to it, and spaces do. What cannot be
 * one password is refused, never sent: a wrong logon counts towards the lockout of the account.
 * Throws DirectoryUnavailableError when it is missing or empty, which a directory would take for an anonymous bind.
 */
export async function readSecret(
  location: SecretLocation,
  surroundings: Surroundings,
  setting: "secret" | "connectorAccountSecret" = "secret",
): Promise<string> {
  const what = setting === "secret" ? "the password of the read account" : "the password of the connector account";
  if ("environmentVariable" in location) {
    const name = location.environmentVariable;
    const value = surroundings.environment[name];
    const subject = `The environment variable ${name}, which should hold ${what},`;
    if (value?.trim()) return oneLine(value, subject, `Set ${name} to the password only`);
    throw new DirectoryUnavailableError(
      `${subject} is ${value === undefined ? "not set" : "empty"}`,
      `Set ${name}, or name another place in forests[].directory.live.${setting}`,
    );
  }
  const subject = `The file ${shownName(location.file)}, which should hold ${what},`;
  const text = readDeclaredFile(location.file, surroundings, setting, what, smallFile);
  const secret = oneLine(text, subject, "Write nothing but the password into it");
  if (secret.trim() !== "") return secret;
  throw new DirectoryUnavailableError(`${subject} is empty`, "Write the password into it");
}

function oneLine(text: string, subject: string, remedy: string): string {
  const secret = text.replace(/^\uFEFF/, "").replace(/\r?\n$/, "");
  if (!/[\r\n\0]/.test(secret)) return secret;
  throw new DirectoryUnavailableError(`${subject} has several lines`, remedy);
}

/** The PEM certificates to trust. Throws DirectoryUnavailableError when the file is missing or holds no certificate. */
export async function readCertificateAuthorities(file: string, surroundings: Surroundings): Promise<string> {
  const text = readDeclaredFile(
    file,
    surroundings,
    "certificateAuthorityFile",
    "certificate authorities",
    ordinaryFile,
  );
  const certificates = text
    .split(/^(?=-----BEGIN CERTIFICATE-----)/m)
    .filter((part) => part.startsWith("-----BEGIN C"));
  // TLS leaves out what it cannot read, and then trusts nobody.
  if (certificates.length > 0 && certificates.every(isCertificate)) return text;
  const fault = certificates.length === 0 ? "has no certificate in PEM form" : "has a certificate that cannot be read";
  throw new DirectoryUnavailableError(
    `The file ${file}, which should hold certificate authorities, ${fault}`,
    "Export the certificate as Base-64 encoded X.509 (PEM)",
  );
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    // The parser's own words are OpenSSL's error codes.
    return false;
  }
}

function readDeclaredFile(
  file: string,
  { projectRoot }: Surroundings,
  setting: string,
  content: string,
  mostBytes: number,
): string {
  try {
    return readNamedText(resolve(projectRoot, file), mostBytes);
  } catch (error) {
    if (!(error instanceof NamedFileError)) throw error;
    const correct = `correct forests[].directory.live.${setting}; relative paths start at the project's folder`;
    throw new DirectoryUnavailableError(
      `The file ${shownName(file)}, which should hold ${content}, ${error.fault}`,
      `${error.remedy ?? (error.code === "ENOENT" ? "Create it" : "Replace it")}, or ${correct}`,
    );
  }
}

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DirectoryUnavailableError } from "../source.ts";

/** Where the password of the read account lies. */
export type SecretLocation = { readonly file: string } | { readonly environmentVariable: string };

export interface Surroundings {
  /** Relative paths of the configuration start here. */
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the secret at the moment of need; one line break at the end of a file does not belong to it.
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
    if (value) return value;
    throw new DirectoryUnavailableError(
      `The environment variable ${name}, which should hold ${what}, is ${value === undefined ? "not set" : "empty"}`,
      `Set ${name}, or let forests[].directory.live.${setting} name another place`,
    );
  }
  const text = await readDeclaredFile(location.file, surroundings, setting, what);
  const secret = text.replace(/\r?\n$/, "");
  if (secret !== "") return secret;
  throw new DirectoryUnavailableError(
    `The file ${location.file}, which should hold ${what}, is empty`,
    "Write the password into it",
  );
}

/** The PEM certificates to trust. Throws DirectoryUnavailableError when the file is missing or holds no certificate. */
export async function readCertificateAuthorities(file: string, surroundings: Surroundings): Promise<string> {
  const text = await readDeclaredFile(file, surroundings, "certificateAuthorityFile", "certificate authorities");
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new DirectoryUnavailableError(
    `The file ${file}, which should hold certificate authorities, has no certificate in PEM form`,
    "Export the certificate as Base-64 encoded X.509 (PEM)",
  );
}

async function readDeclaredFile(
  file: string,
  { projectRoot }: Surroundings,
  setting: string,
  content: string,
): Promise<string> {
  try {
    return await readFile(resolve(projectRoot, file), "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DirectoryUnavailableError(
      `The file ${file}, which should hold ${content}, ${code === "ENOENT" ? "does not exist" : `cannot be read (${code})`}`,
      `Put it there, or correct forests[].directory.live.${setting}; relative paths start at the project's folder`,
    );
  }
}

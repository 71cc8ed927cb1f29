/** The command-line client of OpenLDAP, against which reading a directory is measured. */
import { existsSync } from "node:fs";
import { execa } from "execa";
import { apt, installationObstacle } from "../active-directory/install-samba.ts";
import { withInstallationLock } from "../active-directory/installation-lock.ts";

const program = "/usr/bin/ldapsearch";

/** ldapsearch is missing, and this process cannot install it. */
class LdapSearchMissingError extends Error {
  override readonly name = "LdapSearchMissingError";
}

/** Installs the package ldap-utils where it is missing and that is possible. Throws LdapSearchMissingError. */
export async function ensureLdapSearch(progress: (line: string) => void): Promise<void> {
  if (existsSync(program)) return;
  const obstacle = installationObstacle();
  if (obstacle !== null)
    throw new LdapSearchMissingError(
      `The benchmark needs ${program}, and ${obstacle}. Install the package ldap-utils.`,
    );
  await withInstallationLock(progress, async () => {
    await apt(["update"], progress);
    await apt(["install", "--yes", "--no-install-recommends", "ldap-utils"], progress);
  });
}

export interface LdapSearch {
  readonly address: string;
  readonly base: string;
  readonly bindName: string;
  readonly passwordFile: string;
  readonly certificateAuthorityFile: string;
  readonly attributes: readonly string[];
}

/** Fetches every object in pages of 1,000, with owner, group and DACL of the descriptor, and throws the answer away. */
export async function fetchAll(search: LdapSearch): Promise<void> {
  await execa(
    program,
    [
      ...["-LLL", "-x", "-H", `ldaps://${search.address}`, "-D", search.bindName, "-y", search.passwordFile],
      ...["-E", "pr=1000/noprompt", "-E", `!1.2.840.113556.1.4.801=::${ownerGroupAndDacl}`],
      ...["-b", search.base, "-s", "sub", "(objectClass=*)", ...search.attributes],
    ],
    {
      stdin: "ignore",
      stdout: "ignore",
      env: { LDAPTLS_CACERT: search.certificateAuthorityFile, LDAPTLS_REQCERT: "demand" },
    },
  );
}

/** The value of the control, a sequence of the integer 7, in base64. */
const ownerGroupAndDacl = "MAMCAQc=";

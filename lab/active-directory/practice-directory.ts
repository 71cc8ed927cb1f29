/** A real Active Directory domain controller on a loopback address, made from a description and gone when stopped. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CertificateAuthority } from "../certificate-authority.ts";
import { AccountIndex, fixedSid, usersOf } from "./account-index.ts";
import type { ForestChange, ForestDescription } from "./description.ts";
import { descriptionProblems, ForestDescriptionError } from "./description-problems.ts";
import { domainDn } from "./distinguished-names.ts";
import { domainSidFor } from "./domain-sid.ts";
import { extendDescription } from "./extend-description.ts";
import { ensureSamba, type Progress } from "./install.ts";
import { freeLoopbackAddress } from "./loopback-address.ts";
import { changeOperations, forestOperations, type Operation, passwordsFor, randomPassword } from "./operations.ts";
import { createPrivateFolder, type PrivateFolder } from "./private-folder.ts";
import { runPython } from "./python.ts";
import { sambaConfiguration } from "./samba-configuration.ts";
import { type SambaProcess, startSamba } from "./samba-process.ts";
import { copyEmptyDomain, type EmptyDomain } from "./template.ts";

export interface PracticeDirectoryOptions {
  /** Issues the domain controller's certificate. */
  readonly authority: Pick<CertificateAuthority, "certificate" | "issue">;
  /** Long steps, one line each. */
  readonly progress?: Progress;
  /** Folder of provisioned domains; in the user's cache folder when absent. */
  readonly cache?: string;
}

/** How an account signs in with a simple bind. */
export interface Credentials {
  /** `CONTOSO\name`. */
  readonly bindName: string;
  readonly password: string;
}

/** Nobody of that name is in the practice directory, or nothing is known about how it signs in. */
export class UnknownAccountError extends Error {
  override readonly name = "UnknownAccountError";
  readonly account: string;

  constructor(account: string, what: string) {
    super(`The practice directory knows no ${what} of "${account}".`);
    this.account = account;
  }
}

interface Parts {
  readonly description: ForestDescription;
  readonly domain: EmptyDomain;
  readonly address: string;
  readonly authorityCertificate: string;
  readonly folder: PrivateFolder;
  readonly samba: SambaProcess;
  readonly passwords: ReadonlyMap<string, string>;
  readonly sids: ReadonlyMap<string, string>;
  readonly fromCache: boolean;
}

/**
 * Starts a practice directory; Samba is installed before when it is missing, and the domain provisioned when no earlier
 * run did.
 *
 * @throws {ForestDescriptionError} before anything is started, naming everything that is wrong with the description.
 * @throws {SambaMissingError} when Samba is missing and cannot be installed.
 * @throws {SambaStartError} when Samba does not start.
 */
export async function startPracticeDirectory(
  description: ForestDescription,
  { authority, progress = () => {}, cache }: PracticeDirectoryOptions,
): Promise<PracticeDirectory> {
  const problems = descriptionProblems(description);
  if (problems.length > 0) {
    throw new ForestDescriptionError(problems);
  }
  const { version } = await ensureSamba(progress);
  const domain = emptyDomain(description);
  const folder = await createPrivateFolder();
  try {
    const copy = { sambaVersion: version, progress, ...(cache === undefined ? {} : { cache }) };
    const { cached } = await copyEmptyDomain(domain, folder.path, copy);
    const address = await freeLoopbackAddress();
    await writeConfiguration(domain, folder.path, address, authority);
    progress(`seeding ${domain.dnsName}`);
    const passwords = new Map([...passwordsFor(usersOf(description)), [administratorName, randomPassword()]]);
    const sids = await applyOperations(folder.path, [
      { target: { account: "Administrator" }, password: passwords.get(administratorName) ?? "" },
      ...forestOperations(description, passwords),
    ]);
    const dnsName = `${domain.hostName}.${domain.dnsName}`;
    const samba = await startSamba(configurationFile(folder.path), {
      address,
      port: ldapsPort,
      dnsName,
      certificateAuthority: authority.certificate,
    });
    progress(`${dnsName} answers on ${address}`);
    const authorityCertificate = authority.certificate;
    return new PracticeDirectory({
      ...{ description, domain, address, authorityCertificate, folder, samba, passwords, sids },
      fromCache: cached,
    });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** A running domain controller; `await using` or `stop()` ends it and removes every file. */
export class PracticeDirectory implements AsyncDisposable {
  /** Loopback address with LDAP on 389 and LDAPS on 636. */
  readonly address: string;
  readonly port = ldapsPort;
  /** DNS name of the domain controller, which stands in its certificate beside the address. */
  readonly dnsName: string;
  /** DNS name of the domain. */
  readonly domain: string;
  readonly netBiosName: string;
  readonly domainSid: string;
  /** Distinguished name of the domain root. */
  readonly baseDn: string;
  /** PEM. */
  readonly authorityCertificate: string;
  /** The account that observes, an ordinary user. */
  readonly reader: Credentials;
  readonly administrator: Credentials;
  /** Unix socket of LDAP on which everybody is SYSTEM, without a bind: for preparing tests. */
  readonly privilegedSocket: string;
  /** The database, for Samba's own tools and their view of things. */
  readonly samDatabase: string;
  readonly configurationFile: string;
  /** The folder that holds everything. */
  readonly folder: string;
  /** Process identifier of Samba. */
  readonly pid: number;
  /** Whether the empty domain came from the cache. */
  readonly fromCache: boolean;

  readonly #parts: Parts;
  #description: ForestDescription;
  #passwords: ReadonlyMap<string, string>;
  #sids: ReadonlyMap<string, string>;

  constructor(parts: Parts) {
    const { domain, folder } = parts;
    this.#parts = parts;
    this.#description = parts.description;
    this.#passwords = parts.passwords;
    this.#sids = parts.sids;
    this.address = parts.address;
    this.dnsName = `${domain.hostName}.${domain.dnsName}`;
    this.domain = domain.dnsName;
    this.netBiosName = domain.netBiosName;
    this.domainSid = domain.sid;
    this.baseDn = domainDn(domain.dnsName);
    this.authorityCertificate = parts.authorityCertificate;
    this.reader = this.credentialsOf(usersOf(parts.description)[0]?.name ?? "");
    this.administrator = this.credentialsOf(administratorName);
    this.privilegedSocket = join(folder.path, "private", "ldap_priv", "ldapi");
    this.samDatabase = databaseFile(folder.path);
    this.configurationFile = configurationFile(folder.path);
    this.folder = folder.path;
    this.pid = parts.samba.pid;
    this.fromCache = parts.fromCache;
  }

  /** How a user of the description, or Administrator, signs in. */
  credentialsOf(name: string): Credentials {
    const password = this.#passwords.get(name.toLowerCase());
    if (password === undefined) {
      throw new UnknownAccountError(name, "password");
    }
    return { bindName: `${this.#parts.domain.netBiosName}\\${name}`, password };
  }

  /** Security identifier of any account, by the names that a description uses. */
  sidOf(name: string): string {
    const samAccountName = new AccountIndex(this.#description).find(name)?.samAccountName ?? name;
    const sid = fixedSid(name) ?? this.#sids.get(samAccountName);
    if (sid === undefined) {
      throw new UnknownAccountError(name, "security identifier");
    }
    return sid;
  }

  /** Distinguished name of an account of the description. */
  dnOf(name: string): string {
    const dn = new AccountIndex(this.#description).find(name)?.distinguishedName;
    if (dn === undefined || dn === null) {
      throw new UnknownAccountError(name, "distinguished name");
    }
    return dn;
  }

  /**
   * Changes the forest while it runs, all of it or nothing.
   *
   * @throws {ForestDescriptionError} when the forest with the additions would not be a valid description.
   */
  async change(change: ForestChange): Promise<void> {
    const after = extendDescription(this.#description, change.add ?? {});
    const problems = descriptionProblems(after);
    if (problems.length > 0) {
      throw new ForestDescriptionError(problems);
    }
    const passwords = new Map([...this.#passwords, ...passwordsFor(change.add?.users ?? [])]);
    this.#sids = await applyOperations(this.folder, changeOperations(change, after, passwords));
    this.#description = after;
    this.#passwords = passwords;
  }

  /** Ends Samba and removes every file. */
  async stop(): Promise<void> {
    await this.#parts.samba.stop();
    await this.#parts.folder.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

const ldapsPort = 636;
const administratorName = "administrator";

function emptyDomain({ domain }: ForestDescription): EmptyDomain {
  return {
    dnsName: domain.dnsName,
    netBiosName: domain.netBiosName,
    hostName: domain.domainController ?? "dc1",
    sid: domain.sid ?? domainSidFor(domain.dnsName),
  };
}

async function writeConfiguration(
  domain: EmptyDomain,
  folder: string,
  address: string,
  authority: PracticeDirectoryOptions["authority"],
): Promise<void> {
  const dnsName = `${domain.hostName}.${domain.dnsName}`;
  const { certificate, privateKey } = await authority.issue({
    commonName: dnsName,
    dnsNames: [dnsName, domain.dnsName, "localhost"],
    addresses: [address],
  });
  const tls = {
    certificateAuthorityFile: join(folder, "tls", "authority.pem"),
    certificateFile: join(folder, "tls", "certificate.pem"),
    privateKeyFile: join(folder, "tls", "private-key.pem"),
  };
  for (const name of ["tls", "etc", "cache", "lock", "run"]) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  }
  await writeFile(tls.certificateAuthorityFile, authority.certificate);
  await writeFile(tls.certificateFile, certificate);
  await writeFile(tls.privateKeyFile, privateKey, { mode: 0o600 });
  await writeFile(configurationFile(folder), sambaConfiguration({ domain, folder, address, ...tls }));
}

async function applyOperations(folder: string, operations: readonly Operation[]): Promise<ReadonlyMap<string, string>> {
  const { sids } = await runPython<{ sids: Record<string, string> }>("apply.py", {
    configuration: configurationFile(folder),
    database: databaseFile(folder),
    operations,
  });
  return new Map(Object.entries(sids));
}

function configurationFile(folder: string): string {
  return join(folder, "etc", "practice.conf");
}

function databaseFile(folder: string): string {
  return join(folder, "private", "sam.ldb");
}

/** A real Active Directory domain controller on a loopback address, made from a description and gone when stopped. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CertificateAuthority } from "../certificate-authority.ts";
import { createPrivateFolder, type PrivateFolder } from "../private-folder.ts";
import { AccountIndex, fixedSid, usersOf } from "./account-index.ts";
import type { ForestChange, ForestDescription } from "./description.ts";
import { descriptionProblems, ForestDescriptionError } from "./description-problems.ts";
import { domainDn } from "./distinguished-names.ts";
import { domainSidFor } from "./domain-sid.ts";
import { extendDescription } from "./extend-description.ts";
import { ensureSamba, type Progress } from "./install-samba.ts";
import { freeLoopbackAddress } from "./loopback-address.ts";
import { changeOperations, forestOperations, type Operation, passwordsFor, randomPassword } from "./operations.ts";
import { copyPopulatedDomain } from "./populated-domain.ts";
import { runPython } from "./python.ts";
import { sambaConfiguration } from "./samba-configuration.ts";
import { answersOnSocket, answersOverTls, startSamba } from "./samba-process.ts";
import { copyEmptyDomain, type EmptyDomain } from "./template.ts";
import { startTlsFront } from "./tls-front.ts";

export interface PracticeDirectoryOptions {
  /** Issues the domain controller's certificate. */
  readonly authority: Pick<CertificateAuthority, "certificate" | "issue">;
  /** Long steps, one line each. */
  readonly progress?: Progress;
  /** Folder of provisioned domains; in the user's cache folder when absent. */
  readonly cache?: string;
  /**
   * Objects in OU=Company besides those described, people above all; none when absent. The filled domain is kept in the
   * user's cache folder, because filling it takes minutes for 100,000.
   */
  readonly population?: number;
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
  readonly authorityCertificate: string;
  readonly folder: PrivateFolder;
  readonly service: Service;
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
  { authority, progress = () => {}, cache, population = 0 }: PracticeDirectoryOptions,
): Promise<PracticeDirectory> {
  const problems = descriptionProblems(description);
  if (problems.length > 0) {
    throw new ForestDescriptionError(problems);
  }
  const { version } = await ensureSamba(progress);
  const domain = emptyDomain(description);
  const folder = await createPrivateFolder({ purpose: "hybrid-sync-directory" });
  try {
    const copy = { sambaVersion: version, progress, ...(cache === undefined ? {} : { cache }) };
    const passwords = new Map([...passwordsFor(usersOf(description)), [administratorName, randomPassword()]]);
    const operations = forestOperations(description, passwords);
    const { cached } =
      population === 0
        ? await copyEmptyDomain(domain, folder.path, copy)
        : await copyPopulatedDomain(folder.path, [version, description, population], async (place) => {
            await copyEmptyDomain(domain, place, copy);
            await writeConfiguration(
              domain,
              place,
              null,
              await issueCertificate(domain, unprivilegedAddress, authority),
            );
            await applyOperations(place, operations);
            progress(`filling ${domain.dnsName} with ${population} objects (once, minutes for 100,000)`);
            await runPython("populate.py", {
              configuration: configurationFile(place),
              database: databaseFile(place),
              count: population,
            });
          });
    const address = await freeLoopbackAddress();
    const tls = await issueCertificate(domain, address ?? unprivilegedAddress, authority);
    await writeConfiguration(domain, folder.path, address, tls);
    progress(`seeding ${domain.dnsName}`);
    const sids = await applyOperations(folder.path, [
      { target: { account: "Administrator" }, password: passwords.get(administratorName) ?? "" },
      ...(population === 0 ? operations : newPasswords(passwords)),
    ]);
    const service = await serve(folder.path, address, tls);
    progress(`${tls.dnsName} answers on ${service.address}, port ${service.port}`);
    return new PracticeDirectory({
      ...{ description, domain, folder, service, passwords, sids },
      authorityCertificate: authority.certificate,
      fromCache: cached,
    });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** A running domain controller; `await using` or `stop()` ends it and removes every file. */
export class PracticeDirectory implements AsyncDisposable {
  /** Loopback address. */
  readonly address: string;
  /** Of LDAPS: 636, or any where ports below 1024 may not be opened. */
  readonly port: number;
  /** Of LDAP with StartTLS: 389, or null where ports below 1024 may not be opened. */
  readonly plainPort: number | null;
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
    const { domain, folder, service } = parts;
    this.#parts = parts;
    this.#description = parts.description;
    this.#passwords = parts.passwords;
    this.#sids = parts.sids;
    this.address = service.address;
    this.port = service.port;
    this.plainPort = service.plainPort;
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
    this.pid = service.pid;
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
    await this.#parts.service.stop();
    await this.#parts.folder.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** The address of an LDAPS server on a port of its own, which only needs telling apart from others by its port. */
const unprivilegedAddress = "127.0.0.1";
const administratorName = "administrator";

function emptyDomain({ domain }: ForestDescription): EmptyDomain {
  return {
    dnsName: domain.dnsName,
    netBiosName: domain.netBiosName,
    hostName: domain.domainController ?? "dc1",
    sid: domain.sid ?? domainSidFor(domain.dnsName),
  };
}

interface TlsIdentity {
  readonly dnsName: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly certificateAuthority: string;
}

async function issueCertificate(
  domain: EmptyDomain,
  address: string,
  authority: PracticeDirectoryOptions["authority"],
): Promise<TlsIdentity> {
  const dnsName = `${domain.hostName}.${domain.dnsName}`;
  const dnsNames = [dnsName, domain.dnsName, "localhost"];
  const issued = await authority.issue({ commonName: dnsName, dnsNames, addresses: [address] });
  return { dnsName, ...issued, certificateAuthority: authority.certificate };
}

async function writeConfiguration(
  domain: EmptyDomain,
  folder: string,
  address: string | null,
  tls: TlsIdentity,
): Promise<void> {
  const files = {
    certificateAuthorityFile: join(folder, "tls", "authority.pem"),
    certificateFile: join(folder, "tls", "certificate.pem"),
    privateKeyFile: join(folder, "tls", "private-key.pem"),
  };
  for (const name of ["tls", "etc", "cache", "lock", "run"]) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  }
  await writeFile(files.certificateAuthorityFile, tls.certificateAuthority);
  await writeFile(files.certificateFile, tls.certificate);
  await writeFile(files.privateKeyFile, tls.privateKey, { mode: 0o600 });
  await writeFile(configurationFile(folder), sambaConfiguration({ domain, folder, address, ...files }));
}

interface Service {
  readonly address: string;
  readonly port: number;
  readonly plainPort: number | null;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts Samba on the standard ports of an address, or, without one, behind a TLS server on a port of its own. */
async function serve(folder: string, address: string | null, tls: TlsIdentity): Promise<Service> {
  if (address !== null) {
    const endpoint = { address, port: 636, ...tls };
    const samba = await startSamba(configurationFile(folder), () => answersOverTls(endpoint));
    return { address, port: endpoint.port, plainPort: 389, ...samba };
  }
  const socketPath = join(folder, "private", "ldapi");
  const samba = await startSamba(configurationFile(folder), () => answersOnSocket(socketPath));
  const front = await startTlsFront({ address: unprivilegedAddress, socketPath, ...tls });
  const stop = async () => {
    await front.close();
    await samba.stop();
  };
  return { address: unprivilegedAddress, port: front.port, plainPort: null, pid: samba.pid, stop };
}

async function applyOperations(folder: string, operations: readonly Operation[]): Promise<ReadonlyMap<string, string>> {
  const { sids } = await runPython<{ sids: Record<string, string> }>("apply.py", {
    configuration: configurationFile(folder),
    database: databaseFile(folder),
    operations,
  });
  return new Map(Object.entries(sids));
}

/** A cached domain has those of the run that filled it. */
function newPasswords(passwords: ReadonlyMap<string, string>): Operation[] {
  return [...passwords]
    .filter(([name]) => name !== administratorName)
    .map(([name, password]) => ({ target: { account: name }, password }));
}

function configurationFile(folder: string): string {
  return join(folder, "etc", "practice.conf");
}

function databaseFile(folder: string): string {
  return join(folder, "private", "sam.ldb");
}

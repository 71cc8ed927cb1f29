/** Whether a declared forest can be read: its snapshot, or DNS, each domain controller and the read account. */
import { lookup } from "node:dns/promises";
import { stat } from "node:fs/promises";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { millisecondsPerDay } from "../../catalogue/calendar.ts";
import { shell } from "../../catalogue/command.ts";
import type { DeclaredForest } from "../../directory/directories.ts";
import type { ConnectionTarget } from "../../directory/live/connection.ts";
import { refuseForeignName } from "../../directory/live/domain-connection.ts";
import type { Partition } from "../../directory/live/domains.ts";
import {
  type EncryptionSeen,
  examineEncryption,
  examineLogon,
  type LogonSeen,
} from "../../directory/live/examination.ts";
import { boundsOf, mostCandidates } from "../../directory/live/limits.ts";
import { locateDomainControllers, type ResolveService } from "../../directory/live/locate.ts";
import { Logons } from "../../directory/live/logons.ts";
import { defaultPorts, type LiveSettings } from "../../directory/live/open.ts";
import {
  readCertificateAuthorities,
  readSecret,
  type SecretLocation,
  type Surroundings,
} from "../../directory/live/secret.ts";
import { withinTime } from "../../directory/live/within-time.ts";
import { byText } from "../../directory/order.ts";
import { openSnapshot, type SnapshotSettings } from "../../directory/snapshot/source.ts";
import { DirectoryUnavailableError } from "../../directory/source.ts";
import type { ClockSeen } from "./clocks.ts";
import { type Line, Lines } from "./line.ts";

export interface ForestOptions extends Surroundings {
  /** Milliseconds since 1970, by this machine's clock. */
  readonly now: () => number;
  /** The same by which ages count. */
  readonly today: () => number;
  readonly resolveService?: ResolveService;
  readonly progress: (what: string) => void;
}

export interface ForestSeen {
  readonly lines: readonly Line[];
  readonly clocks: readonly ClockSeen[];
}

/** Milliseconds for one domain controller: to be reached, and to answer a question. */
const timeouts = { connect: 8_000, operation: 15_000 };

/** Milliseconds for a question to DNS. */
const dnsTime = 10_000;

/** Domains of a forest that are examined. */
const mostDomains = 50;

/** Each with up to `mostCandidates` connections, of which a process may have about a thousand. */
const domainsAtATime = 5;

/** Days before its end from which a certificate is worth a word. */
const renewalDays = 30;

export async function examineForest(forest: DeclaredForest, options: ForestOptions): Promise<ForestSeen> {
  const lines = new Lines(`Forest ${forest.name}`);
  if ("snapshot" in forest.directory) {
    await examineSnapshot(lines, forest.name, forest.directory.snapshot, options);
    return { lines: lines.lines, clocks: [] };
  }
  return new LiveForest(lines, forest.name, forest.directory.live, options).examine();
}

async function examineSnapshot(lines: Lines, forest: string, settings: SnapshotSettings, options: ForestOptions) {
  const source = openSnapshot(forest, settings, options);
  try {
    const evidence = await source.evidence();
    const recordedAt = "recordedAt" in evidence ? evidence.recordedAt : "";
    const days = Math.floor((options.today() - Date.parse(recordedAt)) / millisecondsPerDay);
    const finding = `${settings.file}, of ${recordedAt.slice(0, 10)}, ${days} days old`;
    if (days <= settings.maximumAgeDays) lines.ok("Snapshot", finding);
    else
      lines.failed(
        "Snapshot",
        `${finding}; maximumAgeDays is ${settings.maximumAgeDays}, so nothing in it is verified`,
        "Record it again where the forest can be reached: npx hybrid-sync snapshot --stack NAME",
      );
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    lines.failed("Snapshot", error.reason, error.remedy);
  } finally {
    await source.close();
  }
}

class LiveForest {
  readonly #lines: Lines;
  readonly #forest: string;
  readonly #settings: LiveSettings;
  readonly #options: ForestOptions;
  /** Shared, so that a wrong password is sent once and locks nobody out. */
  readonly #logons = new Logons();
  readonly #clocks: ClockSeen[] = [];
  /** Domain controllers where nobody logged on after a refusal. */
  readonly #notTried: string[] = [];
  #authorities: string | undefined;
  #hasSecret = false;

  constructor(lines: Lines, forest: string, settings: LiveSettings, options: ForestOptions) {
    this.#lines = lines;
    this.#forest = forest;
    this.#settings = settings;
    this.#options = options;
  }

  async examine(): Promise<ForestSeen> {
    const { secret, connectorAccountSecret } = this.#settings;
    this.#hasSecret = await this.#examineSecret("Password of the read account", secret, "secret");
    if (connectorAccountSecret !== undefined)
      await this.#examineSecret("Password of the connector account", connectorAccountSecret, "connectorAccountSecret");
    if (await this.#readAuthorities()) await this.#examineDomains();
    const lines = this.#lines.lines.map((line) => this.#withConsequence(line));
    return { lines, clocks: this.#clocks.toSorted(byText(({ of }) => of)) };
  }

  /** A refused logon is told once, with those who were not asked for it. */
  #withConsequence(line: Line): Line {
    if (line.subject !== "Logon" || line.status !== "failed" || this.#notTried.length === 0) return line;
    const others = this.#notTried.join(", ");
    return {
      ...line,
      finding: `${line.finding}; not tried on ${others}, because a second refusal could lock the account`,
    };
  }

  /** It is read, and not shown. */
  async #examineSecret(subject: string, place: SecretLocation, setting: "secret" | "connectorAccountSecret") {
    try {
      await readSecret(place, this.#options, setting);
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      this.#lines.failed(subject, error.reason, error.remedy);
      return false;
    }
    const said = setting === "secret" ? "" : "; a logon with it is left to the check";
    if ("environmentVariable" in place) this.#lines.ok(subject, `in the variable ${place.environmentVariable}${said}`);
    else if (await isOpenToOthers(resolve(this.#options.projectRoot, place.file)))
      this.#lines.warning(
        subject,
        `other accounts of this machine can read ${place.file}`,
        `Let only its owner read it: ${shell`chmod 600 ${place.file}`}`,
      );
    else this.#lines.ok(subject, `in the file ${place.file}${said}`);
    return true;
  }

  async #readAuthorities(): Promise<boolean> {
    const { certificateAuthorityFile: file } = this.#settings;
    if (file === undefined) return true;
    try {
      this.#authorities = await readCertificateAuthorities(file, this.#options);
      return true;
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      this.#lines.failed("Certificate authorities", error.reason, error.remedy);
      return false;
    }
  }

  async #examineDomains(): Promise<void> {
    const { lines, controllers } = await this.#examineDomain(null);
    this.#lines.append(lines);
    const home = controllers.find((each) => "root" in each);
    if (home === undefined) return;
    const { root, domains } = home;
    if ("reason" in domains) {
      this.#lines.failed("Domains", domains.reason, domains.remedy);
      return;
    }
    const ordered = domains.toSorted(byText(({ dnsName }) => dnsName));
    const others = ordered.filter(({ distinguishedName }) => !root.holds(distinguishedName));
    this.#lines.ok("Domains", ordered.map(({ dnsName }) => dnsName).join(", "));
    for (let at = 0; at < Math.min(others.length, mostDomains); at += domainsAtATime) {
      const some = others.slice(at, Math.min(at + domainsAtATime, mostDomains));
      const seen = await Promise.all(some.map((domain) => this.#examineDomain(domain)));
      for (const each of seen) this.#lines.append(each.lines);
    }
    if (others.length > mostDomains)
      this.#lines.notChecked(
        "Domains",
        `${others.length - mostDomains} more`,
        "Run npx hybrid-sync check, which reads every domain",
      );
  }

  async #examineDomain(domain: Partition | null) {
    const lines = new Lines(this.#lines.area);
    const name = domain?.dnsName ?? this.#forest;
    this.#options.progress(`domain controllers of ${name}`);
    const hosts = await this.#controllersOf(lines, name, domain === null);
    const reached = await Promise.all(
      hosts.slice(0, mostCandidates).map((host) => this.#examineWay(this.#target(host, domain))),
    );
    const [first, ...others] = reached.filter(({ isOpen }) => isOpen && this.#hasSecret);
    // One alone, so that the same domain controller tells of a refused logon in every run.
    const controllers = first === undefined ? [] : [await this.#examineLogon(first, domain)];
    controllers.push(...(await Promise.all(others.map((each) => this.#examineLogon(each, domain)))));
    for (const each of reached) lines.append(each.lines);
    if (hosts.length > mostCandidates)
      lines.notChecked(
        "Domain controllers",
        `${hosts.length - mostCandidates} more of ${name}`,
        `Name those that this machine can reach in forests[].directory.live.domainControllers, at most ${mostCandidates} for each domain`,
      );
    return { lines, controllers: controllers.filter((each) => typeof each === "object") };
  }

  async #controllersOf(lines: Lines, domain: string, isRoot: boolean): Promise<readonly string[]> {
    const { domainController, domainControllers = [] } = this.#settings;
    const named = [
      ...(isRoot && domainController !== undefined ? [domainController] : []),
      ...domainControllers.filter((each) => each.domain.toLowerCase() === domain.toLowerCase()).map(({ host }) => host),
    ].filter((host, index, all) => all.indexOf(host) === index);
    const subject = "DNS";
    if (named.length > 0) {
      lines.ok(subject, `not asked, because the configuration names ${named.join(", ")}`, domain);
      return named;
    }
    try {
      const setting = isRoot ? "domainController" : "domainControllers";
      const found = await locateDomainControllers(domain, this.#options.resolveService, setting, dnsTime);
      lines.ok(subject, `lists ${found.join(", ")}`, domain);
      return found;
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      lines.failed(subject, error.reason, error.remedy, domain);
      return [];
    }
  }

  async #examineWay(target: ConnectionTarget): Promise<ControllerSeen> {
    const lines = new Lines(this.#lines.area);
    const { host, port } = target;
    const of = `${host}:${port}`;
    if (!(await isKnown(host))) {
      lines.failed(
        "Address",
        `DNS has no address for ${host}`,
        "Correct the name, or use a DNS server that knows the forest",
        of,
      );
      return { lines, target, isOpen: false };
    }
    const encryption = await examineEncryption(target);
    this.#encryptionLine(lines, encryption, of);
    return { lines, target, isOpen: !("failure" in encryption) };
  }

  async #examineLogon({ lines, target }: ControllerSeen, domain: Partition | null): Promise<LogonSeen> {
    const seen = await this.#logOn(target, domain);
    const of = `${target.host}:${target.port}`;
    // The refusal stands in a line of its own, and this is its consequence.
    if (seen === "not tried") this.#notTried.push(of);
    else this.#logonLine(lines, seen, of);
    return seen;
  }

  async #logOn(target: ConnectionTarget, domain: Partition | null): Promise<LogonSeen> {
    try {
      if (domain !== null) refuseForeignName(target, domain);
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      return { failure: error };
    }
    return examineLogon(target, this.#logons, this.#options.now);
  }

  #encryptionLine(lines: Lines, seen: EncryptionSeen, of: string): void {
    if ("failure" in seen) {
      const { failure, certificate } = seen;
      const shown = certificate === null ? "" : `; the certificate is for ${describe(certificate)}`;
      lines.failed("TLS", `${failure.reason}${shown}`, failure.remedy, of);
      return;
    }
    const { protocol, certificate } = seen;
    const days = Math.floor((certificate.validTo.getTime() - this.#options.now()) / millisecondsPerDay);
    const finding = `${protocol}, certificate for ${describe(certificate)}`;
    if (days >= renewalDays) lines.ok("TLS", finding, of);
    else lines.warning("TLS", `${finding}: ${days} days left`, "Renew the certificate on the domain controller", of);
  }

  #logonLine(lines: Lines, seen: Exclude<LogonSeen, "not tried">, of: string): void {
    if ("failure" in seen) {
      lines.failed("Logon", seen.failure.reason, seen.failure.remedy, of);
      return;
    }
    const { root, ahead } = seen;
    lines.ok("Logon", `${root.reader} on ${root.domainController}`, of);
    if (ahead !== null) this.#clocks.push({ of: root.domainController, milliseconds: ahead });
  }

  #target(host: string, domain: Partition | null): ConnectionTarget {
    const { transport, port, bindName, secret } = this.#settings;
    return {
      host,
      port: port ?? defaultPorts[transport],
      reader: bindName,
      forest: this.#forest,
      ...(domain === null ? {} : { domain: domain.dnsName }),
      transport,
      certificateAuthorities: this.#authorities,
      readSecret: () => readSecret(secret, this.#options),
      ...boundsOf({ timeouts }),
    };
  }
}

interface ControllerSeen {
  readonly lines: Lines;
  readonly target: ConnectionTarget;
  /** Whether someone can log on over it. */
  readonly isOpen: boolean;
}

function describe({ names, issuer, validFrom, validTo }: Exclude<EncryptionSeen["certificate"], null>): string {
  const day = (date: Date) => (Number.isNaN(date.getTime()) ? "an unknown day" : date.toISOString().slice(0, 10));
  const shown = names.length > 4 ? `${names.slice(0, 4).join(", ")} and ${names.length - 4} more` : names.join(", ");
  return `${shown || "no name"}, from ${issuer ?? "an unnamed authority"}, valid from ${day(validFrom)} to ${day(validTo)}`;
}

async function isKnown(host: string): Promise<boolean> {
  if (isIP(host) !== 0) return true;
  const late = () => new Error();
  return withinTime(lookup(host, { all: true }), dnsTime, late).then(
    (addresses) => addresses.length > 0,
    () => false,
  );
}

/** On Windows, the mode says nothing of who may read a file. */
async function isOpenToOthers(file: string): Promise<boolean> {
  if (process.platform === "win32") return false;
  return ((await stat(file)).mode & 0o077) !== 0;
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConnectionTarget } from "../../../directory/live/connection.ts";
import { DomainConnection } from "../../../directory/live/domain-connection.ts";
import { Logons } from "../../../directory/live/logons.ts";
import { openLiveDirectory } from "../../../directory/live/open.ts";
import { DirectoryUnavailableError } from "../../../directory/source.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { startHostileController } from "./hostile-controller.ts";
import { namesOnLoopback } from "./names-on-loopback.ts";
import {
  authority,
  certificate,
  forest,
  readerName,
  readerPassword,
  startController,
  target,
  wingtip,
} from "./scripted-forest.ts";
import { anyStrength, type RunningServer, tcpServer, tlsServer } from "./tls-servers.ts";

const table = forest({});
/** The next one is tried soon, so that the tests are quick. */
const quick = { timeouts: { connect: 150, operation: 150 }, nextAfter: 20 };

type Dead = Pick<RunningServer, "port"> & Partial<AsyncDisposable & Pick<RunningServer, "received">>;

const strangers = await CertificateAuthority.create();
const untrusted = await strangers.issue({ commonName: "dc", addresses: ["127.0.0.1"] });
const expired = await authority.issue({
  commonName: "dc",
  addresses: ["127.0.0.1"],
  notAfter: new Date(Date.now() - 86_400_000),
});
const misnamed = await authority.issue({ commonName: "dc", addresses: ["127.0.0.9"] });
const weak = await authority.issue({ commonName: "dc", addresses: ["127.0.0.1"], weakness: "1024-bit key" });

async function closedPort(): Promise<Dead> {
  const server = await tcpServer();
  await server[Symbol.asyncDispose]();
  return { port: server.port };
}

/** Each in a way of its own, and its reason with SERVER in place of its address. */
const dead: Readonly<Record<string, readonly [start: () => Promise<Dead>, reason: string]>> = {
  "refuses the connection": [closedPort, "SERVER refuses the connection"],
  "says nothing": [() => tcpServer(), "SERVER does not answer in time"],
  "speaks TLS and no LDAP": [() => tlsServer(certificate), "SERVER does not answer in time"],
  "hangs up": [
    () => tlsServer(certificate, (socket) => socket.end()),
    "SERVER closes the connection before it is ready",
  ],
  "has a certificate of strangers": [
    () => tlsServer(untrusted),
    "The certificate of SERVER comes from a certificate authority that is not trusted",
  ],
  "has an expired certificate": [() => tlsServer(expired), "The certificate of SERVER has expired"],
  "has the certificate of another host": [
    () => tlsServer(misnamed),
    "The certificate of SERVER does not name 127.0.0.1",
  ],
  "has a short key": [
    () => tlsServer(weak, undefined, anyStrength),
    "The certificate of SERVER has a key that is too short: an RSA key needs at least 2048 bits",
  ],
  "offers old TLS": [
    () => tlsServer(certificate, undefined, { ...anyStrength, minVersion: "TLSv1", maxVersion: "TLSv1.1" }),
    "SERVER offers only TLS 1.1 or older, which this program does not use",
  ],
  "offers no TLS": [
    () => tcpServer((socket) => socket.write("220 mail.wingtip.test ESMTP\r\n")),
    "SERVER answers, but not with TLS",
  ],
  "does not answer the logon": [
    () =>
      startHostileController(
        () => {},
        (_socket, request) => request.kind === "bind",
      ),
    "SERVER does not answer in time",
  ],
};

function candidate({ port }: Pick<RunningServer, "port">, bounds: Partial<ConnectionTarget> = quick): ConnectionTarget {
  return { ...target({ address: "127.0.0.1", port }, null), ...bounds };
}

function connectionOver(targets: readonly ConnectionTarget[]): DomainConnection {
  const [first, ...others] = targets;
  if (first === undefined) throw new Error("no candidate");
  return new DomainConnection(async () => [first, ...others], new Logons());
}

async function failureOf(connection: DomainConnection): Promise<DirectoryUnavailableError> {
  const error: unknown = await connection.root().catch((reason: unknown) => reason);
  await connection.close();
  if (error instanceof DirectoryUnavailableError) return error;
  throw new Error("a domain controller was found");
}

describe("a domain controller is found behind one that", () => {
  it.each(Object.entries(dead))("%s", async (_what, [start]) => {
    const gone = await start();
    await using living = await startController(table, "wingtip.test");
    const connection = connectionOver([candidate(gone), candidate(living)]);
    expect((await connection.root()).domain).toBe(wingtip);
    await connection.close();
    await gone[Symbol.asyncDispose]?.();
  });

  it("belongs to another forest, which gets no password", async () => {
    await using stranger = await startHostileController(() => {});
    await using living = await startController(table, "wingtip.test");
    const elsewhere = { ...candidate(stranger), forest: "contoso.example" };
    const error = await failureOf(connectionOver([elsewhere]));
    expect(error.reason).toContain("belongs to the forest wingtip.test, not to contoso.example");
    const connection = connectionOver([elsewhere, candidate(living)]);
    expect((await connection.root()).domain).toBe(wingtip);
    expect(stranger.received().includes(readerPassword)).toBe(false);
    await connection.close();
  });

  it("holds another domain of the forest", async () => {
    await using child = await startController(table, "emea.wingtip.test");
    await using living = await startController(table, "wingtip.test");
    const [first, second] = [candidate(child), candidate(living)];
    const partition = { distinguishedName: wingtip, dnsName: "wingtip.test", netBiosName: "WINGTIP" };
    const connection = new DomainConnection(async () => [first, second], new Logons(), partition);
    expect((await connection.root()).domain).toBe(wingtip);
    await connection.close();
  });
});

describe("a domain controller behind all kinds of dead ones", () => {
  it("is found, and is the only one that gets the password", async () => {
    const starts = Object.entries(dead).filter(([what]) => what !== "does not answer the logon");
    const gone = await Promise.all(starts.map(([, [start]]) => start()));
    await using living = await startController(table, "wingtip.test");
    const connection = connectionOver([...gone, living].map((each) => candidate(each)));
    await connection.root();
    expect(living.logons).toEqual([{ name: readerName, accepted: true }]);
    expect(gone.map((each) => each.received?.().includes(readerPassword) ?? false)).not.toContain(true);
    await connection.close();
    for (const each of gone) await each[Symbol.asyncDispose]?.();
  });

  it("is found behind thirty silent ones without waiting for each of them", async () => {
    await using silent = await tcpServer();
    await using living = await startController(table, "wingtip.test");
    // Waiting for each would take hours; the test itself would be stopped long before.
    const bounds = { timeouts: { connect: 600_000, operation: 600_000 }, nextAfter: 1 };
    const targets = [...Array.from({ length: 30 }, () => candidate(silent, bounds)), candidate(living, bounds)];
    const connection = connectionOver(targets);
    await connection.root();
    expect(living.logons).toHaveLength(1);
    await connection.close();
  });

  it("is used in the order of the candidates while the first one answers", async () => {
    await using first = await startController(table, "wingtip.test");
    await using second = await startController(table, "wingtip.test", { hostName: "dc2.wingtip.test" });
    const connection = connectionOver([candidate(first, {}), candidate(second, {})]);
    expect(await connection.domainControllers()).toEqual(["dc1.wingtip.test"]);
    expect(second.logons).toEqual([]);
    await connection.close();
  });

  it("is not asked after one that refuses the password", async () => {
    await using gone = await tlsServer(untrusted);
    const refusing = { accounts: [{ name: readerName, password: "another one" }] };
    await using first = await startController(table, "wingtip.test", refusing);
    await using second = await startController(table, "wingtip.test");
    const error = await failureOf(connectionOver([candidate(gone), candidate(first), candidate(second)]));
    expect(error.reason).toBe(`127.0.0.1:${first.port} does not accept the name or password of ${readerName}`);
    expect([first.logons.length, second.logons.length]).toEqual([1, 0]);
  });

  it("is not asked where the password is missing here", async () => {
    await using living = await startController(table, "wingtip.test");
    const missing = new DirectoryUnavailableError("The file reader.secret is empty", "Write the password into it");
    const readSecret = () => Promise.reject(missing);
    const targets = [living, living, living].map((each) => ({ ...candidate(each), readSecret }));
    expect(await failureOf(connectionOver(targets))).toBe(missing);
  });
});

describe("where no domain controller can be used", () => {
  it("one message tells every candidate and its reason, the same reason once", async () => {
    await using silent = await tcpServer();
    await using stranger = await tlsServer(untrusted);
    const [one, two] = [await closedPort(), await closedPort()];
    const error = await failureOf(connectionOver([one, silent, two, stranger].map((each) => candidate(each))));
    const at = ({ port }: Dead) => `127.0.0.1:${port}`;
    expect(error.reason).toBe(
      `No domain controller can be used, of 4 tried: ${at(one)} refuses the connection (the same for ${at(two)}); ` +
        `${at(silent)} does not answer in time; ` +
        `The certificate of ${at(stranger)} comes from a certificate authority that is not trusted`,
    );
    expect(error.remedy).toMatch(/^Put the PEM file of the issuing certificate authority .* Or: Check that a domain/);
  });

  it("no more are tried once it has taken too long, which is told", async () => {
    const bindless = () =>
      startHostileController(
        () => {},
        (_socket, request) => request.kind === "bind",
      );
    await using one = await bindless();
    await using two = await bindless();
    let time = 0;
    const now = () => {
      time += 100;
      return time;
    };
    const bounds = { timeouts: { connect: 5_000, operation: 100 }, finding: 50, now };
    const error = await failureOf(connectionOver([candidate(one, bounds), candidate(two, bounds)]));
    expect(error.reason).toBe(
      `No domain controller can be used, of 1 tried: 127.0.0.1:${one.port} does not answer in time; ` +
        "1 more were not tried, because that took too long",
    );
  });
});

describe("the domain controllers that DNS lists", () => {
  let projectRoot: string;
  beforeAll(async () => {
    projectRoot = await mkdtemp(join(tmpdir(), "hybrid-sync-candidates-"));
    await writeFile(join(projectRoot, "authority.pem"), authority.certificate);
  });
  afterAll(() => rm(projectRoot, { recursive: true }));

  it("are tried in the order of priority and weight, more than three of them", async () => {
    using _ = namesOnLoopback("wingtip.test");
    const names = ["dc6", "dc7"].map((name) => `${name}.wingtip.test`);
    const shown = await authority.issue({ commonName: "dc", dnsNames: names });
    // The others are named by a certificate that is valid, for other hosts.
    await using living = await startController(table, "wingtip.test", {
      certificate: shown,
      hostName: "dc6.wingtip.test",
    });
    const records = [
      { name: "dc7.wingtip.test", priority: 20, weight: 100 },
      { name: "dc6.wingtip.test", priority: 10, weight: 0 },
      ...["dc1", "dc2", "dc3", "dc4", "DC4", "dc5"].map((name) => ({
        name: `${name}.wingtip.test.`,
        priority: 0,
        weight: 100,
      })),
    ].map((record) => ({ ...record, port: 389 }));
    const settings = {
      transport: "ldaps",
      port: living.port,
      bindName: readerName,
      secret: { environmentVariable: "READER_SECRET" },
      certificateAuthorityFile: "authority.pem",
    } as const;
    const surroundings = { projectRoot, environment: { READER_SECRET: readerPassword } };
    const open = (listed: typeof records) =>
      openLiveDirectory("wingtip.test", settings, { ...surroundings, resolveService: async () => listed });
    const source = open(records);
    await expect(source.evidence()).resolves.toMatchObject({ domainController: "dc6.wingtip.test" });
    expect(living.logons.filter(({ accepted }) => accepted)).toHaveLength(1);
    await source.close();
    const without = open(records.filter(({ priority }) => priority === 0));
    const at = (name: string) => `${name}.wingtip.test:${living.port}`;
    await expect(without.evidence()).rejects.toMatchObject({
      reason:
        `No domain controller can be used, of 5 tried: The certificate of ${at("dc1")} does not name dc1.wingtip.test; ` +
        `The certificate of ${at("dc2")} does not name dc2.wingtip.test; ` +
        `The certificate of ${at("dc3")} does not name dc3.wingtip.test; ` +
        `The certificate of ${at("DC4")} does not name DC4.wingtip.test; for other reasons ${at("dc5")}`,
    });
    await without.close();
  });
});

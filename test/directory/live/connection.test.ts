import { BerReader } from "ldapts";
import { beforeAll, describe, expect, it } from "vitest";
import { Connection, type ConnectionTarget } from "../../../directory/live/connection.ts";
import { DirectoryUnavailableError } from "../../../directory/source.ts";
import { CertificateAuthority, type IssuedCertificate } from "../../../lab/certificate-authority.ts";
import { anyStrength, type RunningServer, tcpServer, tlsServer } from "./tls-servers.ts";

const secret = "Geheim-pässwörd-1";
const day = 86_400_000;

let authority: CertificateAuthority;
let valid: IssuedCertificate;

beforeAll(async () => {
  authority = await CertificateAuthority.create();
  valid = await authority.issue({ commonName: "dc1.wingtip.test", addresses: ["127.0.0.1"], dnsNames: ["localhost"] });
});

function target(port: number, facts: Partial<ConnectionTarget> = {}): ConnectionTarget {
  return {
    host: "127.0.0.1",
    port,
    reader: "WINGTIP\\reader",
    forest: "wingtip.test",
    transport: "ldaps",
    certificateAuthorities: authority.certificate,
    readSecret: async () => secret,
    timeouts: { connect: 400, operation: 400 },
    ...facts,
  };
}

async function failure(connectionTarget: ConnectionTarget): Promise<DirectoryUnavailableError> {
  const error = await Connection.open(connectionTarget).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DirectoryUnavailableError)) throw new Error("the connection did not fail as expected");
  return error;
}

async function failureWith(server: RunningServer, facts: Partial<ConnectionTarget> = {}): Promise<string> {
  await using running = server;
  const { reason } = await failure(target(running.port, facts));
  expect(running.received().includes(secret), "the secret was sent").toBe(false);
  return reason.replaceAll(`127.0.0.1:${running.port}`, "SERVER");
}

/** The message of an LDAP response: `[ID, operation { result code, "", "" }]`. */
function response(request: Buffer, operation: number, code = 0, text = ""): Buffer {
  const reader = new BerReader(request);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  const body = Buffer.concat([Buffer.from([10, 1, code, 4, 0, 4, text.length]), Buffer.from(text)]);
  return Buffer.from([0x30, 5 + body.length, 2, 1, id, operation, body.length, ...body]);
}

/** What a domain controller says of itself to anybody: the entry in the answer to the first question. */
function rootEntry(request: Buffer, forest: string): Buffer {
  const reader = new BerReader(request);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  const tagged = (tag: number, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([tag, body.length]), body]);
  };
  const attribute = tagged(
    0x30,
    tagged(4, Buffer.from("rootDomainNamingContext")),
    tagged(0x31, tagged(4, Buffer.from(forest))),
  );
  return tagged(0x30, Buffer.from([2, 1, id]), tagged(0x64, Buffer.from([4, 0]), tagged(0x30, attribute)));
}

describe("a connection is not opened, and no secret is sent,", () => {
  it("when a domain controller of another forest has a valid certificate", async () => {
    expect(await failureWith(await bindServer(0, "", "DC=contoso,DC=example"))).toBe(
      "SERVER belongs to the forest contoso.example, not to wingtip.test",
    );
  });

  it("when a server with a valid certificate does not say which forest it serves", async () => {
    const server = await tlsServer(valid, (socket, data) => socket.write(response(data, 0x65)));
    expect(await failureWith(server)).toBe(
      "SERVER does not show its rootDomainNamingContext, so it is not an Active Directory domain controller",
    );
  });

  it("when nobody listens", async () => {
    const server = await tcpServer();
    await server[Symbol.asyncDispose]();
    expect((await failure(target(server.port))).reason).toBe(`127.0.0.1:${server.port} refuses the connection`);
  });

  it("when the certificate comes from another authority", async () => {
    const stranger = await CertificateAuthority.create();
    const certificate = await stranger.issue({ commonName: "dc1", addresses: ["127.0.0.1"] });
    expect(await failureWith(await tlsServer(certificate))).toBe(
      "The certificate of SERVER comes from a certificate authority that is not trusted",
    );
  });

  it("when the certificate has expired", async () => {
    const notAfter = new Date(Date.now() - day);
    const certificate = await authority.issue({ commonName: "dc1", addresses: ["127.0.0.1"], notAfter });
    expect(await failureWith(await tlsServer(certificate))).toBe("The certificate of SERVER has expired");
  });

  it("when the certificate is not valid yet", async () => {
    const notBefore = new Date(Date.now() + day);
    const certificate = await authority.issue({ commonName: "dc1", addresses: ["127.0.0.1"], notBefore });
    expect(await failureWith(await tlsServer(certificate))).toBe("The certificate of SERVER is not valid yet");
  });

  it("when the certificate is made out to another address", async () => {
    const certificate = await authority.issue({ commonName: "dc1", addresses: ["127.0.0.9"], dnsNames: ["localhost"] });
    expect(await failureWith(await tlsServer(certificate))).toBe("The certificate of SERVER does not name 127.0.0.1");
  });

  it("when the certificate is made out to another name", async () => {
    const certificate = await authority.issue({
      commonName: "dc1",
      dnsNames: ["dc1.other.test"],
      addresses: ["127.0.0.1"],
    });
    await using server = await tlsServer(certificate);
    expect((await failure(target(server.port, { host: "localhost" }))).reason).toBe(
      `The certificate of localhost:${server.port} does not name localhost`,
    );
  });

  it("when the certificate is made out to another address, after StartTLS too", async () => {
    const certificate = await authority.issue({ commonName: "dc1", dnsNames: ["localhost"], addresses: ["127.0.0.9"] });
    await using server = await startTlsServer(certificate);
    expect((await failure(target(server.port, { transport: "starttls" }))).reason).toBe(
      `The certificate of 127.0.0.1:${server.port} does not name 127.0.0.1`,
    );
    expect(server.received().includes(secret)).toBe(false);
  });

  it.each([
    ["1024-bit key", "The certificate of SERVER has a key that is too short: an RSA key needs at least 2048 bits"],
    [
      "SHA-1 signature",
      "The certificate of SERVER, or of its certificate authority, is signed with SHA-1 or an older algorithm",
    ],
  ] as const)("when the certificate has a %s", async (weakness, reason) => {
    const certificate = await authority.issue({ commonName: "dc1", addresses: ["127.0.0.1"], weakness });
    expect(await failureWith(await tlsServer(certificate, undefined, anyStrength))).toBe(reason);
  });

  it.each(["TLSv1", "TLSv1.1"] as const)("when the server offers nothing newer than %s", async (version) => {
    const old = { ...anyStrength, minVersion: version, maxVersion: version };
    expect(await failureWith(await tlsServer(valid, undefined, old))).toBe(
      "SERVER offers only TLS 1.1 or older, which this program does not use",
    );
  });

  it("when the server offers only cipher suites of old", async () => {
    const old = { ciphers: "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0", maxVersion: "TLSv1.2" } as const;
    expect(await failureWith(await tlsServer(valid, undefined, old))).toBe(
      "SERVER offers no cipher suite that this program uses",
    );
  });

  it("when the server does not speak TLS", async () => {
    const server = await tcpServer((socket) => socket.write("220 mail.wingtip.test ESMTP\r\n"));
    expect(await failureWith(server)).toBe("SERVER answers, but not with TLS");
  });

  it("when the server does not speak at all", async () => {
    expect(await failureWith(await tcpServer())).toBe("SERVER does not answer in time");
    expect(await failureWith(await tcpServer(), { transport: "starttls" })).toBe("SERVER does not answer in time");
    expect(await failureWith(await tlsServer(valid))).toBe("SERVER does not answer in time");
  });

  it("when the server hangs up", async () => {
    const server = await tlsServer(valid, (socket) => socket.end());
    expect(await failureWith(server)).toBe("SERVER closes the connection before it is ready");
  });

  it("when the server does not offer StartTLS", async () => {
    const server = await tcpServer((socket, data) => socket.write(response(data, 0x78, 2)));
    expect(await failureWith(server, { transport: "starttls" })).toBe(
      "No connection to SERVER could be made (LDAP result code 2)",
    );
  });

  it("when the secret is missing", async () => {
    await using server = await bindServer(0);
    const missing = new DirectoryUnavailableError("The file reader.secret is empty", "Write the password into it");
    const readSecret = async () => {
      throw missing;
    };
    expect(await failure(target(server.port, { readSecret }))).toBe(missing);
  });
});

describe("a refused logon says why", () => {
  it.each([
    [49, "data 52e", "SERVER does not accept the name or password of WINGTIP\\reader"],
    [49, "data 525", "SERVER does not accept the name or password of WINGTIP\\reader"],
    [49, "data 533", "The account WINGTIP\\reader is disabled"],
    [49, "data 532", "The password of WINGTIP\\reader has expired"],
    [49, "data 773", "WINGTIP\\reader must change its password before it can log on"],
    [49, "data 701", "The account WINGTIP\\reader has expired"],
    [49, "data 775", "The account WINGTIP\\reader is locked"],
    [49, "data 530", "WINGTIP\\reader is not allowed to log on at this hour"],
    [49, "data 531", "WINGTIP\\reader is not allowed to log on from this machine"],
    [49, "", "SERVER does not accept the name or password of WINGTIP\\reader"],
    [8, "", "SERVER rejects simple binds, even over TLS"],
    [53, "", "No connection to SERVER could be made (LDAP result code 53)"],
  ])("for result %i %s", async (code, text, expected) => {
    await using server = await bindServer(
      code,
      `80090308: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, ${text}, v4563`,
    );
    const { message, reason } = await failure(target(server.port));
    expect(reason.replace(`127.0.0.1:${server.port}`, "SERVER")).toBe(expected);
    expect(message).not.toContain(secret);
  });
});

describe("an open connection", () => {
  it("that is lost is not opened again behind the caller's back", async () => {
    const server = await bindServer(0);
    const connection = await Connection.open(target(server.port));
    await server[Symbol.asyncDispose]();
    const reasons = [];
    for (let attempt = 0; attempt < 2; attempt += 1)
      reasons.push(
        await connection.searchController("DC=wingtip,DC=test", { scope: "base", attributes: ["cn"] }).then(
          () => "answered",
          (error: Error) => error.name,
        ),
      );
    expect(reasons).toEqual(["ConnectionLostError", "ConnectionLostError"]);
  });

  it("reports an answer that does not come in time", async () => {
    await using server = await bindServer(0);
    const connection = await Connection.open(target(server.port));
    await expect(
      connection.searchController("DC=wingtip,DC=test", { scope: "sub", attributes: ["cn"] }),
    ).rejects.toThrow("does not answer in time about DC=wingtip,DC=test");
  });
});

/** Answers the first question and the bind that follows; leaves every later one without an answer. */
function bindServer(code: number, text = "", forest = "DC=wingtip,DC=test"): Promise<RunningServer> {
  let questions = 0;
  return tlsServer(valid, (socket, data) => {
    questions += 1;
    if (questions === 1) socket.write(Buffer.concat([rootEntry(data, forest), response(data, 0x65)]));
    if (questions === 2) socket.write(response(data, 0x61, code, text));
  });
}

/** Grants StartTLS, then hands the connection to a TLS server with this certificate. */
async function startTlsServer(certificate: IssuedCertificate): Promise<RunningServer> {
  const { TLSSocket } = await import("node:tls");
  const upgraded = new WeakSet<object>();
  return tcpServer((socket, data) => {
    if (upgraded.has(socket)) return;
    upgraded.add(socket);
    socket.removeAllListeners("data");
    socket.write(response(data, 0x78));
    const secure = new TLSSocket(socket, {
      isServer: true,
      cert: certificate.certificate,
      key: certificate.privateKey,
    });
    secure.on("error", () => {});
  });
}

import { beforeAll, describe, expect, it } from "vitest";
import type { ConnectionTarget } from "../../../directory/live/connection.ts";
import { openLiveDirectory } from "../../../directory/live/open.ts";
import { LiveDirectorySource } from "../../../directory/live/source.ts";
import { CertificateAuthority, type IssuedCertificate } from "../../../lab/certificate-authority.ts";
import { namesOnLoopback } from "./names-on-loopback.ts";
import { tcpServer, tlsServer } from "./tls-servers.ts";

let authority: CertificateAuthority;
let certificate: IssuedCertificate;

beforeAll(async () => {
  authority = await CertificateAuthority.create();
  certificate = await authority.issue({ commonName: "dc1", addresses: ["127.0.0.1"] });
});

function target(port: number): ConnectionTarget {
  return {
    host: "127.0.0.1",
    port,
    reader: "reader",
    forest: "wingtip.test",
    transport: "ldaps",
    certificateAuthorities: authority.certificate,
    readSecret: async () => "s3cret",
    timeouts: { connect: 400, operation: 400 },
  };
}

describe("a live source", () => {
  it("connects once, however much is asked while nobody answers", async () => {
    let connections = 0;
    await using server = await tlsServer(certificate, (socket) => {
      connections += 1;
      socket.end();
    });
    const source = new LiveDirectorySource(async () => [target(server.port)]);
    const answers = await Promise.allSettled([source.evidence(), source.forest(), source.domains(), source.evidence()]);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected", "rejected"]);
    await expect(source.domains()).rejects.toThrow("closes the connection before it is ready");
    expect(connections).toBe(1);
  });

  it("goes on to the next domain controller when one does not answer", async () => {
    await using silent = await tcpServer();
    await using next = await tlsServer(certificate, (socket) => socket.end());
    const source = new LiveDirectorySource(async () => [target(silent.port), target(next.port)]);
    await expect(source.evidence()).rejects.toThrow(`127.0.0.1:${next.port} closes the connection`);
  });

  it("sends no password to a domain controller that cannot be trusted, and goes on to the next one", async () => {
    const stranger = await (await CertificateAuthority.create()).issue({ commonName: "x", addresses: ["127.0.0.1"] });
    await using untrusted = await tlsServer(stranger);
    await using next = await tlsServer(certificate, (socket) => socket.end());
    const source = new LiveDirectorySource(async () => [target(untrusted.port), target(next.port)]);
    await expect(source.evidence()).rejects.toThrow(
      `The certificate of 127.0.0.1:${untrusted.port} comes from a certificate authority that is not trusted; 127.0.0.1:${next.port} closes`,
    );
    expect(untrusted.received()).toHaveLength(0);
  });

  it("that was never asked closes without connecting", async () => {
    const source = new LiveDirectorySource(() => Promise.reject(new Error("must not be asked")));
    await expect(source.close()).resolves.toBeUndefined();
  });

  it("without a declared domain controller asks the ones that DNS lists, thirty of them at most", async () => {
    using _ = namesOnLoopback("wingtip.test");
    const tried: string[] = [];
    const names = Array.from({ length: 40 }, (_, index) => `dc${40 - index}.wingtip.test`);
    const settings = {
      transport: "ldaps",
      port: 9,
      bindName: "reader",
      secret: { environmentVariable: "READER_SECRET" },
    } as const;
    const source = openLiveDirectory("wingtip.test", settings, {
      projectRoot: "/",
      environment: { READER_SECRET: "s3cret" },
      resolveService: async (query) => {
        tried.push(query);
        return names.map((name) => ({ name, port: 389, priority: 0, weight: 0 }));
      },
    });
    await expect(source.evidence()).rejects.toThrow(
      /^No domain controller can be used, of 30 tried: dc1\.wingtip\.test:9 refuses the connection \(the same for /,
    );
    expect(tried).toEqual(["_ldap._tcp.dc._msdcs.wingtip.test"]);
  });
});

import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { describe, expect, it } from "vitest";
import { CertificateAuthority, type CertificateRequest } from "../../lab/certificate-authority.ts";

const authority = await CertificateAuthority.create();

/** Connects to a TLS server that shows a certificate for `request`; the code of the refusal, or "accepted". */
async function handshake(
  request: CertificateRequest,
  { servername, ca = authority.certificate }: { servername: string; ca?: string },
): Promise<string> {
  const { certificate, privateKey } = await authority.issue(request);
  const server = createServer({ cert: certificate, key: privateKey }, (socket) => socket.end());
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port, servername, ca });
  try {
    await once(socket, "secureConnect");
    return "accepted";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "refused";
  } finally {
    socket.destroy();
    server.close();
  }
}

describe("certificate authority of the lab", () => {
  it("signs its own certificate", () => {
    const own = new X509Certificate(authority.certificate);
    expect(own.ca).toBe(true);
    expect(own.verify(own.publicKey)).toBe(true);
  });

  it("issues a certificate with its names and addresses, signed by the authority", async () => {
    const issued = await authority.issue({
      commonName: "dc1.contoso.example",
      dnsNames: ["dc1.contoso.example", "localhost"],
      addresses: ["127.0.0.1", "::1"],
    });
    const certificate = new X509Certificate(issued.certificate);
    const own = new X509Certificate(authority.certificate);
    expect(certificate.checkIssued(own)).toBe(true);
    expect(certificate.verify(own.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.subject).toBe("CN=dc1.contoso.example");
    expect(certificate.checkHost("dc1.contoso.example")).toBe("dc1.contoso.example");
    expect(certificate.checkHost("dc2.contoso.example")).toBeUndefined();
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.checkIP("::1")).toBe("::1");
    expect(certificate.checkIP("127.0.0.2")).toBeUndefined();
  });

  it("keeps a common name with separators in it whole", async () => {
    const issued = await authority.issue({ commonName: "Contoso, Ltd. = lab" });
    expect(new X509Certificate(issued.certificate).toLegacyObject().subject.CN).toBe("Contoso, Ltd. = lab");
  });

  it("never gives two certificates the same serial number", async () => {
    const issued = await Promise.all(Array.from({ length: 8 }, () => authority.issue({ commonName: "localhost" })));
    const serials = issued.map(({ certificate }) => new X509Certificate(certificate).serialNumber);
    expect(new Set(serials).size).toBe(8);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  it("issues certificates that are valid now by default", async () => {
    const { validFromDate, validToDate } = new X509Certificate(
      (await authority.issue({ commonName: "localhost" })).certificate,
    );
    expect(validFromDate.getTime()).toBeLessThan(Date.now());
    expect(validToDate.getTime()).toBeGreaterThan(Date.now());
  });

  it("is accepted by a client that trusts the authority and asks for a name of the certificate", async () => {
    const request = { commonName: "localhost", dnsNames: ["localhost"] };
    expect(await handshake(request, { servername: "localhost" })).toBe("accepted");
  });

  it("is refused by a client that asks for another name", async () => {
    const request = { commonName: "localhost", dnsNames: ["localhost"] };
    expect(await handshake(request, { servername: "dc1.contoso.example" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("is refused by a client that trusts another authority", async () => {
    const other = await CertificateAuthority.create("another authority");
    const request = { commonName: "localhost", dnsNames: ["localhost"] };
    expect(await handshake(request, { servername: "localhost", ca: other.certificate })).toMatch(
      /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/,
    );
  });

  it("issues certificates that have expired or are not valid yet when asked to", async () => {
    const names = { commonName: "localhost", dnsNames: ["localhost"] };
    const past = { ...names, notAfter: new Date(Date.now() - 60_000) };
    const future = { ...names, notBefore: new Date(Date.now() + 86_400_000) };
    expect(await handshake(past, { servername: "localhost" })).toBe("CERT_HAS_EXPIRED");
    expect(await handshake(future, { servername: "localhost" })).toBe("CERT_NOT_YET_VALID");
  });
});

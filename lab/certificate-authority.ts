/** A certificate authority for the lab: everything stays in memory, callers write the files they need. */
// @peculiar/x509 finds its parts through reflected metadata and refuses to load without it.
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** What a certificate of the lab is issued for. */
export interface CertificateRequest {
  readonly commonName: string;
  /** Names a client may connect to, as subject alternative names. */
  readonly dnsNames?: readonly string[];
  /** IP addresses a client may connect to, as subject alternative names. */
  readonly addresses?: readonly string[];
  /** Defaults to an hour ago (clocks may differ a little), or to a year and an hour before `notAfter`. */
  readonly notBefore?: Date;
  /** Defaults to a year after `notBefore`. */
  readonly notAfter?: Date;
  /** What nobody should trust any more, for tests of what clients say of it. */
  readonly weakness?: "1024-bit key" | "SHA-1 signature";
}

/** A certificate and its private key (PKCS #8), both as PEM. Files of the key belong at mode 0600. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

// P-256: every TLS stack of the lab (Node, Go, GnuTLS in Samba) takes it, and a key is there at once.
const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" } as const;
const weakKeyAlgorithm = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 1024,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-256",
} as const;
const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" } as const;

const hour = 3_600_000;
const year = 365 * 24 * hour;

export class CertificateAuthority {
  /** The authority's own certificate as PEM: what clients have to trust. */
  readonly certificate: string;
  readonly #certificate: X509Certificate;
  readonly #keys: webcrypto.CryptoKeyPair;

  private constructor(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair) {
    this.#certificate = certificate;
    this.#keys = keys;
    this.certificate = pem(certificate.rawData, "CERTIFICATE");
  }

  /** A new authority with a key of its own, valid for ten years; `name` is its common name. */
  static async create(name = "hybrid-sync lab certificate authority"): Promise<CertificateAuthority> {
    const keys = await generateKeys();
    const notBefore = new Date(Date.now() - 24 * hour);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: randomSerialNumber(),
      name: commonNameOf(name),
      notBefore,
      notAfter: new Date(notBefore.getTime() + 10 * year),
      signingAlgorithm,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new CertificateAuthority(certificate, keys);
  }

  /** Issues a certificate for a server (and client) of the lab. */
  async issue(request: CertificateRequest): Promise<IssuedCertificate> {
    const keys = await generateKeys(request.weakness === "1024-bit key" ? weakKeyAlgorithm : keyAlgorithm);
    const notBefore = request.notBefore ?? new Date((request.notAfter?.getTime() ?? Date.now() + year) - year - hour);
    const certificate = await X509CertificateGenerator.create({
      serialNumber: randomSerialNumber(),
      subject: commonNameOf(request.commonName),
      issuer: this.#certificate.subjectName,
      notBefore,
      notAfter: request.notAfter ?? new Date(notBefore.getTime() + year),
      signingAlgorithm:
        request.weakness === "SHA-1 signature" ? { ...signingAlgorithm, hash: "SHA-1" } : signingAlgorithm,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: await this.#extensions(request, keys.publicKey),
    });
    return {
      certificate: pem(certificate.rawData, "CERTIFICATE"),
      privateKey: pem(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY"),
    };
  }

  async #extensions(request: CertificateRequest, publicKey: webcrypto.CryptoKey): Promise<Extension[]> {
    const names: JsonGeneralName[] = [
      ...(request.dnsNames ?? []).map((value) => ({ type: "dns", value }) as const),
      ...(request.addresses ?? []).map((value) => ({ type: "ip", value }) as const),
    ];
    return [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
    ];
  }
}

async function generateKeys(
  algorithm: typeof keyAlgorithm | typeof weakKeyAlgorithm = keyAlgorithm,
): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

/** 127 random bits: positive, and never two alike, on which NSS and GnuTLS insist. */
function randomSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString("hex");
}

/** Through the library's own name builder, because a common name may hold a comma or an equals sign. */
function commonNameOf(name: string): Name {
  return new Name([{ CN: [name] }]);
}

/** With the closing line break that OpenSSL writes and some readers of concatenated files need. */
function pem(raw: ArrayBuffer, tag: string): string {
  return `${PemConverter.encode(raw, tag).trimEnd()}\n`;
}

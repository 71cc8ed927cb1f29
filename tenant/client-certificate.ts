/** The certificate with which an application signs in, from the file that the azuread provider reads. */
import { createPrivateKey } from "node:crypto";
import { unusualEncodingOf } from "../files/named-file.ts";
import { type Environment, readNamedFile, variable } from "./environment.ts";
import { TenantError } from "./tenant-error.ts";

/** What the sign-in library takes: certificate and private key, one after the other. */
export interface ClientCertificate {
  /** PEM; the private key is encrypted when a password stands beside it. */
  readonly certificate: string;
  readonly certificatePassword?: string;
}

/** Undefined when the environment names no certificate. @throws {TenantError} when it cannot be read or opened. */
export async function readCertificate(environment: Environment): Promise<ClientCertificate | undefined> {
  const bundle = await readBundle(environment);
  if (bundle === undefined) return undefined;
  const password = variable(environment, "ARM_CLIENT_CERTIFICATE_PASSWORD");
  const encoding = unusualEncodingOf(bundle.content);
  if (encoding !== null) {
    // Neither the azuread provider nor the sign-in library reads such a file.
    throw new TenantError(`${bundle.origin} is text in ${encoding}`, "Save it as UTF-8 without a byte order mark.");
  }
  const text = bundle.content.toString("latin1");
  if (!text.includes("-----BEGIN")) return { certificate: await fromPkcs12(bundle, password ?? "") };
  checkPem(bundle, text, password);
  return { certificate: text, ...(password === undefined ? {} : { certificatePassword: password }) };
}

interface Bundle {
  readonly content: Buffer;
  /** Where it comes from, for messages. */
  readonly origin: string;
}

async function readBundle(environment: Environment): Promise<Bundle | undefined> {
  const file = variable(environment, "ARM_CLIENT_CERTIFICATE_PATH");
  if (file !== undefined) {
    return {
      content: readNamedFile(file, "ARM_CLIENT_CERTIFICATE_PATH"),
      origin: `${file}, which ARM_CLIENT_CERTIFICATE_PATH names,`,
    };
  }
  const encoded = variable(environment, "ARM_CLIENT_CERTIFICATE");
  return encoded === undefined
    ? undefined
    : { content: Buffer.from(encoded, "base64"), origin: "the bundle in ARM_CLIENT_CERTIFICATE" };
}

/** Opens both parts once, because the sign-in library's own errors do not say which file and which variable. */
function checkPem({ origin }: Bundle, text: string, password: string | undefined): void {
  try {
    createPrivateKey({ key: text, ...(password === undefined ? {} : { passphrase: password }) });
    if (!text.includes("-----BEGIN CERTIFICATE-----")) throw new Error("no certificate");
  } catch {
    throw cannotBeOpened(origin, "a PEM file with a private key and its certificate");
  }
}

/** A library's own words may quote the content, so only the fact is passed on. */
function cannotBeOpened(origin: string, kind: string): TenantError {
  return new TenantError(
    `${origin} cannot be opened as ${kind}`,
    "Check ARM_CLIENT_CERTIFICATE_PASSWORD, and that the file is a .pfx or a PEM file with certificate and private key.",
  );
}

/** The provider takes PKCS #12, the sign-in library PEM; Node itself opens the one but does not write the other. */
async function fromPkcs12({ content, origin }: Bundle, password: string): Promise<string> {
  const { default: forge } = await import("node-forge");
  try {
    const bundle = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(content.toString("binary")), password);
    const bagsOf = (bagType: string) => bundle.getBags({ bagType })[bagType] ?? [];
    const { pkcs8ShroudedKeyBag = "", keyBag = "", certBag = "" } = forge.pki.oids;
    const [key] = [...bagsOf(pkcs8ShroudedKeyBag), ...bagsOf(keyBag)].flatMap((bag) => bag.key ?? []);
    const certificates = bagsOf(certBag).flatMap((bag) => bag.cert ?? []);
    if (key === undefined) throw new Error("no private key");
    const publicKey = forge.pki.publicKeyToPem(forge.pki.setRsaPublicKey(key.n, key.e));
    const belongs = (certificate: (typeof certificates)[number]) =>
      forge.pki.publicKeyToPem(certificate.publicKey) === publicKey;
    const own = certificates.find(belongs);
    if (own === undefined) throw new Error("no certificate for the private key");
    // The key's own certificate goes first: it is the one that is named when signing in.
    const chain = [own, ...certificates.filter((certificate) => certificate !== own)];
    return [forge.pki.privateKeyToPem(key), ...chain.map((each) => forge.pki.certificateToPem(each))].join("");
  } catch {
    throw cannotBeOpened(origin, "a PKCS #12 bundle with an RSA key and its certificate");
  }
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCertificateFile } from "../../../components/entra/certificate-file.ts";
import { type ServerCertificateOptions, serverCertificate } from "../../fixtures/server-certificate.ts";

let folder: string;
let certificate: string;
let privateKey: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-certificate-"));
  ({ certificate, privateKey } = await serverCertificate({
    notBefore: new Date("2027-05-06T12:00:00Z"),
    notAfter: new Date("2028-05-06T12:00:00Z"),
  }));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string): Promise<string> {
  const file = join(folder, "connect-sync.pem");
  await writeFile(file, content);
  return file;
}

function refusal(file: string): string {
  try {
    readCertificateFile(file);
  } catch (error) {
    // Pulumi shows this kind without a stack trace.
    expect(RunError.isInstance(error)).toBe(true);
    return (error as Error).message;
  }
  throw new Error("the file was accepted");
}

const names = (file: string) => `hybrid-sync:connectSync: certificateFiles names "${file}", which`;

describe("the certificate file of the connector identity", () => {
  it("is handed on as it stands", async () => {
    const text = `Subject: CN = Entra Connect Sync\n${certificate}\n`;
    expect(readCertificateFile(await fileOf(text))).toEqual({
      text,
      thumbprints: [expect.stringMatching(/^[0-9A-F]{40}$/), expect.stringMatching(/^[0-9A-F]{64}$/)],
      firstDay: "2027-05-06",
      lastDay: "2028-05-06",
    });
  });

  it("must exist", () => {
    const file = join(folder, "nowhere.pem");
    expect(refusal(file)).toBe(
      `${names(file)} does not exist. Put the certificate there, or correct the setting; relative paths start at the project's folder.`,
    );
  });

  it("must be readable", async () => {
    const file = join(folder, "folder.pem");
    await mkdir(file);
    expect(refusal(file)).toContain(`${names(file)} is a folder, but must be a regular file.`);
  });

  it.each([
    ["before the certificate", () => `${privateKey}\n${certificate}`],
    ["after the certificate", () => `${certificate}\n${privateKey}`],
    ["alone", () => privateKey],
    ["of the RSA form", () => privateKey.replaceAll("PRIVATE KEY", "RSA PRIVATE KEY")],
    ["encrypted", () => privateKey.replaceAll("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")],
  ])("must hold no private key, %s, and nothing of it is shown", async (_where, content) => {
    const file = await fileOf(content());
    const message = refusal(file);
    expect(message).toBe(
      `${names(file)} contains a private key; only the public certificate may leave the server. Export the certificate without its private key.`,
    );
  });

  it.each([
    ["is empty", () => ""],
    ["is binary", () => "0\u0082\u0003\u001e"],
    ["is cut short", () => certificate.slice(0, certificate.length / 2)],
    ["is damaged", () => certificate.replace(/\n[A-Za-z0-9+/]{20}/, "\nAAAAAAAAAAAAAAAAAAAA")],
    ["is a public key", () => certificate.replaceAll("CERTIFICATE", "PUBLIC KEY")],
  ])("must be a certificate in PEM form, not a text that %s", async (_what, content) => {
    const file = await fileOf(content());
    expect(refusal(file)).toBe(
      `${names(file)} contains no certificate in PEM form. Export the certificate as Base-64 encoded X.509 (PEM), without its private key.`,
    );
  });

  it.each<[ServerCertificateOptions, string]>([
    [{ key: "P-256" }, "whose key is of an elliptic curve; Connect Sync supports only RSA keys."],
    [{ key: "RSA 1024" }, "whose RSA key has 1024 bits; Connect Sync needs at least 2048 bits."],
    [{ hash: "SHA-1" }, "which is signed with SHA-1; Connect Sync needs SHA-256."],
  ])("must be of a kind that Connect Sync takes, unlike %o", async (options, fault) => {
    const file = await fileOf((await serverCertificate(options)).certificate);
    const message = refusal(file);
    expect(message).toContain(
      `names "${file}", ${fault} Create a new certificate on the server: New-SelfSignedCertificate`,
    );
    expect(message).toContain("-KeyAlgorithm RSA -KeyLength 2048 -HashAlgorithm SHA256 -KeyExportPolicy NonExportable");
  });

  it("must be one certificate, not a chain", async () => {
    const file = await fileOf(`${certificate}\n${certificate}`);
    expect(refusal(file)).toBe(
      `${names(file)} contains 2 certificates. Keep only the application's own certificate in it.`,
    );
  });
});

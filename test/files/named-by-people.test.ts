/** Every file that a person names, wherever: what is no such file is refused in one short sentence, and nothing hangs. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCertificateFile } from "../../components/entra/certificate-file.ts";
import { readStackFile } from "../../config/stack-file.ts";
import { readCertificateAuthorities, readSecret } from "../../directory/live/secret.ts";
import { readSnapshot } from "../../directory/snapshot/file.ts";
import { readCertificate } from "../../tenant/client-certificate.ts";
import { variableOrFile } from "../../tenant/environment.ts";
import { federatedToken } from "../../tenant/federated-token.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-named-"));
  execFileSync("mkfifo", [place("pipe")]);
  mkdirSync(place("folder"));
  for (const [name, target] of [
    ["link to a pipe", "pipe"],
    ["link to a folder", "folder"],
    ["link to a device", "/dev/zero"],
  ] as const)
    symlinkSync(target, place(name));
  writeFileSync(place("empty"), "");
  writeFileSync(place("UTF-16 without its mark"), Buffer.from("geheim\r\n", "utf16le"));
  writeFileSync(place("UTF-16 of the other order without its mark"), Buffer.from("geheim\r\n", "utf16le").swap16());
});

afterAll(() => rmSync(folder, { recursive: true }));

function place(name: string): string {
  return join(folder, name);
}

const surroundings = { projectRoot: "/", environment: {} };

const readers: readonly (readonly [string, (file: string) => unknown])[] = [
  ["the password of an account", (file) => readSecret({ file }, surroundings)],
  ["certificate authorities", (file) => readCertificateAuthorities(file, surroundings)],
  ["a snapshot", (file) => readSnapshot(file, file, "contoso.example")],
  ["the stack's configuration", readStackFile],
  ["an application's certificate", readCertificateFile],
  ["a client secret", (file) => variableOrFile({ ARM_CLIENT_SECRET_FILE_PATH: file }, "ARM_CLIENT_SECRET")],
  ["a client certificate", (file) => readCertificate({ ARM_CLIENT_CERTIFICATE_PATH: file })],
  ["an OIDC token", (file) => federatedToken({ ARM_OIDC_TOKEN_FILE_PATH: file })],
];

async function failure(read: (file: string) => unknown, file: string): Promise<string> {
  try {
    await read(file);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error(`${file} was read`);
}

describe.each(readers)("%s", (what, read) => {
  it.each([
    ["pipe", "is a named pipe, but must be a regular file"],
    ["link to a pipe", "is a named pipe, but must be a regular file"],
    ["folder", "is a folder, but must be a regular file"],
    ["link to a folder", "is a folder, but must be a regular file"],
    ["link to a device", "is a device, but must be a regular file"],
  ])("is no %s", async (name, fault) => {
    expect(await failure(read, place(name))).toContain(fault);
  });

  it.each(["n".repeat(100_000), "n/".repeat(50_000)])("has no name of 100 kB", async (name) => {
    const message = await failure(read, `/${name}`);
    expect(message).toContain("has a name that is too long");
    expect(message.length).toBeLessThan(900);
  });

  it.each(["UTF-16 without its mark", "UTF-16 of the other order without its mark"])(
    "is no text in %s",
    async (name) => {
      const message = await failure(read, place(name));
      // A bundle of a certificate need not be text.
      expect(message).toContain(what === "a client certificate" ? "is text in UTF-16" : "is not text: it contains NUL");
      expect(message).not.toContain("geheim");
    },
  );

  it("is not empty", async () => {
    expect(await failure(read, place("empty"))).toMatch(/ (is empty|no certificate in PEM form|is missing)/);
  });
});

describe("a value for signing in to the tenant", () => {
  const read = (text: string) => {
    writeFileSync(place("value"), text);
    return variableOrFile({ ARM_CLIENT_SECRET_FILE_PATH: place("value") }, "ARM_CLIENT_SECRET");
  };

  it("is the one line of its file", async () => {
    expect(await read("\uFEFFs3cret\r\n")).toBe("s3cret");
  });

  it.each([
    [" \r\n", "is empty. Write the value into it, or set ARM_CLIENT_SECRET_FILE_PATH to another."],
    [
      "one\ntwo\n",
      "has several lines. Write nothing but the value into it, or set ARM_CLIENT_SECRET_FILE_PATH to another.",
    ],
  ])("is sent nowhere where the file holds %j", async (text, fault) => {
    await expect(read(text)).rejects.toThrow(
      `the file that ARM_CLIENT_SECRET_FILE_PATH names, ${place("value")}, ${fault}`,
    );
  });
});

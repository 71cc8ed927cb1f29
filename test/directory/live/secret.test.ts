import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCertificateAuthorities, readSecret } from "../../../directory/live/secret.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";

let projectRoot: string;

beforeAll(async () => {
  projectRoot = await mkdtemp(join(tmpdir(), "hybrid-sync-secret-"));
  await writeFile(join(projectRoot, "reader.secret"), " Pa55 wörd \n");
  await writeFile(join(projectRoot, "empty.secret"), "\n");
  await writeFile(join(projectRoot, "wrong.pem"), "not a certificate");
});

afterAll(() => rm(projectRoot, { recursive: true }));

const secretFrom = (location: Parameters<typeof readSecret>[0], environment = {}) =>
  readSecret(location, { projectRoot, environment });

describe("the secret of the read account", () => {
  it.each(["s3cret", "s3cret\n", "s3cret\r\n", "\uFEFFs3cret"])(
    "comes from an environment variable without its last line break or a byte order mark: %j",
    async (value) => {
      expect(await secretFrom({ environmentVariable: "READER" }, { READER: value })).toBe("s3cret");
    },
  );

  it.each<readonly [string, Buffer, string]>([
    ["UTF-16 from Windows PowerShell", Buffer.from("\uFEFFPässw0rd\r\n", "utf16le"), "Pässw0rd"],
    ["UTF-8 with a byte order mark", Buffer.from("\uFEFFPässw0rd\n"), "Pässw0rd"],
  ])("is decoded from %s", async (_encoding, bytes, secret) => {
    await writeFile(join(projectRoot, "encoded.secret"), bytes);
    expect(await secretFrom({ file: "encoded.secret" })).toBe(secret);
  });

  it.each<readonly [string, Buffer, RegExp]>([
    ["UTF-16 without a byte order mark", Buffer.from("Pa55\r\n", "utf16le"), /is not text: it contains NUL characters/],
    ["a Windows code page", Buffer.from("P\xe4ss", "latin1"), /is not text in UTF-8/],
    ["two lines", Buffer.from("Pa55\nword\n"), /has several lines/],
    ["two line breaks at its end", Buffer.from("Pa55\n\n"), /has several lines/],
    ["white space alone", Buffer.from(" \r\n"), /is empty/],
    ["a megabyte", Buffer.alloc(1024 * 1024, "x"), /is larger than 64 KiB/],
  ])("is refused before a wrong logon counts: %s", async (_what, bytes, fault) => {
    await writeFile(join(projectRoot, "encoded.secret"), bytes);
    await expect(secretFrom({ file: "encoded.secret" })).rejects.toThrow(fault);
  });

  it("comes from a file of the project without its last line break, spaces kept", async () => {
    expect(await secretFrom({ file: "reader.secret" })).toBe(" Pa55 wörd ");
  });

  it.each([
    [{ environmentVariable: "READER" }, /variable READER, which .* is not set/],
    [{ file: "empty.secret" }, /file empty\.secret, which .* is empty/],
    [{ file: "nowhere.secret" }, /file nowhere\.secret, which .* does not exist/],
    [{ file: "." }, /file \., which .* is a folder, but must be a regular file/],
  ])("that is missing is reported: %j", async (location, expected) => {
    await expect(secretFrom(location)).rejects.toThrow(expected);
  });

  it("that is empty is not sent, because a directory takes that for an anonymous bind", async () => {
    await expect(secretFrom({ environmentVariable: "READER" }, { READER: "" })).rejects.toThrow(/READER.* is empty/);
  });
});

describe("certificate authorities", () => {
  it("must be certificates", async () => {
    await expect(readCertificateAuthorities("wrong.pem", { projectRoot, environment: {} })).rejects.toThrow(
      "The file wrong.pem, which should hold certificate authorities, has no certificate in PEM form",
    );
  });

  it("must all be readable, for TLS leaves out silently what it cannot read", async () => {
    const { certificate } = await CertificateAuthority.create();
    const damaged = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n";
    const read = async (text: string | Buffer) => {
      await writeFile(join(projectRoot, "some.pem"), text);
      return readCertificateAuthorities("some.pem", { projectRoot, environment: {} });
    };
    const two = `of the root:\r\n${certificate}\r\n${certificate}`;
    expect(await read(two)).toBe(two);
    expect(await read(Buffer.from(`\uFEFF${two}`, "utf16le"))).toBe(two);
    for (const text of [damaged, certificate + damaged, certificate.slice(0, 200)])
      await expect(read(text)).rejects.toThrow(
        "The file some.pem, which should hold certificate authorities, has a certificate that cannot be read",
      );
  });
});

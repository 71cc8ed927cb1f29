import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCertificateAuthorities, readSecret } from "../../../directory/live/secret.ts";

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
  it("comes from an environment variable as it is", async () => {
    expect(await secretFrom({ environmentVariable: "READER" }, { READER: "s3cret\n" })).toBe("s3cret\n");
  });

  it("comes from a file of the project without its last line break, spaces kept", async () => {
    expect(await secretFrom({ file: "reader.secret" })).toBe(" Pa55 wörd ");
  });

  it.each([
    [{ environmentVariable: "READER" }, /variable READER, which .* is not set/],
    [{ file: "empty.secret" }, /file empty\.secret, which .* is empty/],
    [{ file: "nowhere.secret" }, /file nowhere\.secret, which .* does not exist/],
    [{ file: "." }, /file \., which .* cannot be read \(EISDIR\)/],
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
});

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordStack } from "../../../commands/snapshot/record-stack.ts";
import { ConfigurationError } from "../../../config.ts";
import { liveDirectory, writeStack } from "./stack.ts";

let projectRoot: string;

beforeEach(async () => {
  projectRoot = await mkdtemp(join(tmpdir(), "hybrid-sync-record-"));
});

afterEach(() => rm(projectRoot, { recursive: true }));

const live = { live: liveDirectory };
const recorded = { snapshot: { file: "wingtip.snapshot.json" } };

function record(
  facts: { readonly forest?: string; readonly stack?: string; readonly configFile?: string } = {},
): Promise<unknown> {
  const now = () => new Date(0);
  return recordStack({ stack: "prod", projectRoot, environment: { READER_SECRET: "Geheim-1" }, now, ...facts });
}

describe("recording", () => {
  it("needs the stack's file", async () => {
    await writeStack(projectRoot, "other", [{ name: "wingtip.test", directory: live }]);
    await expect(record()).rejects.toThrow("Pulumi.prod.yaml does not exist; the stacks that have a file are other");
  });

  it("takes a stack as Pulumi names it, a file elsewhere, and no name that is a path", async () => {
    await writeStack(projectRoot, "prod", [{ name: "wingtip.test", directory: recorded }]);
    const itself = "The directory of wingtip.test is itself a snapshot";
    await expect(record({ stack: "contoso/hybrid-sync/prod" })).rejects.toThrow(itself);
    await expect(record({ stack: "x", configFile: join(projectRoot, "Pulumi.prod.yaml") })).rejects.toThrow(itself);
    await expect(record({ stack: "../prod" })).rejects.toThrow("--stack must be the name of a stack");
  });

  it("needs a file that is YAML", async () => {
    await writeStack(projectRoot, "prod", [{ name: "wingtip.test", directory: live }]);
    await writeFile(join(projectRoot, "Pulumi.prod.yaml"), "config:\n  a: [1\nb: {");
    await expect(record()).rejects.toThrow(/^Pulumi\.prod\.yaml is not valid YAML at line \d/);
  });

  it("needs a valid configuration", async () => {
    await writeStack(projectRoot, "prod", [{ name: "wingtip.test", directory: { ldap: {} } }]);
    await expect(record()).rejects.toThrow(ConfigurationError);
  });

  it("refuses a forest whose directory is a snapshot itself", async () => {
    await writeStack(projectRoot, "prod", [{ name: "wingtip.test", directory: recorded }]);
    await expect(record()).rejects.toThrow(
      "The directory of wingtip.test is itself a snapshot in this stack. Record from a stack that reads it live",
    );
  });

  it("asks which forest is meant when several are read live", async () => {
    await writeStack(projectRoot, "prod", [
      { name: "wingtip.test", directory: live },
      { name: "toys.test", directory: live },
    ]);
    await expect(record()).rejects.toThrow(
      "The stack reads several forests live: wingtip.test, toys.test. Choose one with --forest NAME",
    );
  });

  it("takes the only forest that is read live", async () => {
    await writeStack(projectRoot, "prod", [
      { name: "wingtip.test", directory: recorded },
      { name: "toys.test", directory: { live: { ...liveDirectory, port: 9 } } },
    ]);
    await expect(record()).rejects.toThrow("127.0.0.1:9 refuses the connection");
  });

  it("knows no forest that is not declared", async () => {
    await writeStack(projectRoot, "prod", [{ name: "wingtip.test", directory: live }]);
    await expect(record({ forest: "toys.test" })).rejects.toThrow(
      "The stack declares no forest named toys.test. Its forests are wingtip.test",
    );
  });

  it("leaves no file when the directory cannot be read, and shows no secret", async () => {
    await writeStack(projectRoot, "prod", [
      { name: "wingtip.test", directory: { live: { ...liveDirectory, port: 9 } } },
    ]);
    const error = await record({ forest: "WINGTIP.test" }).catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: "DirectoryUnavailableError" });
    expect(String(error)).not.toContain("Geheim-1");
    expect(await readdir(projectRoot)).toEqual(["Pulumi.prod.yaml"]);
  });
});

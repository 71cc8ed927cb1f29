import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { readStackFile, StackFileError } from "../../config/stack-file.ts";
import { ConfigurationError, parseSettings } from "../../config.ts";
import { healthySettings } from "../fixtures/settings.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-stack-"));
  for (const stack of ["dev", "production"]) write(`Pulumi.${stack}.yaml`, stackOf(healthySettings()));
  write("Pulumi.yaml", "name: hybrid-sync\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function stackOf(settings: object): string {
  const own = Object.entries(settings).map(([key, value]) => [`hybrid-sync:${key}`, value]);
  return stringify({ encryptionsalt: "v1:salt", config: { ...Object.fromEntries(own), "azuread:tenantId": "t" } });
}

function failureOf(file: string): Error {
  try {
    readStackFile(file);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error(`${file} was read`);
}

describe("a stack's file", () => {
  it("gives the settings, whether its days are quoted or not", () => {
    const expected = parseSettings(healthySettings(), { project: "hybrid-sync" });
    expect(readStackFile(join(folder, "Pulumi.dev.yaml"))).toEqual(expected);
    const unquoted = stackOf(healthySettings()).replaceAll('"2026-12-31"', "2026-12-31");
    expect(readStackFile(write("Pulumi.unquoted.yaml", unquoted))).toEqual(expected);
    rmSync(join(folder, "Pulumi.unquoted.yaml"));
  });

  it("that is missing is answered with the stacks that have one", () => {
    const failure = failureOf(join(folder, "Pulumi.prod.yaml"));
    expect(failure).toBeInstanceOf(StackFileError);
    expect(failure.message).toBe(
      "Pulumi.prod.yaml does not exist; the stacks that have a file are dev, production. " +
        "Write one with: npx hybrid-sync init --stack NAME",
    );
  });

  it("that is missing with its folder is answered all the same", () => {
    expect(failureOf(join(folder, "nowhere", "Pulumi.dev.yaml")).message).toBe(
      "Pulumi.dev.yaml does not exist; no stack has a file there. Write one with: npx hybrid-sync init --stack NAME",
    );
  });

  it("that is not YAML is answered with the place, and is not quoted", () => {
    const file = write("broken.yaml", 'config:\n  hybrid-sync:forests: [{ password: "hunter2\n');
    const failure = failureOf(file);
    expect(failure).toBeInstanceOf(StackFileError);
    expect(failure.message).toMatch(/^broken\.yaml is not valid YAML at line \d+, column \d+ \([A-Z_]+\)\.$/);
  });

  it.each([
    ["- a\n", 'broken.yaml must be a mapping with a "config" section, but is something else.'],
    ["config: [1]\n", 'broken.yaml must have a mapping under "config", but has something else there.'],
    ["config: *nowhere\n", "broken.yaml has a YAML alias that cannot be resolved."],
  ])("of another form is answered with one sentence: %j", (text, sentence) => {
    expect(failureOf(write("broken.yaml", text)).message).toBe(sentence);
  });

  it.each(["", "config:\n", "config: {}\n"])("without settings is answered with what is missing: %j", (text) => {
    const failure = failureOf(write("empty.yaml", text));
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure.message).toContain("- hybrid-sync:forests is missing");
  });

  it.each<readonly [string, string, string]>([
    ["an alias that leads back to itself", "config: &a\n  forests: [*a]\n", "has a YAML alias that refers to itself"],
    [
      "aliases that grow without end",
      `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${[1, 2, 3, 4, 5, 6, 7, 8]
        .map(
          (n) =>
            `a${n}: &a${n} [${Array(10)
              .fill(`*a${n - 1}`)
              .join(", ")}]\n`,
        )
        .join("")}config: *a8\n`,
      "has a YAML alias that cannot be resolved",
    ],
    [
      "lists in lists without end",
      `config: ${"[".repeat(50_000)}${"]".repeat(50_000)}`,
      "is not valid YAML at line 1, column 799 (RESOURCE_EXHAUSTION)",
    ],
    [
      "anchors that each refer to the one before",
      `${Array.from({ length: 20_000 }, (_, n) => `a${n}: &a${n} [${n === 0 ? "" : `*a${n - 1}`}]\n`).join("")}config: *a19999\n`,
      "has more than 200 YAML anchors and aliases",
    ],
    ["a merge of itself", "config: &a\n  <<: *a\n", "has a YAML alias that refers to itself"],
    [
      "a hundred thousand keys",
      `config:\n${Array.from({ length: 99_000 }, (_, n) => `  k${n}: 1\n`).join("")}`,
      "has more than 5000 keys",
    ],
    ["NUL characters", "config:\0", "is not text: it contains NUL characters"],
    ["more than 4 MiB", `# ${"x".repeat(5 * 1024 * 1024)}`, "is larger than 4 MiB"],
  ])("with %s is refused in one sentence", (_what, text, fault) => {
    const failure = failureOf(write("hostile.yaml", text));
    expect(failure).toBeInstanceOf(StackFileError);
    expect(failure.message).toContain(fault);
    expect(failure.message).not.toContain("\n");
  });

  it("may have values and comments that look like anchors", () => {
    const rates = Array.from({ length: 300 }, () => "  # &a *b\n  other:list: '*a'\n").at(0);
    const text = `${stackOf(healthySettings())}${rates}  other:text: |\n${"    * item\n    &b\n".repeat(300)}`;
    expect(readStackFile(write("looks.yaml", text)).forests).toHaveLength(1);
  });

  it("has no encrypted value among the settings", () => {
    const settings = healthySettings();
    Object.assign(settings.cloudSync.accounts.domainAdministrator, { name: { secure: "v1:abc:def" } });
    const failure = failureOf(write("secure.yaml", stackOf(settings)));
    expect(failure.message).toBe(
      "The configuration has one problem; the program has done nothing.\n\n" +
        "- hybrid-sync:cloudSync.accounts.domainAdministrator.name holds an encrypted value, but no value in this " +
        "configuration may be encrypted: secrets come from a file or an environment variable only. " +
        "Set it, with your own value, with:\n" +
        "  pulumi config set --path hybrid-sync:cloudSync.accounts.domainAdministrator.name 'CONTOSO\\adm-cloudsync'\n",
    );
  });

  it("may have encrypted values in other namespaces", () => {
    const text = stackOf(healthySettings()).replace("azuread:tenantId: t", "azuread:clientSecret: { secure: v1:abc }");
    expect(readStackFile(write("other.yaml", text)).forests).toHaveLength(1);
  });
});

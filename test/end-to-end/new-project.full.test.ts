/** `pulumi new` from a checkout, as somebody starts a project of their own. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { type Practice, projectRoot } from "../../lab/practice.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

describe("pulumi new", () => {
  let folder: string;
  let practice: Practice;
  let created: { readonly exitCode?: number | undefined; readonly all?: string };
  const project = () => join(folder, "project");
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "new-"));
    practice = await openSample("dev");
    // As a clone has it.
    cpSync(projectRoot, join(folder, "template"), {
      recursive: true,
      filter: (path) => !/^(?:node_modules|\.lab|\.git|reports)(?:\/|$)/.test(relative(projectRoot, path)),
    });
    // It would fetch every package again.
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/npm"), '#!/bin/sh\necho "npm $*"\n');
    chmodSync(join(folder, "bin/npm"), 0o755);
    mkdirSync(project());
    const options = ["--yes", "--name", "my-sync", "--stack", "prod", "--config", "azuread:tenantId=contoso.example"];
    created = await execa(practice.engine.command, ["new", join(folder, "template"), ...options, "--non-interactive"], {
      cwd: project(),
      env: { ...practice.environment, PATH: `${folder}/bin:${practice.environment.PATH}` },
      reject: false,
      all: true,
    });
    symlinkSync(join(projectRoot, "node_modules"), join(project(), "node_modules"));
  });
  afterAll(async () => {
    await practice?.close();
    rmSync(folder, { recursive: true });
  });

  const read = (file: string) => parse(readFileSync(join(project(), file), "utf8"));

  it("makes a project with the name that was given, with what was asked, and says what to do next", () => {
    expect(created.exitCode, created.all).toBe(0);
    expect(created.all).toContain("npx hybrid-sync init --stack NAME");
    expect(read("Pulumi.yaml")).toMatchObject({ name: "my-sync", main: "index.ts" });
    expect(read("Pulumi.yaml")).not.toHaveProperty("template");
    expect(read("Pulumi.prod.yaml").config).toEqual({
      "azuread:tenantId": "contoso.example",
      "hybrid-sync:profile": "baseline",
    });
  });

  it("describes everything that it asks", () => {
    const { config } = parse(readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8")).template;
    for (const asked of Object.values<{ description?: string }>(config)) expect(asked.description).toMatch(/\w{5}/);
  });

  it("makes one that observes and judges under its own name as this one does", async () => {
    const inProject = (...command: string[]) => practice.pulumi(command, { project: project() });
    // The sample comes with a passphrase of its own.
    writeFileSync(join(project(), "Pulumi.dev.yaml"), stringify({ config: read("Pulumi.dev.yaml").config }));
    const init = await inProject("stack", "init", "--non-interactive");
    expect(init.exitCode, init.output).toBe(0);
    const preview = await inProject("preview");
    expect(preview.exitCode, preview.output).toBe(0);
    expect(preview.output).toContain("my-sync-dev");
    expect((await expectSameWithoutEngine(practice, preview)).findings).toEqual([]);
  });
});

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { type Practice, projectRoot } from "../../lab/practice.ts";
import { pack } from "../../packaging/pack.ts";
import { violations } from "../end-to-end/events.ts";
import { openSample } from "../end-to-end/sample-practice.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { linkNeeded, type Outside, openOutside, unpack } from "./outside.ts";

// Several runs of the engine in one test.
vi.setConfig({ testTimeout: 180_000 });

const program = `import * as pulumi from "@pulumi/pulumi";
import { hybridSync } from "hybrid-sync";

const { connectSync, settings } = await hybridSync();
export const applicationId: pulumi.Output<string> | undefined = connectSync?.applicationId;
export const profile: "baseline" | "strict" = settings.profile;
`;

const project = (nodeargs: string) =>
  stringify({ name: "other", runtime: { name: "nodejs", options: { typescript: false, nodeargs } }, main: "index.ts" });

describe("the components in another Pulumi program", () => {
  let outside: Outside;
  let practice: Practice;
  const run = (...command: string[]) => practice.pulumi(command, { project: outside.folder });
  beforeAll(async () => {
    outside = openOutside();
    const { tarball } = await pack("components", join(outside.folder, "built"));
    const installed = join(outside.folder, "node_modules/hybrid-sync");
    await unpack(tarball, installed);
    linkNeeded(installed, outside.folder);
    const write = (file: string, text: string) => writeFileSync(join(outside.folder, file), text);
    write("index.ts", program);
    write("package.json", '{ "type": "module", "main": "index.ts" }');
    write("Pulumi.yaml", project("--import hybrid-sync/node-loading/dry-run.js"));
    write("Pulumi.dev.yaml", stringify({ config: sampleConfiguration() }));
    mkdirSync(join(outside.folder, "samples"));
    cpSync(join(projectRoot, "samples"), join(outside.folder, "samples"), { recursive: true });
    practice = await openSample("dev");
    const { exitCode, output } = await run("stack", "init", "--non-interactive");
    expect(exitCode, output).toBe(0);
  });
  afterAll(async () => {
    await practice?.close();
    outside?.[Symbol.dispose]();
  });

  it("are typed", () => {
    const check = (text: string) => {
      writeFileSync(join(outside.folder, "index.ts"), text);
      const options = { strict: true, noEmit: true, skipLibCheck: true, types: [] };
      const { NodeNext } = ts.ModuleKind;
      const compiled = ts.createProgram([join(outside.folder, "index.ts")], {
        ...options,
        module: NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        target: ts.ScriptTarget.ES2024,
      });
      return ts
        .getPreEmitDiagnostics(compiled)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    };
    expect(check(program.replace('"baseline" | "strict"', "number"))).toEqual([
      expect.stringContaining("is not assignable to type 'number'"),
    ]);
    expect(check(program)).toEqual([]);
  });

  it("observe, judge and apply as here, by settings of the other program's own stack", async () => {
    const own = await practice.pulumi(["preview"]);
    const preview = await run("preview");
    expect(preview.exitCode, preview.output).toBe(0);
    const names = ({ events }: typeof preview) =>
      events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.urn.split("::").at(-1) ?? []).toSorted();
    const renamed = (name: string) => name.replace(/^other-dev$/, "hybrid-sync-dev");
    expect(names(preview).map(renamed).toSorted()).toEqual(names(own));
    const up = await run("up", "--yes", "--skip-preview");
    expect(up.exitCode, up.output).toBe(0);
    expect(practice.tenant.writes().length).toBeGreaterThan(3);
    const { output } = await run("stack", "output", "--json");
    expect(JSON.parse(output)).toMatchObject({
      applicationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      profile: "baseline",
    });
  });

  it("refuse to run where the environment could make an update look like a preview", async () => {
    writeFileSync(join(outside.folder, "Pulumi.yaml"), project(""));
    const { exitCode, output } = await run("preview");
    writeFileSync(join(outside.folder, "Pulumi.yaml"), project("--import hybrid-sync/node-loading/dry-run.js"));
    expect(exitCode).not.toBe(0);
    expect(output).toContain("nodeargs: --import hybrid-sync/node-loading/dry-run.js");
  });

  it("block before anything is written, with no pack at all", async () => {
    const faulty = readFileSync(join(projectRoot, "Pulumi.faulty.yaml"), "utf8");
    const before = practice.tenant.writes().length;
    const salt = /^encryptionsalt: .*$/m.exec(readFileSync(join(outside.folder, "Pulumi.dev.yaml"), "utf8"))?.[0] ?? "";
    writeFileSync(join(outside.folder, "Pulumi.dev.yaml"), `${salt}\n${faulty}`);
    const { exitCode, output, events } = await practice.pulumi(["up", "--yes", "--skip-preview"], {
      project: outside.folder,
      policies: false,
    });
    expect(exitCode).not.toBe(0);
    expect(output).toContain("Nothing is written: ");
    expect(violations(events)).toEqual([]);
    expect(practice.tenant.writes()).toHaveLength(before);
  });
});

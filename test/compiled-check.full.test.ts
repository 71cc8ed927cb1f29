/** The compiled check and the sources that it is made from say the same. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Surroundings } from "../lab/practice.ts";
import { createPrivateFolder, type PrivateFolder } from "../lab/private-folder.ts";
import { sampleClock, samples } from "../lab/sample-tenants.ts";
import { compileCheck } from "../packaging/compile-check.ts";
import { formats } from "../report/format-names.ts";

let folder: PrivateFolder;
let compiled: string;

beforeAll(async () => {
  folder = await createPrivateFolder({ purpose: "compiled-check", parent: resolve(".lab") });
  compiled = join(folder.path, "check");
  await compileCheck(compiled);
});

afterAll(() => folder.remove());

describe.each(["dev", "faulty"])("sample %s", (stack) => {
  let lab: Surroundings;

  beforeAll(async () => {
    const sample = samples[stack];
    if (sample === undefined) throw new Error(`there is no sample ${stack}`);
    lab = await Surroundings.open({ stack, clock: sampleClock, tenant: sample.tenant });
  });

  afterAll(() => lab[Symbol.asyncDispose]());

  function check(entry: string, format: string) {
    const file = join(lab.folder, "project", `Pulumi.${stack}.yaml`);
    return execa(
      process.execPath,
      [
        "--import",
        "./node-loading/lighter-sdk.js",
        entry,
        "check",
        "--stack",
        stack,
        "--config-file",
        file,
        "--format",
        format,
      ],
      { env: lab.environment, reject: false, stdin: "ignore" },
    );
  }

  it.each(formats)("says the same as %s", async (format) => {
    const ofSources = await check("commands/main.ts", format);
    const ofCompiled = await check(join(compiled, "main.js"), format);
    expect(ofCompiled.stdout.length).toBeGreaterThan(0);
    expect(withoutTimes(ofCompiled.stdout)).toBe(withoutTimes(ofSources.stdout));
    expect(ofCompiled.stderr).toBe(ofSources.stderr);
    expect(ofCompiled.exitCode).toBe(ofSources.exitCode);
  });
});

it("is made of the rules, the catalogue, the observations and the renderings", () => {
  const { files } = JSON.parse(readFileSync(join(compiled, "made-from.json"), "utf8"));
  expect(files).toEqual(
    expect.arrayContaining([
      "commands/check/check-stack.ts",
      "policy/rules/gmsa-exists.ts",
      "catalogue/accounts.ts",
      "directory/security/access-check.ts",
      "tenant/observe-tenant.ts",
      "report/html.ts",
    ]),
  );
});

/** Two runs have two moments. */
function withoutTimes(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.]*/g, "TIME");
}

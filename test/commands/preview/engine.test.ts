import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openStack } from "../../../commands/preview/engine.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engine-"));
  // An engine that only says that it ran.
  await writeFile(
    `${folder}/pulumi`,
    `#!/bin/sh\n[ "$1" = version ] && echo v3.259.0 || { echo > ${folder}/ran-$1; exit 1; }\n`,
  );
  await chmod(`${folder}/pulumi`, 0o700);
  await writeFile(`${folder}/Pulumi.yaml`, "name: empty\nruntime: nodejs\n");
  vi.stubEnv("PATH", `${folder}:/usr/bin:/bin`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** What the engine ran when somebody interrupts at that moment; the terminal is said to tell the engine by itself. */
async function ranWhenInterrupted(
  moment: "before the run" | "while the run begins" | "never",
): Promise<readonly string[]> {
  const stack = await openStack({ stack: "dev", project: folder, policyPack: folder, policyPackConfig: undefined });
  const told = new AbortController();
  const interruption = { told: told.signal, handedOn: new AbortController().signal };
  if (moment === "before the run") told.abort();
  const run = stack.run("preview", [], { onEvent: () => {}, interruption });
  if (moment === "while the run begins") told.abort();
  if (moment !== "never") expect(await run).toEqual({ succeeded: false, events: [], errors: "" });
  else await run.catch(() => {});
  return (await readdir(folder)).filter((name) => name.startsWith("ran-preview"));
}

it.each([
  ["never", ["ran-preview"]],
  ["before the run", []],
  ["while the run begins", []],
] as const)("starts the engine where a run is interrupted %s: %j", async (moment, ran) => {
  expect(await ranWhenInterrupted(moment)).toEqual(ran);
});

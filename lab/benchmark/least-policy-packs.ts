/** Policy packs that do less than any real one: below what they take, no pack can come. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { type Practice, projectRoot } from "../practice.ts";
import { compileCacheVariable } from "../pulumi/language-host/compile-cache.ts";

/** Writes a pack with one policy, in plain JavaScript, that never looks at a resource. Gives its folder. */
export function writeTrivialPack(parent: string): Promise<string> {
  return writePack(
    join(parent, "trivial-pack"),
    `const { PolicyPack } = require("@pulumi/policy");
const policy = { name: "nothing", description: "Finds nothing.", enforcementLevel: "advisory", validateResource: () => {} };
new PolicyPack("trivial", { policies: [policy] });
`,
  );
}

/** Writes a pack that ends with its first statement. Gives its folder. */
export function writeEndingPack(parent: string): Promise<string> {
  return writePack(join(parent, "ending-pack"), "process.exit();\n");
}

/** Starts a pack as the engine does, through the SDK's own script, and waits until it has ended. */
export async function runEndingPack(pack: string, { environment }: Pick<Practice, "environment">): Promise<void> {
  const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const env = { ...environment, ...compileCacheVariable(environment, "policy-pack") };
  // It ends before it would connect to an engine.
  await execa(process.execPath, [runner, "127.0.0.1:1", pack], { cwd: pack, env, stdin: "ignore" });
}

async function writePack(folder: string, program: string): Promise<string> {
  await mkdir(folder);
  await writeFile(
    join(folder, "PulumiPolicy.yaml"),
    stringify({ runtime: { name: "nodejs", options: { typescript: false } } }),
  );
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "pack", version: "0.0.0" }));
  await writeFile(join(folder, "index.js"), program);
  // The SDK stands beside a pack.
  await symlink(join(projectRoot, "node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}

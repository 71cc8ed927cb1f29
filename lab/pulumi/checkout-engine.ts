import { constants } from "node:fs";
import { copyFile, link, mkdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import writeFileAtomic from "write-file-atomic";
import { isExecutable } from "./executable.ts";

/** Where a checkout keeps its engines. */
export function checkoutEngines(projectRoot: string): string {
  return join(projectRoot, ".lab", "engine");
}

/**
 * Puts an engine of the user's cache together with this checkout's language host, and returns the folder.
 *
 * The cache is shared by all checkouts while the language host comes from one of them, so the two must not meet in the
 * cache: each checkout has a folder of its own, which holds the engine as a hard link. A symbolic link would make the
 * engine look for its helpers in the cache.
 */
export async function checkoutEngine(cached: string, projectRoot: string): Promise<string> {
  const bin = join(checkoutEngines(projectRoot), basename(cached));
  await mkdir(bin, { recursive: true });
  if (!(await isExecutable(join(bin, "pulumi")))) await linkOrCopy(join(cached, "pulumi"), join(bin, "pulumi"));
  await placeScript(join(bin, "pulumi-language-nodejs"), languageHostScript());
  await placeScript(join(bin, "pulumi-resource-pulumi-nodejs"), dynamicProviderScript());
  return bin;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}`;
  try {
    await link(from, temporary).catch((error: NodeJS.ErrnoException) => {
      // The cache is on another file system, or on one without hard links.
      if (!["EXDEV", "EPERM", "ENOTSUP", "EMLINK"].includes(error.code ?? "")) throw error;
      return copyFile(from, temporary, constants.COPYFILE_FICLONE);
    });
    await rename(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function placeScript(path: string, text: string): Promise<void> {
  if ((await isExecutable(path)) && (await readFile(path, "utf8")) === text) return;
  await writeFileAtomic(path, text, { mode: 0o755 });
}

function languageHostScript(): string {
  const host = fileURLToPath(new URL("language-host.ts", import.meta.url));
  return `#!/bin/sh\nexec node '${host.replaceAll("'", `'\\''`)}' "$@"\n`;
}

/**
 * What the SDK's own script for dynamic providers does, which the official release has beside it. That one leaves the
 * provider behind when the engine is killed before the first call.
 */
function dynamicProviderScript(): string {
  const ending = new URL("end-with-engine.ts", import.meta.url).href;
  return `#!/bin/sh
script=$(node -e "console.log(require.resolve('@pulumi/pulumi/cmd/dynamic-provider'))") &&
exec node --import '${ending.replaceAll("'", "%27")}' "$script" "$@"
`;
}

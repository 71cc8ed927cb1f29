import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import envPaths from "env-paths";
import { publish } from "../pulumi/cache.ts";

/** Kept apart from the empty domains, of which only a few are kept. */
const cache = join(envPaths("hybrid-sync", { suffix: "" }).cache, "populated");

/**
 * Copies a filled domain into `folder`; `fill` makes it in a folder of its own when the cache has none that was made from
 * the same `origin` by the same scripts.
 *
 * @returns whether it came from the cache.
 */
export async function copyPopulatedDomain(
  folder: string,
  origin: unknown,
  fill: (folder: string) => Promise<void>,
): Promise<{ readonly cached: boolean }> {
  const template = join(cache, await keyOf(origin));
  const cached = existsSync(template);
  if (!cached) await publish(template, fill);
  await cp(template, folder, { recursive: true, force: true, preserveTimestamps: true });
  return { cached };
}

async function keyOf(origin: unknown): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(origin));
  for (const script of ["provision.py", "apply.py", "populate.py"])
    hash.update(await readFile(new URL(script, import.meta.url)));
  return hash.digest("hex").slice(0, 32);
}

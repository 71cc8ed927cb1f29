import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import envPaths from "env-paths";
import { runPython } from "./python.ts";

/** An empty domain as it comes out of provisioning. */
export interface EmptyDomain {
  readonly dnsName: string;
  readonly netBiosName: string;
  readonly hostName: string;
  readonly sid: string;
}

/** A template is 36 MB; those that were used longest ago go first. */
const templatesToKeep = 8;
const unusedForAtLeast = 60 * 60 * 1000;

const defaultCache = join(envPaths("hybrid-sync", { suffix: "" }).cache, "active-directory");

/**
 * Copies an empty domain into `folder`, provisioning it when the cache has none from this version of Samba and of the
 * provisioning script. Several runs may do so at once.
 *
 * @returns whether it came from the cache.
 */
export async function copyEmptyDomain(
  domain: EmptyDomain,
  folder: string,
  { sambaVersion, progress, cache = defaultCache }: CopyOptions,
): Promise<{ readonly cached: boolean }> {
  const template = join(cache, await templateKey(domain, sambaVersion));
  const cached = existsSync(template);
  if (!cached) {
    progress(`provisioning the domain ${domain.dnsName} (once, a few seconds)`);
    await provision(domain, template);
    await removeOldTemplates(cache);
  }
  const now = new Date();
  await utimes(template, now, now);
  await cp(template, folder, { recursive: true, force: true, preserveTimestamps: true });
  return { cached };
}

export interface CopyOptions {
  readonly sambaVersion: string;
  readonly progress: (line: string) => void;
  /** Folder of the templates; in the user's cache folder when absent. */
  readonly cache?: string;
}

async function templateKey(domain: EmptyDomain, sambaVersion: string): Promise<string> {
  const script = await readFile(new URL("provision.py", import.meta.url));
  return createHash("sha256")
    .update(script)
    .update(JSON.stringify([sambaVersion, domain.dnsName, domain.netBiosName, domain.hostName, domain.sid]))
    .digest("hex")
    .slice(0, 32);
}

/** Provisions beside the template's place and renames: a run that was cut short leaves nothing that looks finished. */
async function provision(domain: EmptyDomain, template: string): Promise<void> {
  const unfinished = `${template}.${randomUUID()}.unfinished`;
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    await runPython("provision.py", {
      ...domain,
      folder: unfinished,
      configuration: join(unfinished, "provision.conf"),
    });
    await rename(unfinished, template);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!isTaken(error)) {
      throw error;
    }
    // Another run provisioned the same domain meanwhile: its template serves as well.
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOTEMPTY" || error.code === "EEXIST");
}

async function removeOldTemplates(cache: string): Promise<void> {
  const names = await readdir(cache);
  const used = await Promise.all(
    names.map(async (name) => ({ path: join(cache, name), at: (await lastUse(join(cache, name))) ?? Date.now() })),
  );
  const newestFirst = used.toSorted((left, right) => right.at - left.at);
  const old = newestFirst.filter(
    ({ path, at }, position) =>
      Date.now() - at > unusedForAtLeast && (position >= templatesToKeep || path.endsWith(".unfinished")),
  );
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

/** Undefined when another run has just removed it. */
async function lastUse(path: string): Promise<number | undefined> {
  return (await stat(path, { throwIfNoEntry: false }))?.mtimeMs;
}

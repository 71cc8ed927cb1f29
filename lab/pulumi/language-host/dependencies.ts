import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Dependency {
  readonly name: string;
  readonly version: string;
}

/** Every package that npm installed for a program, by its lock file; without one, what `package.json` asks for. */
export async function programDependencies(directory: string, transitive: boolean): Promise<Dependency[]> {
  const manifest = await readJson(join(directory, "package.json"));
  const direct = { ...record(manifest.devDependencies), ...record(manifest.dependencies) };
  const packages = record((await readLock(directory)).packages);
  const locked = Object.entries(packages).flatMap(([path, entry]) => {
    const name = path.split("node_modules/").at(-1) ?? "";
    const version = record(entry).version;
    return name === "" || typeof version !== "string" ? [] : [{ name, version, path }];
  });
  if (transitive && locked.length > 0) return locked.map(({ name, version }) => ({ name, version }));
  return Object.entries(direct).map(([name, range]) => ({
    name,
    version: locked.find(({ path }) => path === `node_modules/${name}`)?.version ?? String(range),
  }));
}

async function readLock(directory: string): Promise<Record<string, unknown>> {
  try {
    return await readJson(join(directory, "package-lock.json"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  return record(JSON.parse(await readFile(path, "utf8")));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

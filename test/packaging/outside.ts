/** A folder outside the checkout, with nothing but what a package says that it needs. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { projectRoot } from "../../lab/practice.ts";

export interface Outside extends Disposable {
  readonly folder: string;
}

export function openOutside(): Outside {
  const folder = mkdtempSync(join(tmpdir(), "outside-"));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** What `npm install` makes of a tarball, from the node modules of the checkout: those that it names, and no others. */
export async function unpack(tarball: string, place: string): Promise<void> {
  mkdirSync(place, { recursive: true });
  await execa("tar", ["xzf", tarball, "--strip-components", "1", "-C", place]);
}

/** Links what the package in `place` names below `folder`, from which Node finds it. */
export function linkNeeded(place: string, folder: string): void {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(projectRoot, "node_modules", name), link);
  }
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the checkout. */
export const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** A folder that goes away by itself, inside the checkout so that programs in it find the SDK. */
export class Workspace implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
    await mkdir(join(checkout, ".lab"), { recursive: true });
    const workspace = new Workspace(await mkdtemp(join(checkout, ".lab", "test-")));
    for (const [path, text] of Object.entries(files)) await workspace.write(path, text);
    return workspace;
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  async write(path: string, text: string, mode = 0o644): Promise<string> {
    const file = this.path(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode });
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

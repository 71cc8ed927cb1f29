import { existsSync } from "node:fs";
import { mkdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { createPrivateFolder } from "../../../lab/private-folder.ts";

const purpose = "hybrid-sync-directory";

it("a private folder is readable by its owner only, and gone when removed", async () => {
  const folder = await createPrivateFolder({ purpose });
  expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

it("folders of processes that are gone are swept, also when their number was given away; those of living ones stay", async () => {
  const own = await createPrivateFolder({ purpose });
  const parent = dirname(own.path);
  const [, pid, started] = /^hybrid-sync-directory-(\d+)-(\d+)-/.exec(basename(own.path)) ?? [];
  const sameNumber = join(parent, `hybrid-sync-directory-${pid}-${Number(started) - 1}-stale`);
  await mkdir(sameNumber);
  const next = await createPrivateFolder({ purpose });
  expect([existsSync(own.path), existsSync(sameNumber)]).toEqual([true, false]);
  await Promise.all([own.remove(), next.remove()]);
});

it("a folder can be made in a place that is not there yet, where folders of another purpose stay", async () => {
  await using place = await disposable();
  const parent = join(place.path, "runs");
  const other = join(parent, "other-1-0-stale");
  await mkdir(other, { recursive: true });
  const folder = await createPrivateFolder({ purpose: "run", parent });
  expect(dirname(folder.path)).toBe(parent);
  expect(existsSync(other)).toBe(true);
});

it("a practice directory ends when the process that started it is killed, and the next start sweeps its folder", async () => {
  const script = fileURLToPath(new URL("support/start-and-wait.ts", import.meta.url));
  const owner = execa({ reject: false, stdin: "pipe", buffer: false })`node ${script}`;
  const { pid, folder } = JSON.parse(await firstChunk(owner.stdout));
  expect(await readFile(`/proc/${pid}/comm`, "utf8")).toMatch(/^samba/);
  owner.kill("SIGKILL");
  await owner;
  await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), { timeout: 60_000 });
  const next = await createPrivateFolder({ purpose });
  expect(existsSync(folder)).toBe(false);
  await next.remove();
}, 180_000);

async function disposable() {
  const folder = await createPrivateFolder({ purpose });
  return { path: folder.path, [Symbol.asyncDispose]: () => folder.remove() };
}

async function firstChunk(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const chunk of stream) {
    return chunk.toString();
  }
  throw new Error("The practice directory ended before it said where it is.");
}

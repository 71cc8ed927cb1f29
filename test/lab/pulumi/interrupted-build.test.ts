import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { projectRoot } from "../../../lab/practice.ts";

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "hybrid-sync-cache-"));
});
afterEach(async () => {
  await rm(cache, { recursive: true });
});

it("leaves neither an unfinished engine nor a lock in the cache when the process ends during a build", async () => {
  const script = `
    import { withBuildLock } from "./lab/pulumi/build-lock.ts";
    import { publish } from "./lab/pulumi/cache.ts";
    import { readdir } from "node:fs/promises";
    const [cache] = process.argv.slice(1);
    await withBuildLock(cache + "/engine.lock", () => {}, () => publish(cache + "/engine", async () => {
      console.log(JSON.stringify(await readdir(cache)));
      process.exit(130);
    }));
  `;
  const { exitCode, stdout } = await execa("node", ["--input-type=module", "-e", script, cache], {
    cwd: projectRoot,
    reject: false,
  });
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toEqual(["engine.lock", expect.stringMatching(/^unfinished-/)]);
  expect(await readdir(cache)).toEqual([]);
});

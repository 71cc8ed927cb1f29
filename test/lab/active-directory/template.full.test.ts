import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureSamba } from "../../../lab/active-directory/install-samba.ts";
import { PythonHelperError } from "../../../lab/active-directory/python.ts";
import { copyEmptyDomain } from "../../../lab/active-directory/template.ts";

const domain = { dnsName: "cache.example", netBiosName: "CACHE", hostName: "dc1", sid: "S-1-5-21-3-2-1" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-template-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("copyEmptyDomain", { timeout: 180_000 }, () => {
  it("provisions once for runs that race and runs that follow, and sweeps what is old", async () => {
    const { version: sambaVersion } = await ensureSamba();
    const cache = join(folder, "cache");
    const lines: string[] = [];
    const copy = (name: string) =>
      copyEmptyDomain(domain, join(folder, name), { sambaVersion, cache, progress: (line) => lines.push(line) });
    const longAgo = new Date("2020-01-01");
    await mkdir(join(cache, "cut-short.unfinished"), { recursive: true });
    await utimes(join(cache, "cut-short.unfinished"), longAgo, longAgo);

    const racing = await Promise.all([copy("first"), copy("second")]);
    expect(racing).toEqual([{ cached: false }, { cached: false }]);
    expect(await readdir(cache)).toHaveLength(1);

    lines.length = 0;
    expect(await copy("third")).toEqual({ cached: true });
    expect(lines).toEqual([]);
    for (const name of ["first", "second", "third"]) {
      expect(existsSync(join(folder, name, "private", "sam.ldb"))).toBe(true);
    }
  });

  it("leaves nothing in the cache when provisioning fails", async () => {
    const { version: sambaVersion } = await ensureSamba();
    const cache = join(folder, "cache");
    // A description with such an identifier is refused long before.
    const copying = copyEmptyDomain({ ...domain, sid: "S-1-5-21-x" }, join(folder, "copy"), {
      sambaVersion,
      cache,
      progress: () => {},
    });
    await expect(copying).rejects.toThrow(PythonHelperError);
    expect(await readdir(cache)).toEqual([]);
  });
});

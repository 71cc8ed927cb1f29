import { readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";
import { pack } from "../../packaging/pack.ts";
import { violations } from "../end-to-end/events.ts";
import { openSample } from "../end-to-end/sample-practice.ts";
import { linkNeeded, openOutside, unpack } from "./outside.ts";

describe("the packed policy pack", () => {
  it("finds outside the checkout what the one in it finds, and holds no TypeScript", async () => {
    using outside = openOutside();
    const { tarball } = await pack("policy", outside.folder);
    const installed = join(outside.folder, "installed");
    await unpack(tarball, installed);
    linkNeeded(installed, installed);
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))).toEqual([]);
    expect(files).toContain("PulumiPolicy.yaml");

    await using practice = await openSample("faulty");
    const packed = await practice.pulumi(["preview", "--policy-pack", installed], { policies: false });
    const own = await practice.pulumi(["preview"]);
    expect(packed.output).toContain("hybrid-sync@v0.1.0");
    expect(violations(packed.events).length).toBeGreaterThan(10);
    expect(violations(packed.events)).toEqual(violations(own.events));
    expect(packed.exitCode).toBe(own.exitCode);
  });

  it("cannot be packed by mistake from the folder that imports from above", async () => {
    const { exitCode, stderr } = await execa("npm", ["pack", "--dry-run"], {
      cwd: join(projectRoot, "policy"),
      reject: false,
    });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("Run there: npm run pack:policy");
  });
});

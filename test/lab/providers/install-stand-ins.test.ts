import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installStandIns } from "../../../lab/providers/install-stand-ins.ts";

let pulumiHome: string;

beforeEach(async () => {
  pulumiHome = await mkdtemp(join(tmpdir(), "hybrid-sync-pulumi-home-"));
});

afterEach(() => rm(pulumiHome, { recursive: true }));

describe("installStandIns", () => {
  it("places each stand-in under the version that its npm package asks the engine for", async () => {
    const installed = await installStandIns(pulumiHome, resolve("."));
    for (const { name, version, folder } of installed) {
      const { pulumi } = JSON.parse(await readFile(resolve("node_modules/@pulumi", name, "package.json"), "utf8"));
      expect(version).toBe(pulumi.version);
      expect(folder).toBe(join(pulumiHome, "plugins", `resource-${name}-v${version}`));
      expect((await readdir(folder)).sort()).toEqual([
        "PulumiPlugin.yaml",
        "index.js",
        "package.json",
        `pulumi-resource-${name}`,
      ]);
    }
    expect(installed.map(({ name }) => name)).toEqual(["azuread", "azure-native"]);
  });

  it("changes nothing when done again", async () => {
    const times = async () => {
      const installed = await installStandIns(pulumiHome, resolve("."));
      return Promise.all(installed.map(async ({ folder }) => (await stat(join(folder, "index.js"))).mtimeMs));
    };
    expect(await times()).toEqual(await times());
  });

  it("leaves an installed plugin alone to which a link leads", async () => {
    const [azuread] = await installStandIns(join(pulumiHome, "first"), resolve("."));
    const plugins = join(pulumiHome, "second", "plugins");
    const installed = join(pulumiHome, "installed");
    await mkdir(plugins, { recursive: true });
    await mkdir(installed);
    await symlink(installed, join(plugins, basename(azuread?.folder ?? "")));
    await installStandIns(join(pulumiHome, "second"), resolve("."));
    expect(await readdir(installed)).toEqual([]);
    expect(await readdir(join(plugins, basename(azuread?.folder ?? "")))).toContain("index.js");
  });

  it("follows the checkout when it has moved", async () => {
    await installStandIns(pulumiHome, "/somewhere/else");
    const [azuread] = await installStandIns(pulumiHome, resolve("."));
    const entry = await readFile(join(azuread?.folder ?? "", "index.js"), "utf8");
    expect(entry).not.toContain("/somewhere/else");
    expect(entry).toContain("/lab/providers/azuread/main.ts");
  });
});

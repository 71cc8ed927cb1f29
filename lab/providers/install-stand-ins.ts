import { mkdir, readFile, readlink, unlink } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { quote } from "shlex";
import writeFileAtomic from "write-file-atomic";
import { packageVersion } from "./plugin-version.ts";

// Node runs the TypeScript itself; without the option the SDK loads a compiler.
const pluginDescription = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";

const plugins = ["azuread", "azure-native"] as const;

/** A stand-in that was placed where the engine looks for plugins. */
export interface InstalledStandIn {
  readonly name: (typeof plugins)[number];
  readonly version: string;
  /** `<PULUMI_HOME>/plugins/resource-azuread-v6.9.1`. */
  readonly folder: string;
}

/**
 * Places the stand-ins for `azuread` and `azure-native` in a PULUMI_HOME of the practice environment, under the versions
 * of the installed npm packages: the engine asks for exactly those. Doing it again changes nothing.
 *
 * @param pulumiHome within the project, so that `@pulumi/pulumi` is found from there; never a person's own, whose plugins
 * the stand-ins would shadow.
 * @param projectRoot absolute path of the checkout.
 */
export async function installStandIns(pulumiHome: string, projectRoot: string): Promise<InstalledStandIn[]> {
  return Promise.all(
    plugins.map(async (name) => {
      const version = packageVersion(`@pulumi/${name}`);
      const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
      const main = join(projectRoot, "lab", "providers", name, "main.ts");
      await unlinkElsewhere(folder);
      await mkdir(folder, { recursive: true });
      await Promise.all([
        writeWhenDifferent(join(folder, "PulumiPlugin.yaml"), pluginDescription),
        writeWhenDifferent(join(folder, "package.json"), packageJson(name, version)),
        writeWhenDifferent(join(folder, "index.js"), `import ${JSON.stringify(pathToFileURL(main).href)};\n`),
        // Started by itself, as a released plugin is; on Windows the engine passes it over and reads the description.
        writeWhenDifferent(
          join(folder, `pulumi-resource-${name}`),
          `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(main)} "$@"\n`,
          0o755,
        ),
      ]);
      return { name, version, folder };
    }),
  );
}

function packageJson(name: string, version: string): string {
  return `${JSON.stringify({ name: `${name}-stand-in`, version, private: true, type: "module", main: "index.js" }, null, 2)}\n`;
}

/** A folder that is a link belongs to an installed plugin: the link goes, what it leads to stays as it is. */
async function unlinkElsewhere(folder: string): Promise<void> {
  const linked = await readlink(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "EINVAL") return undefined;
    throw error;
  });
  if (linked !== undefined) await unlink(folder);
}

async function writeWhenDifferent(path: string, content: string, mode = 0o644): Promise<void> {
  const present = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (present !== content) await writeFileAtomic(path, content, { mode });
}

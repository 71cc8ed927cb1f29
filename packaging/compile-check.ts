/**
 * Puts what `hybrid-sync check` loads into a few files, because Node needs longer to find and open nine hundred modules than
 * the check needs to judge a forest. `npm ci` does this at its end, with prepare.js.
 */
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { compiledCheck, contentsOf } from "../node-loading/compiled-check.js";

const root = fileURLToPath(new URL("../", import.meta.url));

/** What decides about the result besides the files that are read. */
const itself = ["packaging/compile-check.ts", "node-loading/compiled-check.js"];

/** Left where they are: Pulumi's SDK, of which a process has one copy, and what it shares with its packages. */
const leftOutside = [/^@pulumi\//, /^google-protobuf/, /\.node$/];

/** Zod's messages in English only, as in node-loading/lighter-sdk.js. */
const englishOnly: Plugin = {
  name: "english-only",
  resolveId(request, importer) {
    const isEveryLanguage = request === "../locales/index.js" && importer?.includes("/zod/v4/");
    return isEveryLanguage ? this.resolve("../locales/en.js", importer) : null;
  },
};

/**
 * Writes the compiled check. The folder appears as a whole or not at all.
 *
 * @param target two levels or more below the checkout, from whose modules it takes Pulumi's SDK
 * @throws when a file changes meanwhile
 */
export async function compileCheck(target = join(root, compiledCheck)): Promise<void> {
  const started = Date.now();
  const read = new Set(itself);
  /** Each file goes on finding what lies beside it; what it requires by name is put in, too. */
  const ownFiles: Plugin = {
    name: "own-files",
    transform(code, file) {
      if (!isOwn(file)) return null;
      read.add(fromTo(root, file));
      return code
        .replaceAll("createRequire(import.meta.url)(", "require(")
        .replaceAll("import.meta.url", `new URL(${JSON.stringify(fromTo(target, file))}, import.meta.url).href`);
    },
  };
  await mkdir(dirname(target), { recursive: true });
  const written = await mkdtemp(`${dirname(target)}${sep}new-`);
  try {
    await using bundle = await rolldown({
      input: join(root, "commands/main.ts"),
      platform: "node",
      external: leftOutside,
      plugins: [englishOnly, ownFiles],
      logLevel: "silent",
    });
    await bundle.write({ dir: written, format: "esm" });
    const files = [...read].toSorted();
    for (const file of files) {
      if ((await stat(join(root, file))).mtimeMs >= started) throw new Error(`${file} was changed meanwhile`);
    }
    await writeFile(join(written, "package.json"), '{"type":"module"}\n');
    await writeFile(join(written, "made-from.json"), JSON.stringify({ files, contents: contentsOf(files) }));
    await rm(target, { recursive: true, force: true });
    await rename(written, target);
  } finally {
    await rm(written, { recursive: true, force: true });
  }
}

/** A file of the checkout itself, not of an installed module. */
function isOwn(file: string): boolean {
  return file.startsWith(root) && !file.slice(root.length).includes("node_modules") && !file.includes("\0");
}

/** With slashes on every system. */
function fromTo(folder: string, file: string): string {
  return relative(folder, file).split(sep).join("/");
}

/** `node config/documentation.ts` writes docs/configuration.md; with `--check` it only says whether it is current. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configurationReference } from "./reference.ts";

const file = fileURLToPath(new URL("../docs/configuration.md", import.meta.url));
const current = configurationReference();

if (!process.argv.includes("--check")) {
  writeFileSync(file, current);
} else if (read(file) !== current) {
  console.error("docs/configuration.md does not match the schema; write it again with: npm run docs");
  process.exitCode = 1;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

// Plain JavaScript, because it decides what is run before any TypeScript is loaded.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The checkout. */
const root = new URL("../", import.meta.url);

/** Where the compiled check lies, from the root. Not below `node_modules`, which may be a link into another checkout. */
export const compiledCheck = ".compiled/check/";

/** What npm writes about the modules that it has installed. */
const installedModules = "node_modules/.package-lock.json";

/**
 * The entry of the compiled check, where it was made from exactly the files that are there now; undefined otherwise.
 * Every file is read, so that neither an edit nor a git pull is missed.
 *
 * @param {URL} [checkout]
 * @returns {string | undefined} address of a module
 */
export function currentCompiledCheck(checkout = root) {
  try {
    const { files, contents } = JSON.parse(readFileSync(new URL(`${compiledCheck}made-from.json`, checkout), "utf8"));
    return contents === contentsOf(files, checkout) ? new URL(`${compiledCheck}main.js`, checkout).href : undefined;
  } catch {
    // It was never made, or a file is gone.
    return undefined;
  }
}

/**
 * One digest of these files and of what npm has installed.
 *
 * @param {readonly string[]} files paths from the root
 * @param {URL} [checkout]
 */
export function contentsOf(files, checkout = root) {
  const digest = createHash("sha256");
  for (const file of [installedModules, ...files]) {
    const content = readFileSync(new URL(file, checkout));
    digest.update(`${file}\0${content.length}\0`).update(content);
  }
  return digest.digest("hex");
}

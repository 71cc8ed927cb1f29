// Installs the node modules when they are missing or stale. Plain JavaScript without dependencies: it runs before
// anything is installed, on whatever Node brings npm.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${root}node_modules/.installed-from`;
const wanted = createHash("sha256")
  .update(readFileSync(`${root}package-lock.json`))
  .digest("hex");
const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";

if (installed !== wanted || !existsSync(`${root}node_modules/.bin/node`)) {
  process.stdout.write("Installing node modules (about a minute the first time) …\n");
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    process.stderr.write(
      `npm ci failed${error ? `: ${error.message}` : ""}. hybrid-sync cannot run without its node modules; see npm's message above.\n`,
    );
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, wanted);
}

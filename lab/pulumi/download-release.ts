/** Installs an official release of Pulumi: `node download-release.ts VERSION FOLDER`. A process of its own, as it may hang. */
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import semver from "semver";
import { signalGroup } from "./process-group.ts";

const [version, root] = process.argv.slice(2);
if (version === undefined || root === undefined) throw new Error("usage: node download-release.ts VERSION FOLDER");
// Whoever started this holds the other end of its input: when they are gone, nobody waits for the download.
process.stdin.on("close", endEverything).resume();
try {
  await PulumiCommand.install({ version: new semver.SemVer(version), root });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
process.exit();

function endEverything(): void {
  signalGroup(process.pid, "SIGKILL");
  process.exit(1);
}

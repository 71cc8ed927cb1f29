/** Installs an official release of Pulumi: `node download-release.ts VERSION FOLDER`. A process of its own, as it may hang. */
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import semver from "semver";

const [version, root] = process.argv.slice(2);
if (version === undefined || root === undefined) throw new Error("usage: node download-release.ts VERSION FOLDER");
try {
  await PulumiCommand.install({ version: new semver.SemVer(version), root });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

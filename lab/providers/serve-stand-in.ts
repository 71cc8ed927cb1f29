import { keepCompiled } from "../../node-loading/compile-cache.js";
import { whenEngineIsGone } from "../../node-loading/engine-end.ts";
import { engineLog } from "./engine-log.ts";
import { engineAddress, packageVersion } from "./plugin-version.ts";
import type { Provider } from "./provider.ts";
import { serveProvider } from "./provider-server.ts";
import type { StandInOptions } from "./tenant-access.ts";

/** Serves the stand-in for the plugin of an npm package, as a program of its own that the engine started. */
export function serveStandIn(packageName: string, create: (options: StandInOptions) => Provider): void {
  keepCompiled("plain");
  whenEngineIsGone(() => process.exit());
  // No top-level await: the host of Node plugins loads this with require(), which cannot wait.
  serveProvider(
    create({
      version: packageVersion(packageName),
      environment: process.env,
      log: engineLog(engineAddress(process.argv.slice(2))),
    }),
  ).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  });
}

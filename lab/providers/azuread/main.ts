import { engineLog } from "../engine-log.ts";
import { engineAddress, packageVersion } from "../plugin-version.ts";
import { serveProvider } from "../provider-server.ts";
import { AzureadStandIn } from "./provider.ts";

// No top-level await: the host of Node plugins loads this with require(), which cannot wait.
serveProvider(
  new AzureadStandIn({
    version: packageVersion("@pulumi/azuread"),
    environment: process.env,
    log: engineLog(engineAddress(process.argv.slice(2))),
  }),
).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});

import { serveStandIn } from "../serve-stand-in.ts";
import { AzureadStandIn } from "./provider.ts";

serveStandIn("@pulumi/azuread", (options) => new AzureadStandIn(options));

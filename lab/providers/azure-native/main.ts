import { serveStandIn } from "../serve-stand-in.ts";
import { AzureNativeStandIn } from "./provider.ts";

serveStandIn("@pulumi/azure-native", (options) => new AzureNativeStandIn(options));

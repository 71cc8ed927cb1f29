/**
 * Pulumi's SDK prints the engine's answer to every registered resource into the debug diagnostics, secrets in clear,
 * where `--debug` and event logs show them. This leaves only the fact that an answer came. Imported for its effect,
 * before anything is registered.
 */
import { createRequire } from "node:module";

const { RegisterResourceResponse } = createRequire(import.meta.url)("@pulumi/pulumi/proto/resource_pb.js");
RegisterResourceResponse.prototype.toString = () => "(not shown)";

/** Versions of the Pulumi engine that the lab works with. A release that is downloaded has the version of the npm package. */

export { oldestEngine } from "../../commands/preview/oldest-engine.ts";

/** The newest version of the engine's Go module that the module proxy serves with all it needs. */
export const builtVersion = "3.259.0";

/** Oldest Go that builds it. Source: the `go` line of the engine's own go.mod. */
export const oldestGo = "1.25.11";

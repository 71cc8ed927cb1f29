/**
 * What another Pulumi program takes from here. It is configured by the keys `hybrid-sync:…` of its own stack; relative
 * paths in them start in its own folder.
 */
import "./components/quiet-responses.ts";
import * as pulumi from "@pulumi/pulumi";
import { Gate } from "./components/gate.ts";
import { programGatekeeper } from "./components/gatekeeper.ts";
import { declareStack, type Stack } from "./components/stack.ts";
import { loadSettings, type Settings } from "./config.ts";

export { CloudSync } from "./components/cloud-sync.ts";
export { ConnectSync } from "./components/connect-sync.ts";
export type { Stack } from "./components/stack.ts";
export type { Settings } from "./config.ts";

export interface HybridSync extends Stack {
  readonly settings: Settings;
  /** Resolved once everything has been judged and told; rejected where something blocks. */
  readonly told: Promise<void>;
}

/**
 * Declares, observes and judges what the stack's configuration says, once in a program.
 *
 * @throws {pulumi.RunError} that names everything wrong with the configuration at once
 */
export async function hybridSync(): Promise<HybridSync> {
  // The SDK names the engine there, so tests without one need no flag of Node.
  if (process.env.PULUMI_NODEJS_MONITOR !== undefined && !isDryRunReliable()) {
    throw new pulumi.RunError(
      "Pulumi takes an update for a preview where PULUMI_NODEJS_DRY_RUN is set. Keep it from that in Pulumi.yaml: runtime.options.nodeargs: --import hybrid-sync/node-loading/dry-run.js",
    );
  }
  const settings = loadSettings(new pulumi.Config("hybrid-sync"));
  const gate = new Gate(programGatekeeper(settings.judgement));
  return { settings, told: gate.told, ...(await declareStack(settings, gate)) };
}

/** What node-loading/dry-run.js leaves. */
function isDryRunReliable(): boolean {
  return Object.hasOwn(globalThis, Symbol.for("hybrid-sync: dry run by the engine's word"));
}

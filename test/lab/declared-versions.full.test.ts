/** Versions that a stack declares, on the practice tenant: each stage is one finding of a sample that has none otherwise. */
import { describe, expect, it } from "vitest";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { liveAndRecorded } from "./live-and-recorded.ts";

interface Sample {
  readonly "hybrid-sync:connectSync": { readonly servers: Record<string, unknown>[] };
  readonly "hybrid-sync:cloudSync": Record<string, unknown>;
}

/** The sample with what its two servers of Connect Sync and its agents are declared to run. */
function running(connectSync: string | undefined, agents?: string): Record<string, unknown> {
  const configuration = sampleConfiguration();
  const { "hybrid-sync:connectSync": connect, "hybrid-sync:cloudSync": cloud } = configuration as unknown as Sample;
  for (const server of connect.servers) if (connectSync !== undefined) server.version = connectSync;
  if (agents !== undefined) cloud.agentVersion = agents;
  return configuration;
}

const stages = [
  ["a supported Connect Sync", running("2.6.91.0"), []],
  ["support that ends within 90 days", running("2.5.190.0"), twice("advisory", "supports until 2027-02-02")],
  ["support that has ended", running("2.5.79.0"), twice("advisory", "has not supported since 2026-10-23")],
  [
    "the same in the strict profile",
    { ...running("2.5.79.0"), "hybrid-sync:profile": "strict" },
    twice("mandatory", "has not supported since 2026-10-23"),
  ],
  ["a version that is served no longer", running("2.5.78.9"), twice("mandatory", "older than 2.5.79.0")],
  ["an agent that upgrades itself", running(undefined, "1.1.2334.0"), []],
  [
    "an agent that upgrades itself no longer",
    running(undefined, "1.1.1586.0"),
    ["advisory provisioning-agent-version: is declared as 1.1.1586.0"],
  ],
] as const;

function twice(level: string, fact: string): readonly string[] {
  return Array.from({ length: 2 }, () => `${level} connect-sync-version-served: ${fact}`);
}

describe("the healthy sample", () => {
  it.each(stages)(
    "with %s is told that alone, live and from a snapshot",
    async (_, configuration, told) => {
      const options = { forest: contoso(), tenant: samples.dev?.tenant ?? {}, configuration };
      await liveAndRecorded(options, async (surroundings, from) => {
        const { findings } = await surroundings.check();
        const said = findings.map(({ level, rule, fact }) => `${level} ${rule}: ${fact}`);
        expect(said.length, from).toBe(told.length);
        for (const [index, text] of told.entries()) {
          const [rule = "", fact = ""] = text.split(": ");
          expect(said[index], from).toContain(rule);
          expect(said[index], from).toContain(fact);
        }
      });
    },
    120_000,
  );
});

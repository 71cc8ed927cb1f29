/** What real tenants do to those who change them: each is waited out, or is one clear sentence after which all goes on. */
import { describe, expect, it } from "vitest";
import { Practice } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { type GraphPermission, graphPermissions } from "../../lab/tenant/graph-permissions.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import { changes, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";

/** For a test of several updates, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;
const up = ["up", "--yes", "--skip-preview", "--color", "never"] as const;

const owned = "sync-application-holds-no-more on tenant";

function open(seed: TenantSeed = {}): Promise<Practice> {
  return Practice.open({ stack: "dev", clock: sampleClock, tenant: { ...samples.dev?.tenant, ...seed } });
}

/** Applies, and once more: everything is there then. */
async function complete(practice: Practice, onOutput?: (text: string) => void): Promise<void> {
  const first = await practice.pulumi(up, onOutput ? { onOutput } : {});
  expect(first.exitCode, first.output).toBe(0);
  expect(violations(first.events, "mandatory")).toEqual([]);
  const again = await practice.pulumi(up);
  expect(again.exitCode, again.output).toBe(0);
  expect(changes(again.events)).toEqual({});
  await expectSameWithoutEngine(practice, again);
}

describe("a tenant in trouble, on the real engine", () => {
  it(
    "is waited for when it asks for patience, or is down for a moment",
    async () => {
      await using practice = await open();
      const { tenant } = practice;
      tenant.throttle({ requests: 3, retryAfterSeconds: 1 });
      let faltered = false;
      await complete(practice, (text) => {
        if (faltered || !text.includes("azuread:index:Application")) return;
        faltered = true;
        tenant.falter({ requests: 2, status: 503 });
      });
      expect(faltered).toBe(true);
    },
    several,
  );

  it(
    "is gone on with by the next update where the provider gave up waiting for what was made",
    async () => {
      await using practice = await open();
      practice.tenant.delayReplication(1_000);
      // The provider does not wait for a new service principal.
      const first = await practice.pulumi(up);
      expect(first.output).toMatch(/servicePrincipals\/\S+: unexpected status 404 /);
      expect(first.output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
      practice.tenant.delayReplication(0);
      // It has left the pipeline as owner of the service principal, which the rule says until the owner is gone.
      const second = await practice.pulumi(up);
      expect(second.exitCode, second.output).toBe(0);
      expect(violations(second.events)).toContain(owned);
      expect(second.output).toContain("Run pulumi up --refresh, which removes the owner");
      const third = await practice.pulumi([...up, "--refresh"]);
      expect(third.exitCode, third.output).toBe(0);
      expect(changes(third.events)).toEqual({ update: 1 });
      // What was observed of the tenant changes with it.
      const fourth = await practice.pulumi(up);
      expect(violations(fourth.events)).not.toContain(owned);
      expect(changes((await practice.pulumi(up)).events)).toEqual({});
      const names = [...practice.tenant.users(), ...practice.tenant.applications()].map((one) => one.displayName);
      expect(new Set(names).size).toBe(names.length);
    },
    several,
  );

  it(
    "refuses what the program may not write in one sentence, and takes it once the permission is granted",
    async () => {
      const withoutWriting = ["User.ReadWrite.All", "Directory.ReadWrite.All"];
      const all = Object.keys(graphPermissions) as GraphPermission[];
      await using practice = await open({ permissions: all.filter((one) => !withoutWriting.includes(one)) });
      const refused = await practice.pulumi(up);
      expect(refused.exitCode).not.toBe(0);
      expect(refused.output).toMatch(
        /Creating user "cloudsync-admin@contoso\.onmicrosoft\.com": .* Authorization_RequestDenied: Insufficient privileges to complete the operation\.$/m,
      );
      expect(refused.output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
      practice.tenant.allow("User.ReadWrite.All");
      await complete(practice);
    },
    several,
  );

  it(
    "is not written to where the service principal of the sync service is switched off",
    async () => {
      await using practice = await open({ disabledServicePrincipals: ["synchronization"] });
      const refused = await practice.pulumi(up);
      expect(refused.exitCode).not.toBe(0);
      expect(violations(refused.events, "mandatory")).toEqual(["sync-service-principal-enabled on tenant"]);
      expect(practice.tenant.writes()).toEqual([]);
    },
    several,
  );

  it(
    "is told once where it cannot be reached, with one remedy, and the other resources refer to that",
    async () => {
      await using practice = await open();
      await practice.tenant.stop();
      const preview = await practice.pulumi(["preview", "--color", "never"]);
      const byProgram = await practice.pulumi(["preview", "--color", "never"], { policies: false });
      for (const { exitCode, output } of [preview, byProgram]) {
        expect(exitCode).not.toBe(0);
        const text = output.replaceAll(/\s+/g, " ");
        expect(text.match(/the metadata host localhost:\d+ cannot be reached/g)).toHaveLength(1);
        expect(text.match(/Check the network, the proxy and the name;/g)).toHaveLength(1);
        expect(text).toContain("2 mandatory findings");
      }
      expect(preview.output.match(/, for the same reason as \S+\. \[HS-/g)).toHaveLength(3);
      expect(byProgram.output.match(/, for the same reason as \S+\. \[HS-/g)).toHaveLength(1);
      await expectSameWithoutEngine(practice, preview);
    },
    several,
  );
});

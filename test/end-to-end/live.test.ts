import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlAccess } from "../../lab/active-directory/permission.ts";
import { Practice, type PracticeOptions } from "../../lab/practice.ts";
import { resourcesOfPreview } from "../../lab/resources.ts";
import { sampleClock, samples } from "../../lab/samples.ts";
import { judge } from "../../policy/judge.ts";
import { changes, occurrences, steps, violations } from "./events.ts";

/** What each rule concludes about each resource; the words only, because evidence differs between the sources. */
async function verdicts(practice: Practice): Promise<string[]> {
  const { events } = await practice.pulumi(["preview"]);
  return judge(resourcesOfPreview(events), new Date(sampleClock))
    .flatMap(({ rule, resource, verdicts }) =>
      verdicts.map(({ verdict, subject }) => `${rule.name} on ${resource.name}: ${subject} ${verdict}`),
    )
    .sort();
}

function options(stack: string, live: boolean): PracticeOptions {
  const sample = samples[stack];
  if (!sample) throw new Error(`no sample ${stack}`);
  return { stack, clock: sampleClock, tenant: sample.tenant, ...(live ? { forest: sample.forest() } : {}) };
}

describe.each(["dev", "faulty"])("the %s sample", (stack) => {
  it("is judged the same on a live forest as on its snapshot", async () => {
    await using live = await Practice.open(options(stack, true));
    const judgedLive = await verdicts(live);
    await using recorded = await Practice.open(options(stack, false));
    expect(judgedLive.length).toBeGreaterThan(20);
    expect(judgedLive).toEqual(await verdicts(recorded));
  });
});

describe("a live forest that drifts", () => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await Practice.open(options("dev", true));
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("applies, and changes nothing when applied again", async () => {
    const first = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(first.exitCode, first.output).toBe(0);
    const second = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(second.exitCode, second.output).toBe(0);
    expect(changes(second.events)).toEqual({});
  });

  it("keeps the reader's secret out of state, events and output", async () => {
    const secret = practice.directory?.reader.password ?? "";
    expect(secret.length).toBeGreaterThan(8);
    const preview = await practice.pulumi(["preview"]);
    const decrypted = JSON.stringify(await practice.state({ showSecrets: true }));
    for (const text of [decrypted, preview.output, JSON.stringify(preview.events)]) {
      expect(occurrences(secret, text)).toEqual([]);
    }
  });

  it("shows a right that was taken away as a change of the account, and is blocked by it", async () => {
    await practice.directory?.change({
      remove: {
        entries: [{ on: "domain root", grant: controlAccess("DS-Replication-Get-Changes-All"), to: "svc-connect" }],
      },
    });
    const preview = await practice.pulumi(["preview"]);
    expect(preview.exitCode).not.toBe(0);
    expect(steps(preview.events)).toMatchObject({ "connect-sync-connector-account-contoso.example": "update" });
    expect(violations(preview.events)).toEqual([
      "connector-account-get-changes-all on connect-sync-connector-account-contoso.example",
    ]);
  });
});

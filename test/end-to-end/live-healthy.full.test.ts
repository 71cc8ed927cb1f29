import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlAccess } from "../../lab/active-directory/permission.ts";
import type { Practice } from "../../lab/practice.ts";
import { verdicts, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

describe("the healthy sample on a live forest, on the real engine", () => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await openSample("dev", { live: true });
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("is judged the same as on its snapshot", async () => {
    const live = await practice.pulumi(["preview"]);
    await using recorded = await openSample("dev");
    const { events } = await recorded.pulumi(["preview"]);
    expect(verdicts(live.events).length).toBeGreaterThan(20);
    expect(verdicts(live.events)).toEqual(verdicts(events));
    await expectSameWithoutEngine(practice, live);
  });

  it("is blocked by a right that was taken away", async () => {
    await practice.directory?.change({
      remove: {
        entries: [{ on: "domain root", grant: controlAccess("DS-Replication-Get-Changes-All"), to: "svc-connect" }],
      },
    });
    const preview = await practice.pulumi(["preview"]);
    expect(preview.exitCode).not.toBe(0);
    expect(violations(preview.events)).toEqual([
      "connector-account-get-changes-all on connect-sync-connector-account-contoso.example",
    ]);
    await expectSameWithoutEngine(practice, preview);
  });
});

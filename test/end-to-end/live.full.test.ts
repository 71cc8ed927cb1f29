import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resourcesOfPreview } from "../../commands/preview/resources.ts";
import { controlAccess } from "../../lab/active-directory/permission.ts";
import type { Practice } from "../../lab/practice.ts";
import { occurrences } from "../secret-search.ts";
import { changes, steps, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

describe("the healthy sample on a live forest, applied on the real engine", () => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await openSample("dev", { live: true });
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("is applied, with nothing to do after it, and keeps the reader's secret out of state, events and output", async () => {
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.exitCode, up.output).toBe(0);
    const preview = await practice.pulumi(["preview"]);
    expect(preview.exitCode, preview.output).toBe(0);
    expect(changes(preview.events)).toEqual({});
    await expectSameWithoutEngine(practice, preview);

    const secret = practice.directory?.reader.password ?? "";
    expect(secret.length).toBeGreaterThan(8);
    const decrypted = JSON.stringify(await practice.state({ showSecrets: true }));
    for (const text of [
      decrypted,
      ...[up, preview].flatMap(({ output, events }) => [output, JSON.stringify(events)]),
    ]) {
      expect(occurrences(secret, text)).toEqual([]);
    }
  }, 600_000);

  it("counts one more user, and takes it for no change", async () => {
    const objects = (events: Parameters<typeof resourcesOfPreview>[0]) =>
      Number(/"visible":(\d+)/.exec(JSON.stringify(resourcesOfPreview(events)))?.[1]);
    const before = await practice.pulumi(["preview"]);
    await practice.directory?.change({ add: { users: [{ name: "new.hire", ou: "Staff/Berlin" }] } });
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.exitCode, up.output).toBe(0);
    expect(changes(up.events)).toEqual({});
    expect(objects(up.events)).toBe(objects(before.events) + 1);
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
    await expectSameWithoutEngine(practice, preview);
  }, 600_000);
});

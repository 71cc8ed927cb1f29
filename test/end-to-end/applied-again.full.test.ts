import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Practice, PulumiResult } from "../../lab/practice.ts";
import { occurrences } from "../secret-search.ts";
import { changes } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

describe("the healthy sample once it is applied, on the real engine", () => {
  let practice: Practice;
  const printed: string[] = [];
  const run = async (...command: string[]): Promise<PulumiResult> => {
    const result = await practice.pulumi(command);
    printed.push(result.output, JSON.stringify(result.events));
    return result;
  };
  beforeAll(async () => {
    practice = await openSample("dev");
    const up = await run("up", "--yes", "--skip-preview");
    expect(up.exitCode, up.output).toBe(0);
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("changes nothing when applied again", async () => {
    const before = practice.tenant.writes().length;
    const up = await run("up", "--yes", "--skip-preview");
    expect(up.exitCode, up.output).toBe(0);
    expect(changes(up.events)).toEqual({});
    expect(practice.tenant.writes()).toHaveLength(before);
  });

  it("finds no drift on a refresh, and nothing to do after it", async () => {
    const refresh = await run("refresh", "--yes");
    expect(refresh.exitCode, refresh.output).toBe(0);
    expect(changes(refresh.events)).toEqual({});
    const preview = await run("preview");
    expect(preview.exitCode, preview.output).toBe(0);
    expect(changes(preview.events)).toEqual({});
    await expectSameWithoutEngine(practice, preview);
  });

  it("has shown neither the client secret nor an initial password on the way", async () => {
    const secret = practice.tenant.environment.ARM_CLIENT_SECRET ?? "";
    const { output } = await practice.pulumi(["stack", "output", "--json", "--show-secrets"]);
    const passwords: string[] = Object.values(JSON.parse(output).initialPasswords);
    expect(passwords).toHaveLength(1);
    for (const hidden of [secret, ...passwords]) {
      expect(hidden.length).toBeGreaterThan(8);
      for (const text of printed) expect(occurrences(hidden, text)).toEqual([]);
    }
  });
});

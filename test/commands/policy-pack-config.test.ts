import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ruleNames } from "../../catalogue/rule-names.ts";
import { readPolicyPackConfig } from "../../commands/policy-pack-config.ts";
import { judge } from "../../policy/judge-stack.ts";
import { toldIn } from "../../policy/judgement/judged-rule.ts";
import { examples, resource, today } from "../policy/examples.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(text: string, byProgram = false) {
  const file = join(folder, "config.json");
  writeFileSync(file, text);
  return readPolicyPackConfig(file, byProgram);
}

describe("a file that configures the policy pack", () => {
  it("gives levels, for all rules and for one, and terms", () => {
    const text = JSON.stringify({
      all: "advisory",
      "gmsa-takeover": { enforcementLevel: "disabled" },
      "gmsa-exists": "remediate",
      "profile-and-thresholds": { enforcementLevel: "advisory", profile: "strict", snapshotDays: 3 },
    });
    const { terms, levels = {} } = read(text);
    expect(terms).toEqual({ profile: "strict", thresholds: { snapshotDays: 3 } });
    expect(Object.keys(levels).toSorted()).toEqual(ruleNames.toSorted());
    expect([levels["gmsa-takeover"], levels["gmsa-exists"], levels["gmsa-excess"]]).toEqual([
      "disabled",
      "mandatory",
      "advisory",
    ]);
    // The program judges by its own levels besides the pack.
    expect(read(text, true).levels).toEqual({ "gmsa-exists": "mandatory" });
    expect(readPolicyPackConfig(undefined, true)).toEqual({});
  });

  it("asks for nothing where the policy for it is disabled, as the engine does", () => {
    expect(read('{ "profile-and-thresholds": { "enforcementLevel": "disabled", "snapshotDays": 3 } }').terms).toEqual(
      {},
    );
    expect(read('{ "all": "disabled", "profile-and-thresholds": { "snapshotDays": 3 } }').terms).toEqual({});
  });

  it("changes the level at which a rule is told, and disables one", () => {
    const inputs = examples["ADSync service account"]();
    const bad = resource("ADSync service account", {
      ...inputs,
      database: "remote SQL Server",
      kind: "virtual account",
    });
    const told = (text: string) =>
      toldIn(judge([bad], today, undefined, read(text))).map(({ rule, enforcementLevel }) => [
        rule.name,
        enforcementLevel,
      ]);
    expect(told("{}")).toEqual([["adsync-service-account-supported", "mandatory"]]);
    expect(told('{ "all": "advisory" }')).toEqual([["adsync-service-account-supported", "advisory"]]);
    expect(told('{ "adsync-service-account-supported": "disabled" }')).toEqual([]);
  });

  it.each([
    ["[]", "it must be a JSON object with the names of rules."],
    ["{", "it is not JSON."],
    ['{ "gmsa-takeovers": "advisory" }', '"gmsa-takeovers" is not a rule. Did you mean gmsa-takeover?'],
    ['{ "toString": "advisory" }', expect.stringMatching(/^"toString" is not a rule\. Did you mean /)],
    ['{ "gmsa-takeover": "warn" }', 'The level of gmsa-takeover must be mandatory, advisory or disabled, got "warn".'],
    ['{ "gmsa-takeover": 7 }', "The level of gmsa-takeover must be mandatory, advisory or disabled, got 7."],
    ['{ "gmsa-takeover": { "snapshotDays": 7 } }', "gmsa-takeover takes a level and nothing else, got snapshotDays."],
    [
      '{ "profile-and-thresholds": { "snapshotDay": 7 } }',
      "profile-and-thresholds.snapshotDay is not known. Did you mean snapshotDays? Otherwise remove it.",
    ],
  ])("is refused in a sentence: %s", (text, problem) => {
    const begin = "The configuration of the policy pack config.json cannot be used: ";
    let message = "";
    try {
      read(text);
    } catch (error) {
      message = (error as Error).message.replace(`${folder}/`, "");
    }
    expect(message.startsWith(begin), message).toBe(true);
    expect(message.slice(begin.length)).toEqual(problem);
  });
});

import { describe, expect, it } from "vitest";
import { administratorRolesSuffice as rule } from "../../../policy/rules/administrator-roles-suffice.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";

const declared = (purpose: string, ...roles: string[]) => ({ ...examples["entra administrator"](), purpose, roles });
const hybrid = "hybrid-identity-administrator";

describe("administrator-roles-suffice", () => {
  it.each([
    declared("synchronization", hybrid),
    declared("federation", hybrid, "domain-name-administrator"),
    declared("federation", "global-administrator"),
    declared("connect-health", "global-administrator"),
  ])("accepts $roles for $purpose", (inputs) => {
    expect(judged(rule, "entra administrator", inputs).verdicts).toEqual(["met"]);
  });

  it.each([
    [declared("connect-health", hybrid), "the Health agent is installed and stays disabled"],
    [declared("federation", hybrid), ".roles[1]' domain-name-administrator"],
    [declared("synchronization", "domain-name-administrator"), ".roles[1]' hybrid-identity-administrator"],
  ])("advises where the roles are too few: %o", (inputs, words) => {
    const { levels, messages } = judged(rule, "entra administrator", inputs);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(words);
  });
});

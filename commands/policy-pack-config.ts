/** The file that configures the policy pack, as the engine takes it with `--policy-pack-config`. */
import { basename } from "node:path";
import { closest } from "fastest-levenshtein";
import { ruleNames } from "../catalogue/rule-names.ts";
import { shownName } from "../files/named-file.ts";
import type { Levels, PackConfiguration } from "../policy/judge-stack.ts";
import { packTermsOf, termsPolicyName } from "../policy/judgement/pack-terms.ts";
import { UsageError } from "./errors.ts";
import { readJsonFile } from "./json-file.ts";

const levelWords = ["mandatory", "advisory", "disabled", "remediate"] as const;
type LevelWord = (typeof levelWords)[number];

/** Names that are no rules: all of them, what this file is about besides, and what the pack tells of decisions. */
const others = ["all", termsPolicyName, "decisions-needed"];

/**
 * @param byProgram whether the program itself judges besides the pack: then the pack can make no rule less strict
 * @throws {UsageError} that names everything wrong with the file
 */
export function readPolicyPackConfig(file: string | undefined, byProgram: boolean): PackConfiguration {
  if (file === undefined) return {};
  const fail = (problems: readonly string[]) =>
    new UsageError(
      `The configuration of the policy pack ${shownName(basename(file))} cannot be used: ${problems.join(" ")}`,
    );
  const content = readJsonFile(file, (fault) => fail([`it ${fault}.`]));
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw fail(["it must be a JSON object with the names of rules."]);
  const entries = Object.entries(content as Readonly<Record<string, unknown>>);
  const asked = (content as Readonly<Record<string, unknown>>)[termsPolicyName];
  const isDisabled =
    levelOf(asked) === "disabled" || (levelOf(asked) === undefined && levelOf(objectOf(content).all) === "disabled");
  const { terms, problems } = packTermsOf(objectOf(asked));
  const wrong = [...entries.flatMap(([name, value]) => problemOf(name, value) ?? []), ...problems];
  if (wrong.length > 0) throw fail(wrong);
  return { terms: isDisabled ? {} : terms, levels: levelsIn(objectOf(content), byProgram) };
}

function problemOf(name: string, value: unknown): string | undefined {
  if (!others.includes(name) && !ruleNames.some((rule) => rule === name))
    return `${JSON.stringify(name)} is not a rule. Did you mean ${closest(name, [...ruleNames, ...others])}?`;
  const level = levelOf(value);
  if (level !== undefined || (isObject(value) && value.enforcementLevel === undefined)) {
    const more =
      isObject(value) && name !== termsPolicyName ? Object.keys(value).filter((key) => key !== "enforcementLevel") : [];
    return more.length === 0 ? undefined : `${name} takes a level and nothing else, got ${more.join(", ")}.`;
  }
  const own = isObject(value) ? value.enforcementLevel : value;
  return `The level of ${name} must be mandatory, advisory or disabled, got ${JSON.stringify(own)}.`;
}

/** Nothing here is remediated, and the engine takes that word for mandatory then. */
function levelOf(value: unknown): Exclude<LevelWord, "remediate"> | undefined {
  const level = isObject(value) ? value.enforcementLevel : value;
  const word = levelWords.find((each) => each === level);
  return word === "remediate" ? "mandatory" : word;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** One for a rule counts before the one for all. Where the program judges too, only what makes a rule stricter counts. */
function levelsIn(content: Readonly<Record<string, unknown>>, byProgram: boolean): Levels {
  return Object.fromEntries(
    ruleNames.flatMap((name) => {
      const level = levelOf(content[name]) ?? levelOf(content.all);
      return level === undefined || (byProgram && level !== "mandatory") ? [] : [[name, level]];
    }),
  );
}

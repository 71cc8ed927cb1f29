/** Which of the stack's decisions go with which resource: those that may concern it, so that a preview shows what changes. */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { BaselineError, baselineFileOf, readBaseline, type Settings } from "../config.ts";
import { resourceTypes, type Subject } from "../contract/resources.ts";
import { type Baseline, type Exception, isForest, noTerms, type Terms } from "../contract/terms.ts";
import { rules } from "../policy/rules.ts";
import { judgedAt } from "./gatekeeper.ts";
import { runError } from "./run-error.ts";

/** The tenant carries all of them: what concerns nothing in the stack is told there. */
const carriesAll: Subject = "tenant";

/** For each resource; undefined where the stack asks for nothing besides the rules, so that nothing is recorded. */
export function termsOfStack(
  all: Required<Terms>,
): (subject: Subject, inputs: Readonly<Record<string, unknown>>) => Terms | undefined {
  return (subject, inputs) => {
    const judging = new Set(
      rules.filter((rule) => rule.resources.includes(resourceTypes[subject])).map(({ name }) => name),
    );
    const concerns = ({ rule, account, forest }: Pick<Exception, "rule" | "account" | "forest">) =>
      subject === carriesAll ||
      (judging.has(rule) &&
        (account === undefined || account === inputs.account || account === inputs.administrator) &&
        (forest === undefined || isForest(forest, inputs)));
    const terms = {
      ...all,
      exceptions: all.exceptions.filter(concerns),
      baseline: all.baseline && partOf(all.baseline, concerns),
    };
    return isSilent(terms) ? undefined : terms;
  };
}

function partOf(baseline: Baseline, concerns: (finding: Pick<Exception, "rule">) => boolean): Baseline | null {
  const findings = baseline.findings.filter(concerns);
  return findings.length === 0 ? null : { ...baseline, findings };
}

function isSilent({ profile, thresholds, exceptions, baseline }: Required<Terms>): boolean {
  return (
    profile === noTerms.profile && Object.keys(thresholds).length === 0 && exceptions.length === 0 && baseline === null
  );
}

/**
 * What the configuration and the file of the baseline say.
 *
 * @param folder of the stack's own file
 * @throws {pulumi.RunError} when the file cannot be used.
 */
export function stackTerms({ profile, thresholds, exceptions }: Settings, folder: string): Required<Terms> {
  const baseline = baselineOfStack(folder);
  return { profile, thresholds: defined(thresholds), exceptions: exceptions.map(defined), baseline };
}

function baselineOfStack(folder: string): Baseline | null {
  const stack = pulumi.getStack();
  const config = { get: (key: string) => pulumi.runtime.getConfig(key) };
  try {
    // Beside the stack's own file, which need not be where the program stands.
    return readBaseline(join(folder, baselineFileOf(stack)), stack, judgedAt(config, process.env));
  } catch (error) {
    throw error instanceof BaselineError ? runError(error.message) : error;
  }
}

/** Without what is undefined, which the engine's format does not know. */
function defined<T extends object>(value: T) {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}

import { ConfigurationError, type ConfigurationProblem, parseSettings } from "../../config.ts";
import { healthySettings, type PlainSettings } from "../fixtures/settings.ts";

/** What is wrong with these values; empty when nothing is. */
export function problemsOf(values: Record<string, unknown>): readonly ConfigurationProblem[] {
  try {
    parseSettings(values, { project: "hybrid-sync" });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** What is wrong with the healthy configuration after a change. */
export function problemsAfter(change: (settings: PlainSettings & Record<string, unknown>) => void) {
  const settings = healthySettings();
  change(settings);
  return problemsOf(settings);
}

/** Sentence and command of each problem after a change. */
export function textsAfter(change: Parameters<typeof problemsAfter>[0]): string[] {
  return problemsAfter(change).map(({ text }) => text);
}

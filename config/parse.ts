import type { DraftSettings } from "./checks/draft.ts";
import { forestReferences } from "./checks/forests.ts";
import { checks } from "./checks.ts";
import { type Path, related, valueAt } from "./path.ts";
import { ConfigurationError, type Finding, wordProblem } from "./problems.ts";
import { type Settings, settingsSchema } from "./schema.ts";
import { tidy } from "./tidy.ts";
import { translate, translateBrokenJson } from "./translate.ts";

export interface ParseOptions {
  /** Name of the Pulumi project, which is the namespace of the keys: `hybrid-sync`. */
  readonly project: string;
}

/**
 * The settings in these values: one entry a key of the project, as an object or as its JSON text.
 *
 * @throws {ConfigurationError} that names everything wrong with them at once.
 */
export function parseSettings(values: Readonly<Record<string, unknown>>, { project }: ParseOptions): Settings {
  return readSettings(values, { project, alreadyFound: [] });
}

/** Like {@link parseSettings}, together with what a caller has found by itself. */
export function readSettings(
  values: Readonly<Record<string, unknown>>,
  { project, alreadyFound }: ParseOptions & { readonly alreadyFound: readonly Finding[] },
): Settings {
  const { findings, settings } = examine(values, alreadyFound);
  if (settings) return settings;
  throw new ConfigurationError(findings.map((finding) => wordProblem(finding, project)));
}

function examine(
  values: Readonly<Record<string, unknown>>,
  alreadyFound: readonly Finding[],
): { findings: Finding[]; settings?: Settings } {
  const tidied = tidy(values);
  const parsed = settingsSchema.safeParse(tidied.values, { error: () => "" });
  const outside = [...alreadyFound, ...tidied.broken.map(translateBrokenJson)];
  const issues = (parsed.error?.issues ?? []).filter(
    (issue) => issue.path.length === 0 || !outside.some(({ path }) => related(path, issue.path as Path)),
  );
  const found = [...outside, ...translate(issues, tidied.values)];
  const faulty = found.flatMap(({ path, restsOn = [] }) => [path, ...restsOn]);
  const draft = parsed.data ?? (withoutFaulty(tidied.values, faulty) as DraftSettings);
  const acrossKeys = checks
    .flatMap((check) => check(draft))
    .filter(({ path, restsOn = [] }) => ![path, ...restsOn].some((each) => faulty.some((at) => related(at, each))));
  const findings = inOrder([...found, ...acrossKeys]);
  return parsed.success && findings.length === 0
    ? { findings, settings: withDeclaredSpelling(parsed.data) }
    : { findings };
}

/** A copy without the values at these paths; entries of a list leave a gap, so that the others keep their place. */
function withoutFaulty(values: unknown, faulty: readonly Path[]): unknown {
  const copy = structuredClone(values);
  for (const path of faulty) {
    const parent = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (key === undefined || typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) continue;
    (parent as Record<string | number, unknown>)[key] = undefined;
  }
  return copy;
}

/** Entries leave a list from its end, or the commands that remove them would miss. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const leavesList = ({ remedy }: Finding) => !remedy.set && typeof remedy.remove?.[0]?.at(-1) === "number";
  const staying = findings.filter((finding) => !leavesList(finding));
  return [...staying, ...findings.filter(leavesList).reverse()];
}

/** DNS names do not tell letter case apart; with one spelling, everyone may compare them as they stand. */
function withDeclaredSpelling(settings: Settings): Settings {
  const spelled = structuredClone(settings);
  const spelling = new Map(settings.forests.map(({ name }) => [name.toLowerCase(), name]));
  for (const { value, path } of forestReferences(settings)) {
    const parent = valueAt(spelled, path.slice(0, -1)) as { forest: string };
    parent.forest = spelling.get(value.toLowerCase()) ?? value;
  }
  return spelled;
}

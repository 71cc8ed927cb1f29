import { closest, distance } from "fastest-levenshtein";
import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import { legible } from "../../catalogue/legible.ts";
import { tools } from "../../catalogue/tools.ts";
import type { Rule } from "../../policy/judgement/rule.ts";
import { rules } from "../../policy/rules.ts";
import type { Finding } from "../../report/result.ts";
import { decision, markOf, nameOf, sentence } from "../../report/sentence.ts";
import { UsageError } from "../errors.ts";
import { readResultFile } from "../report/result-file.ts";

export function runExplain(name: string, { result }: { readonly result?: string }): void {
  process.stdout.write(`${explanation(name, result === undefined ? undefined : findingsOf(result)).join("\n")}\n`);
}

/** Those of a saved result, with what an exception or the baseline accepts, which says so in its note. */
function findingsOf(file: string): readonly Finding[] {
  const { findings, accepted } = readResultFile(file);
  return [...findings, ...accepted.map((finding) => ({ ...finding, note: capitalized(decision(finding)) }))];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * @param saved findings of the result that was named
 * @throws {UsageError} for what is neither an account nor a rule nor a finding.
 */
function explanation(name: string, saved: readonly Finding[] | undefined): string[] {
  const findings = saved ?? [];
  // An id is typed in whatever letter case.
  const about = findings.filter(
    ({ id, rule, account }) => rule === name || account === name || id.toLowerCase() === name.toLowerCase(),
  );
  const none = saved === undefined ? [] : ["", "The result has no finding about it."];
  const found = about.length === 0 ? none : about.flatMap((finding) => ["", ...findingLines(finding)]);
  const rule = rules.find((one) => one.name === name);
  if (rule !== undefined) return [...ruleLines(rule), ...found];
  if (Object.hasOwn(accounts, name)) return [...accountLines(name as AccountId), ...found];
  const [first] = about;
  const own = rules.find((one) => one.name === first?.rule);
  if (first !== undefined && own !== undefined) return [...findingLines(first), "", ...ruleLines(own)];
  throw new UsageError(notFound(name, findings));
}

function notFound(name: string, findings: readonly Finding[]): string {
  const known = [...rules.map((rule) => rule.name), ...Object.keys(accounts), ...findings.map(({ id }) => id)];
  const nearest = closest(name, known);
  const guess = distance(name, nearest) <= Math.max(2, name.length / 3) ? ` Did you mean ${nearest}?` : "";
  return `"${legible(name)}" is not an account, a rule or a finding${findings.length === 0 ? "; to look for a finding, add --result FILE" : " of that result"}.${guess}`;
}

function ruleLines({
  name,
  title,
  severity,
  enforcementLevel,
  description,
  consequence,
  remedy,
  reference,
}: Rule): string[] {
  return [
    `${name}: ${title}`,
    `  Level      ${enforcementLevel}, ${severity}`,
    `  Rule       ${description}`,
    `  Otherwise  ${consequence}.`,
    `  Remedy     ${legible(String(remedy))}`,
    `  Source     ${reference}`,
  ];
}

function accountLines(id: AccountId): string[] {
  const { title, tool, side, purpose, setting, temporary, optional, source } = accounts[id];
  const about = rules.filter((rule) => rule.accounts?.includes(id));
  return [
    `${id}: ${title} of ${tools[tool].title}`,
    `  Side       ${side}${temporary ? ", needed during the installation only" : ""}${optional ? ", not needed by every set-up" : ""}`,
    `  Purpose    ${purpose}.`,
    `  Setting    hybrid-sync:${setting}`,
    `  Source     ${source}`,
    ...(about.length === 0 ? [] : [`  Rules      ${about.map((rule) => rule.name).join(", ")}`]),
  ];
}

function findingLines(finding: Finding): string[] {
  const { about, level, remedy, place } = finding;
  return [
    `${about}: ${nameOf(finding)}`,
    `  [${level}, ${markOf(finding)}] ${sentence(finding)}`,
    `  > ${remedy}`,
    ...(place === null ? [] : [`  Declared in ${place.file}, line ${place.line} (${place.path})`]),
  ];
}

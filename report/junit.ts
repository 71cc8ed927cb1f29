/** A result as JUnit XML, which pipelines show as tests: a suite for each account, a test for each conclusion. */
import type { Finding, Result } from "./result.ts";
import { decision, nameOf, sentence } from "./sentence.ts";

export function renderJunit(result: Result): string {
  const { stack } = result;
  const suites = [...Map.groupBy(casesOf(result), ({ suite }) => suite)];
  const blocking = suites.flatMap(([, cases]) => cases).filter(({ failure }) => failure !== undefined).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(`hybrid-sync: ${stack}`)} tests="${suites.reduce((sum, [, cases]) => sum + cases.length, 0)}" failures="${blocking}" errors="0">`,
    ...suites.flatMap(([name, cases]) => [
      `  <testsuite name=${quoted(name)} tests="${cases.length}" failures="${cases.filter(({ failure }) => failure !== undefined).length}" errors="0" skipped="${cases.filter(({ skipped }) => skipped !== undefined).length}">`,
      ...cases.flatMap((one) => caseLines(one, name)),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string };
  /** An advisory finding fails no pipeline. */
  readonly skipped?: string;
}

function casesOf({ findings, accepted, notices, verdicts, stops }: Result): Case[] {
  const failing = new Set([...findings, ...accepted].map(({ rule, resource }) => keyOf(rule, resource)));
  const about = new Map(findings.map((finding) => [finding.resource, finding.about]));
  const good = verdicts.filter(({ rule, resource }) => !failing.has(keyOf(rule, resource)));
  const met = [...new Map(good.map((one) => [keyOf(one.rule, one.resource), one])).values()];
  return [
    ...stops.map(
      (stop): Case => ({ suite: "Program", name: "runs", failure: { type: "stop", message: stop, text: stop } }),
    ),
    ...notices.map(
      ({ level, message }): Case => ({
        suite: "Decisions",
        name: message,
        ...(level === "mandatory" ? { failure: { type: "decision", message, text: message } } : { skipped: message }),
      }),
    ),
    ...findings.map(caseOf),
    ...accepted.map(
      (finding): Case => ({
        suite: finding.about,
        name: `${nameOf(finding)}: ${finding.subject}`,
        file: finding.place?.file,
        line: finding.place?.line,
        skipped: `${decision(finding)}. ${sentence({ ...finding, note: null })}`,
      }),
    ),
    ...met.map(({ rule, resource }): Case => ({ suite: about.get(resource) ?? resource, name: rule })),
  ];
}

function caseOf(finding: Finding): Case {
  const { about, level, severity, remedy, place } = finding;
  const told = `${sentence(finding)}\n${remedy}`;
  const base = { suite: about, name: `${nameOf(finding)}: ${finding.subject}`, file: place?.file, line: place?.line };
  if (level === "advisory") return { ...base, skipped: told };
  return { ...base, failure: { type: severity, message: sentence(finding), text: told } };
}

function caseLines({ name, file, line, failure, skipped }: Case, suite: string): string[] {
  const place = file === undefined ? "" : ` file=${quoted(file)} line="${line ?? 1}"`;
  const opening = `    <testcase classname=${quoted(suite)} name=${quoted(name)}${place}`;
  if (failure !== undefined) {
    return [
      `${opening}>`,
      `      <failure type=${quoted(failure.type)} message=${quoted(failure.message)}>${escaped(failure.text)}</failure>`,
      "    </testcase>",
    ];
  }
  if (skipped !== undefined) return [`${opening}>`, `      <skipped message=${quoted(skipped)}/>`, "    </testcase>"];
  return [`${opening}/>`];
}

const keyOf = (rule: string, resource: string) => JSON.stringify([rule, resource]);

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** What XML cannot hold has been made legible before. */
function escaped(text: string): string {
  return text.replace(/[&<>"'\n]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

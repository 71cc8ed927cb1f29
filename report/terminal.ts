/** A result for people at a terminal, or in the log of a pipeline: the summary first, the table of accounts last. */
import { withoutCommands } from "../catalogue/legible.ts";
import { byCause, type Cause, levelsOf, withReasonsTold } from "./causes.ts";
import { type Colours, coloursFor } from "./colours.ts";
import { type Finding, isUnverified, type Result, severities } from "./result.ts";
import { decision, markOf, nameOf, sentence, subjectAndFact } from "./sentence.ts";
import { renderAccountLines, renderTables } from "./terminal/tables.ts";
import { nameIn, type Shown, together } from "./together.ts";
import { cut, wrap } from "./wrap.ts";

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal; 120 when absent. Below 106 each account is a paragraph, as a table would not be legible. */
  readonly width?: number;
  /** Also show advisory findings, accounts and the tenant in full, and long facts uncut; a line each when absent. */
  readonly all?: boolean;
}

/** Narrower than this no text is legible, and lines are longer than the terminal. */
const narrowest = 40;

export function renderTerminal(result: Result, { colour, width = 120, all = false }: TerminalOptions): string {
  const page: Page = { width: Math.max(narrowest, width), colours: coloursFor(colour) };
  const { causes, others } = byCause(result.findings);
  const findings = together(others);
  const rows = withReasonsTold(result, causes);
  const mandatory = findings.filter(({ level }) => level === "mandatory");
  const advisory = findings.filter(({ level }) => level === "advisory");
  const inFull = all ? findings : mandatory.slice(0, mostInFull).map((finding) => shortened(finding, page));
  return [
    summaryLines(result, page),
    stopLines(rows, page),
    decisionLines(result, page, all),
    causeLines(causes, page, all),
    groupLines(inFull, page),
    ...(all
      ? []
      : [foldedLines(mandatory.slice(mostInFull), "more mandatory", page), foldedLines(advisory, "advisory", page)]),
    ...(all
      ? renderTables(rows, page).map((table) => [table])
      : [[...renderAccountLines(rows, page), ...tenantLines(result, page)]]),
    obtainedLines(result, page),
  ]
    .filter((section) => section.some((line) => line !== ""))
    .map((section) => section.join("\n").trimEnd())
    .join("\n\n")
    .split("\n")
    .map(withoutCommands)
    .join("\n");
}

interface Page {
  readonly width: number;
  readonly colours: Colours;
}

function summaryLines({ stack, summary, accounts, notices, stops }: Result, { width, colours }: Page): string[] {
  const { findings, notVerified } = summary;
  const count = accounts.filter(({ configured }) => configured).length;
  const verdicts = Object.entries(summary.accounts).map(([verdict, number]) => `${number} ${verdict}`);
  const severe = severities.flatMap((severity) => {
    const { mandatory } = findings.bySeverity[severity];
    return mandatory === 0 ? [] : [`${mandatory} ${severity}`];
  });
  const outcome =
    findings.mandatory > notVerified.mandatory || notices.some(({ level }) => level === "mandatory")
      ? colours.red("blocked")
      : notVerified.mandatory > 0 || stops.length > 0
        ? colours.yellow("blocked, because not everything could be verified")
        : colours.green("not blocked");
  const rows: readonly (readonly [string, string])[] = [
    ["Accounts", `${count}${count === 0 ? "" : `: ${verdicts.join(", ")}`}`],
    [
      "Findings",
      `${findings.mandatory} mandatory${severe.length === 0 ? "" : ` (${severe.join(", ")})`}, ${findings.advisory} advisory`,
    ],
    ...(summary.accepted.exception + summary.accepted.baseline === 0
      ? []
      : [
          [
            "Accepted",
            `${summary.accepted.exception} by exceptions, ${summary.accepted.baseline} in the baseline`,
          ] as const,
        ]),
    [
      "Not verified",
      `${notVerified.mandatory} mandatory, ${notVerified.advisory} advisory${notVerified.mandatory + notVerified.advisory === 0 ? "" : " of these findings"}`,
    ],
  ];
  return [
    `${colours.bold(`Stack ${stack}`)}: ${outcome}`,
    ...rows.flatMap(([title, text]) => hanging(title.padEnd(14), text, width)),
  ];
}

function stopLines({ stops }: Pick<Result, "stops">, { width, colours }: Page): string[] {
  if (stops.length === 0) return [];
  return [
    colours.bold("Stops the program"),
    ...stops.flatMap((stop) => stop.split("\n").flatMap((line) => hanging("  ", line, width))),
  ];
}

/** What is accepted by exceptions, each; what is in the baseline is counted, and shown only where everything is. */
function decisionLines({ accepted, notices }: Result, { width, colours }: Page, all: boolean): string[] {
  const shown = accepted.filter(({ by }) => all || by === "exception");
  if (shown.length === 0 && notices.length === 0) return [];
  const paint = { mandatory: colours.red, advisory: colours.yellow, information: colours.dim };
  return [
    colours.bold("Decisions"),
    ...shown.map((finding) => {
      const line = `  [accepted ${markOf(finding)}] ${nameOf(finding)}: ${decision(finding)}; ${subjectAndFact(finding)}`;
      return all ? line : cut(line, width);
    }),
    ...notices.flatMap(({ level, message }) => hanging("  ", message, width).map(paint[level])),
  ];
}

/** What could not be looked at, each reason once, with every finding that it leaves open. */
function causeLines(causes: readonly Cause[], page: Page, all: boolean): string[] {
  const { width, colours } = page;
  return causes.flatMap((cause) => {
    const { number, reason, remedy, findings } = cause;
    const isMandatory = findings.some(({ level }) => level === "mandatory");
    const paint = isMandatory ? colours.red : colours.yellow;
    const rules = [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, some]) =>
      some.length === 1 ? rule : `${rule} (${some.length})`,
    );
    return [
      ...wrap(`Reason ${number}: ${reason}`, width).map((line) => colours.bold(line)),
      ...(all
        ? [
            ...hanging("  ", `Leaves unverified (${levelsOf(cause)}):`, width).map(paint),
            ...findings.flatMap((finding) => hanging("    ", `${nameOf(finding)}: ${finding.subject}`, width)),
          ]
        : hanging("  ", `Leaves unverified (${levelsOf(cause)}): ${rules.join(", ")}`, width, "    ").map(paint)),
      colours.cyan(`    > ${remedy}`),
    ];
  });
}

/** Each account, that of the most severe finding first. */
function groupLines(findings: readonly Shown[], page: Page): string[] {
  const told = new Map<string, Shown>();
  return [...Map.groupBy(findings, ({ about }) => about)].flatMap(([about, group]) => [
    ...wrap(about, page.width).map((line) => page.colours.bold(line)),
    ...group.flatMap((finding, index) => findingLines(finding, group[index + 1], told, page)),
  ]);
}

/** Mandatory findings that are shown in full where not everything is asked for. */
const mostInFull = 50;

/** Characters that a finding may take, its remedy aside, where not everything is asked for: three lines of an ordinary log. */
const mostCharacters = 340;

/** Ids that are named behind a fact which was cut. */
const mostIds = 5;

/** A long fact, which lists objects or shows an entry, is cut between two words, so that the consequence is still read. */
function shortened(finding: Shown, page: Page): Shown {
  const most = Math.ceil(mostCharacters / (page.width - 4));
  if (sentenceLines(finding, page).length <= most) return finding;
  // From the longest beginning that fits; where not even the shortest does, that one.
  const ends = [...finding.fact.matchAll(/\s/g)].map(({ index }) => index).filter((index) => index >= leastOfFact);
  let best = cutAt(finding, ends[0] ?? leastOfFact);
  for (const end of ends.toReversed()) {
    const candidate = cutAt(finding, end);
    if (sentenceLines(candidate, page).length > most) continue;
    best = candidate;
    break;
  }
  return best.fact.length < finding.fact.length ? best : finding;
}

/** Characters of a fact that are shown in any case. */
const leastOfFact = 60;

function cutAt(finding: Shown, end: number): Shown {
  const beginning = finding.fact.slice(0, end).replace(/[\s,;:(→]+$/u, "");
  // What the brackets of an id began with goes whole.
  const fact = `${cut(beginning, mostCharacters).replace(/ \[[^\]]*$/, "")} …`;
  return { ...finding, fact: `${fact}${idsLost(finding, fact)}` };
}

/** Of several that are told together, the ids which the fact does not show any more. */
function idsLost({ findings }: Shown, fact: string): string {
  if (findings.length === 1) return "";
  const lost = findings.map(({ id }) => id).filter((id) => !fact.includes(id));
  const named = lost.slice(0, mostIds);
  const more = lost.length > named.length ? [`${lost.length - named.length} more with --all`] : [];
  return lost.length === 0 ? "" : ` [${[...named, ...more].join(", ")}]`;
}

function markBefore(finding: Shown): string {
  return `  [${markOf(finding)}] `;
}

function sentenceLines(finding: Shown, { width }: Pick<Page, "width">): string[] {
  return hanging(markBefore(finding), `${nameIn(finding)}: ${sentence(finding)}`, width, "    ");
}

/** Fact and consequence, and the remedy unless the next finding has the same, or an earlier one had. */
function findingLines(
  finding: Shown,
  next: Shown | undefined,
  told: Map<string, Shown>,
  { width, colours }: Page,
): string[] {
  const { remedy } = finding;
  const mark = markBefore(finding);
  const [first = "", ...others] = sentenceLines(finding, { width });
  const painted = [paintOf(finding, colours)(first.slice(0, mark.length)) + first.slice(mark.length), ...others];
  if (next?.remedy === remedy) return painted;
  const earlier = told.get(remedy);
  if (earlier === undefined) told.set(remedy, finding);
  const text = earlier === undefined ? remedy : `As for ${nameIn(earlier)}.`;
  // On one line, however long, so that a command can be copied.
  return [...painted, colours.cyan(`    > ${text}`)];
}

/** A line to each rule, with whom or what it is about. */
function foldedLines(findings: readonly Shown[], what: string, { width, colours }: Page): string[] {
  if (findings.length === 0) return [];
  const alike = [...Map.groupBy(findings, (finding) => `[${markOf(finding)}] ${finding.rule}`)];
  const lines = alike.map(([beginning, some]) => {
    const [only, ...others] = some;
    if (only !== undefined && others.length === 0) {
      const id = only.findings.length === 1 ? only.id : `(${only.findings.length})`;
      return foldedLine(`  ${beginning} ${id}:`, subjectAndFact(only), width);
    }
    const subjects = [...new Set(some.map(({ subject }) => subject))];
    return foldedLine(`  ${beginning} (${countIn(some)}):`, subjects.join(", "), width);
  });
  const title = `${countIn(findings)} ${what}, a line to each rule (--all shows them in full)`;
  return [...wrap(title, width).map(colours.bold), ...lines.flat()];
}

/** The rest of the line is cut; what it begins with, by which people ask for more, is not, however narrow the terminal. */
function foldedLine(beginning: string, rest: string, width: number): string[] {
  if (width - beginning.length >= leastOfRest) return [cut(`${beginning} ${rest}`, width)];
  return [...hanging("  ", beginning.trimStart(), width, "    "), cut(`    ${rest}`, width)];
}

/** Columns without which the rest of a line says nothing. */
const leastOfRest = 12;

/** How many facts of the tenant end in which verdict; those that are not as they should be are findings. */
function tenantLines({ tenant }: Result, { width }: Page): string[] {
  if (tenant.length === 0) return [];
  const counts = [...Map.groupBy(tenant, ({ verdict }) => verdict)].map(
    ([verdict, some]) => `${some.length} ${verdict}`,
  );
  return hanging("Tenant        ", `${counts.join(", ")} (--all shows each)`, width);
}

/** Where there was something to see, `seen` says where and as whom. */
function obtainedLines({ obtained, seen }: Result, { width, colours }: Page): string[] {
  const unread = obtained.directories.filter(({ source }) => source === "none");
  return [
    ...seen,
    ...unread.map(({ forest }) => `${forest} was not read.`),
    `Judged at ${obtained.at} by hybrid-sync ${obtained.program}.`,
  ].flatMap((line) => wrap(line, width).map((part) => colours.dim(part)));
}

function countIn(shown: readonly Shown[]): number {
  return shown.reduce((sum, { findings }) => sum + findings.length, 0);
}

function paintOf({ level, verdict }: Finding, colours: Colours): (text: string) => string {
  return level === "mandatory" && !isUnverified({ verdict }) ? colours.red : colours.yellow;
}

/** Wrapped after a beginning, under which further lines are indented by its length, or by the text given. */
function hanging(beginning: string, text: string, width: number, indentation = " ".repeat(beginning.length)): string[] {
  const [first = ""] = wrap(text, width - beginning.length);
  const rest = text.slice(first.length).trimStart();
  if (rest === "") return [beginning + first];
  return [beginning + first, ...wrap(rest, width - indentation.length).map((line) => indentation + line)];
}

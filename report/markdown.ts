/**
 * A result as GitHub Flavored Markdown, for the comment on a pull request and the summary of a job: counts first, details
 * folded, and short enough for both.
 */
import { countOf } from "../catalogue/count-of.ts";
import { tools } from "../catalogue/tools.ts";
import { byCause, type Cause, levelsOf, withReasonsTold } from "./causes.ts";
import { exitCodes } from "./exit-codes.ts";
import { exitCodeOf, type Finding, isAddress, isUnverified, type Result, severities } from "./result.ts";
import { decision, markOf, nameOf, sentence, subjectAndFact } from "./sentence.ts";
import { nameIn, type Shown, together } from "./together.ts";
import { cut } from "./wrap.ts";

/** Characters; a comment on GitHub takes 65,536. */
const longest = 60_000;

/** Characters of one list or table at most; a comment on GitHub is refused as a whole where it is longer than that. */
const longestPart = 10_000;

/** Characters of one text of others at most, where it stands in the head. */
const longestText = 500;

export function renderMarkdown(result: Result): string {
  const { causes, others } = byCause(result.findings);
  const rows = withReasonsTold(result, causes);
  const head = [marker(result), ...summary(result), ...stops(rows), ...noticeList(result)].join("\n");
  const sections = [...causeSections(causes), ...findingSections(others)];
  // What is shown of the findings is cut first, and then the tables: the counts always stay.
  const room = longest - head.length - cutNotice(result.findings.length).length - 200;
  const tail = fitting([acceptedTable(result), accountsTable(rows), tenantTable(rows), obtained(result)], room / 2);
  const shown: string[] = [];
  let used = tail.text.length;
  let findings = 0;
  for (const section of sections) {
    used += section.text.length + 2;
    if (used > room) break;
    shown.push(section.text);
    findings += section.findings;
  }
  const left = result.findings.length - findings;
  const notices = [
    ...(left > 0 ? [cutNotice(left)] : []),
    ...(tail.left > 0 ? [`${countOf(tail.left, "table")} ${tail.left === 1 ? "is" : "are"} left out.`] : []),
  ];
  return `${[head, ...shown, ...notices, tail.text].filter((part) => part !== "").join("\n\n")}\n`;
}

/** Those parts of the end for which there is room, the last ones first: where it comes from is the shortest of them. */
function fitting(parts: readonly string[], room: number): { readonly text: string; readonly left: number } {
  const written = parts.filter((part) => part !== "");
  const kept: string[] = [];
  let used = 0;
  for (const part of written.toReversed()) {
    if (used + part.length + 2 > room) continue;
    used += part.length + 2;
    kept.unshift(part);
  }
  return { text: kept.join("\n\n"), left: written.length - kept.length };
}

/** A list that is cut, and says so. */
function list(lines: readonly string[]): string[] {
  const shown: string[] = [];
  let used = 0;
  for (const line of lines) {
    used += line.length;
    if (used > longestPart && shown.length > 0) break;
    shown.push(`- ${line}`);
  }
  return lines.length === shown.length ? shown : [...shown, `- and ${lines.length - shown.length} more`];
}

/** By which a pipeline finds the comment again that it is to replace. */
function marker({ stack }: Result): string {
  return `<!-- hybrid-sync ${encodeURIComponent(cut(stack, longestText)).replaceAll("-", "%2D")} -->`;
}

function cutNotice(left: number): string {
  return `**${countOf(left, "more finding")}** ${left === 1 ? "is" : "are"} left out here; the JSON result has every one.`;
}

function summary(result: Result): string[] {
  const { stack, summary } = result;
  const { accounts, accepted, findings, notVerified } = summary;
  const verdicts = Object.entries(accounts).map(([verdict, number]) => `${number} ${verdict}`);
  const rows = severities.map(
    (severity) =>
      `| ${severity} | ${findings.bySeverity[severity].mandatory} | ${findings.bySeverity[severity].advisory} |`,
  );
  return [
    `## ${exitCodeOf(result) !== exitCodes.clean ? "Blocked" : "Not blocked"}: ${escaped(cut(stack, longestText))}`,
    "",
    `${countOf(findings.mandatory, "mandatory finding")}, ${findings.advisory} advisory. ` +
      `Not verified: ${notVerified.mandatory} mandatory, ${notVerified.advisory} advisory. ` +
      `Accepted: ${accepted.exception} by exceptions, ${accepted.baseline} in the baseline. ` +
      `Accounts: ${verdicts.length === 0 ? "none" : verdicts.join(", ")}.`,
    "",
    "| Severity | Mandatory | Advisory |",
    "|---|---|---|",
    ...rows,
  ];
}

function stops({ stops: all }: Pick<Result, "stops">): string[] {
  if (all.length === 0) return [];
  return [
    "",
    "### Stops the program",
    "",
    ...list(all.map((stop) => escaped(cut(stop.replaceAll("\n", " "), longestText)))),
  ];
}

function noticeList({ notices }: Result): string[] {
  if (notices.length === 0) return [];
  return [
    "",
    "### Decisions",
    "",
    ...list(notices.map(({ level, message }) => `${level}: ${escaped(cut(message, longestText))}`)),
  ];
}

function acceptedTable({ accepted }: Result): string {
  if (accepted.length === 0) return "";
  return table(
    `Accepted: ${countOf(accepted.length, "finding")}`,
    ["Finding", "Severity", "What", "Decision"],
    accepted.map((finding) => [nameOf(finding), finding.severity, subjectAndFact(finding), decision(finding)]),
  );
}

interface Section {
  readonly text: string;
  readonly findings: number;
}

/** Findings that are named under one reason; the rest is counted. */
const mostNamed = 100;

/** What could not be looked at, each reason once, with the findings that it leaves open. */
function causeSections(causes: readonly Cause[]): Section[] {
  return causes.map((cause, index) => {
    const { number, reason, remedy, findings } = cause;
    const more = findings.length - mostNamed;
    return {
      text: [
        ...(index === 0 ? ["### Not verified", ""] : []),
        "<details>",
        `<summary>❔ Reason ${number}: ${htmlEscaped(reason)} (${levelsOf(cause)})</summary>`,
        "",
        ...findings.slice(0, mostNamed).map((finding) => `- ${escaped(`${nameOf(finding)}: ${finding.subject}`)}`),
        ...(more > 0 ? [`- and ${more} more`] : []),
        "",
        fenced(remedy),
        "",
        "</details>",
      ].join("\n"),
      findings: findings.length,
    };
  });
}

/** Mandatory findings by what they are about, each folded; then the advisory ones in one section to each. */
function findingSections(findings: readonly Finding[]): Section[] {
  return (["mandatory", "advisory"] as const).flatMap((level) => {
    const some = together(findings.filter((finding) => finding.level === level));
    const groups = [...Map.groupBy(some, ({ about }) => about)];
    return groups.flatMap(([about, group], index) => {
      const title = index === 0 ? `### ${level === "mandatory" ? "Mandatory" : "Advisory"}\n\n` : "";
      return group.map((shown, place) => ({
        text: `${place === 0 ? `${title}**${escaped(about)}**\n\n` : ""}${folded(shown)}`,
        findings: shown.findings.length,
      }));
    });
  });
}

function folded(finding: Shown): string {
  const { remedy, reference, title } = finding;
  return [
    "<details>",
    `<summary>${isUnverified(finding) ? "❔" : finding.level === "mandatory" ? "❌" : "⚠️"} ${htmlEscaped(`${markOf(finding)}: ${title}`)} <code>${htmlEscaped(nameIn(finding))}</code></summary>`,
    "",
    escaped(sentence(finding)),
    "",
    fenced(remedy),
    "",
    ...(isAddress(reference) ? [`[Microsoft's documentation](<${reference}>)`] : []),
    "",
    "</details>",
  ].join("\n");
}

function accountsTable({ accounts }: Pick<Result, "accounts">): string {
  const rows = accounts.filter(({ configured }) => configured);
  if (rows.length === 0) return "";
  return table(
    "Accounts",
    ["Tool", "Account", "Name", "Verdict", "Evidence"],
    rows.map(({ tool, title, name, verdict, level, evidence }) => [
      tools[tool].title,
      title,
      name ?? "",
      level === "advisory" ? `${verdict} (advisory)` : verdict,
      evidence,
    ]),
  );
}

function tenantTable({ tenant }: Pick<Result, "tenant">): string {
  if (tenant.length === 0) return "";
  return table(
    "Tenant",
    ["Tenant", "Verdict", "Evidence"],
    tenant.map(({ title, verdict, level, evidence }) => [
      title,
      level === "advisory" ? `${verdict} (advisory)` : verdict,
      evidence,
    ]),
  );
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    "<details>",
    `<summary>${title}</summary>`,
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map((row) => line(row.map(escaped))),
    "",
    "</details>",
  ].join("\n");
}

function obtained({ obtained: { at, program, directories } }: Result): string {
  const read = directories.map(({ forest, source, domainController, reader, recordedAt, pseudonyms }) =>
    source === "none"
      ? `${forest}: not read.`
      : `${forest}: read from ${domainController} as ${reader}${recordedAt === null ? "" : `, snapshot${pseudonyms ? " with pseudonyms" : ""} of ${recordedAt}`}.`,
  );
  return [...read, `Judged at ${at} by hybrid-sync ${program}.`]
    .map((line) => `${escaped(line)}  `)
    .join("\n")
    .trimEnd();
}

/**
 * Text that shows as it stands: no markup, no link, and no mention of a person, an issue or a merge request, which a name
 * in a directory could otherwise make.
 */
export function escaped(text: string): string {
  return (
    divided(text)
      .replace(/[\\`*_[\]<>#!|~&$]/g, (sign) => entities[sign] ?? `\\${sign}`)
      // A list, a heading or a rule begins with these.
      .replace(/^(\s*)([-+=])/, "$1\\$2")
      .replace(/^(\s*\d+)([.)])/, "$1\\$2")
      .replaceAll(divider, "<!-- -->")
  );
}

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

/** Within an element of HTML, where Markdown is not read, but mentions and addresses are. */
function htmlEscaped(text: string): string {
  return divided(text)
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll(divider, "<!-- -->");
}

/** Stands for a comment of HTML, which is invisible, until the text around it is escaped. */
const divider = "\u0000";

/**
 * What GitHub, GitLab or Azure DevOps would take for a reference, divided between its sign and its name: people and
 * teams, issues (#1, GH-1, GL-1), merge requests, labels and the like, addresses, and the hash of a commit.
 *
 * Source: https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 * and https://docs.gitlab.com/user/markdown/#gitlab-specific-references
 */
function divided(text: string): string {
  return text
    .replaceAll(divider, "")
    .replace(/[@#!~$%&](?=\S)|:(?=[/\w])|\bG[HL](?=-\d)|ww(?=w\.)|\b[0-9a-f]{6}(?=[0-9a-f]{34}\b)/gi, `$&${divider}`);
}

/** A block that nothing in the text can end. */
function fenced(text: string): string {
  const longestRun = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longestRun + 1);
  return `${fence}text\n${text}\n${fence}`;
}

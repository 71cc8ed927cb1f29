/** The ten accounts with what the rules conclude about each, for people at a terminal. */
import Table from "cli-table3";
import pc from "picocolors";
import { type AccountId, accounts, type SyncTool } from "../catalogue/accounts.ts";
import type { VerdictWord } from "../catalogue/verdicts.ts";
import { accountOf, type JudgedRule, type JudgedViolation, judge, violationsIn } from "../policy/judge.ts";
import type { DeclaredResource } from "../policy/rule.ts";
import { guarded, isUnknownValue } from "../policy/unknown-values.ts";
import type { EnforcementLevel, Verdict } from "../policy/verdict.ts";
import { legible, violationOf } from "../policy/violation.ts";
import { wrap } from "./wrap.ts";

/** One account of the set-up; several of the same title where there is one to each forest. */
export interface AccountRow {
  readonly account: AccountId;
  readonly title: string;
  readonly tool: SyncTool;
  /** As declared; null where it has none yet. */
  readonly name: string | null;
  /** The worst of what the rules conclude. */
  readonly verdict: VerdictWord;
  /** The level at which the verdict violates; null when it does not. */
  readonly enforcementLevel: EnforcementLevel | null;
  /** What was seen, in one short line. */
  readonly evidence: string;
  /** Whether the stack configures the tool at all. */
  readonly configured: boolean;
}

export interface AccountsTable {
  readonly rows: readonly AccountRow[];
  readonly violations: readonly JudgedViolation[];
}

type Colours = ReturnType<typeof pc.createColors>;

export interface RenderOptions {
  readonly colour: boolean;
  /** Columns of the terminal; 120 when absent. Below 106 each account is a paragraph, as a table would not be legible. */
  readonly width?: number;
  /** Each violation with what to do about it (the default), or its rule's name only. */
  readonly violations?: "in full" | "by name";
  /** Also show the accounts of a tool that is not configured; not by default. */
  readonly showUnconfigured?: boolean;
}

/**
 * From worst to best. What violates at the mandatory level comes first, then what violates at the advisory one, and in
 * both what is wrong before what cannot be verified; then what is still open; then what counts, the weaker evidence
 * before the stronger.
 */
const order: readonly { readonly verdict: VerdictWord; readonly enforcementLevel: EnforcementLevel | null }[] = [
  { verdict: "unmet", enforcementLevel: "mandatory" },
  { verdict: "unobservable", enforcementLevel: "mandatory" },
  { verdict: "unmet", enforcementLevel: "advisory" },
  { verdict: "unobservable", enforcementLevel: "advisory" },
  { verdict: "undecided", enforcementLevel: "advisory" },
  { verdict: "not yet known", enforcementLevel: null },
  { verdict: "installer creates it", enforcementLevel: null },
  { verdict: "accepted", enforcementLevel: null },
  { verdict: "attested", enforcementLevel: null },
  { verdict: "met", enforcementLevel: null },
  { verdict: "not applicable", enforcementLevel: null },
];

/** Judges the resources of a stack and lays the result out by account, in the order of the catalogue. */
export function accountsTable(resources: readonly DeclaredResource[], clock: Date): AccountsTable {
  const judged = judge(resources, clock);
  const configured = new Set(
    resources.flatMap((resource) => {
      const account = accountOf(resource);
      return account === null ? [] : [accounts[account].tool];
    }),
  );
  const rows = (Object.keys(accounts) as AccountId[]).flatMap((account) => {
    const own = resources.filter((resource) => accountOf(resource) === account);
    const inUse = configured.has(accounts[account].tool);
    if (own.length === 0) return [undeclaredRow(account, inUse)];
    return own.map((resource) => row(account, resource, judged));
  });
  return { rows, violations: violationsIn(judged) };
}

function undeclaredRow(account: AccountId, configured: boolean): AccountRow {
  const { title, tool } = accounts[account];
  return {
    account,
    title,
    tool,
    name: null,
    verdict: "not applicable",
    enforcementLevel: null,
    evidence: configured ? "not declared" : `${toolTitles[tool]} is not configured`,
    configured,
  };
}

function row(account: AccountId, resource: DeclaredResource, judged: readonly JudgedRule[]): AccountRow {
  const { title, tool } = accounts[account];
  const found = judged
    .filter((one) => one.resource === resource)
    .flatMap(({ rule, verdicts }) =>
      verdicts.map((verdict): Ranked => ({ verdict, enforcementLevel: levelOf(rule, verdict) })),
    );
  const ranked = found.toSorted((a, b) => rank(a) - rank(b));
  const worst = ranked[0];
  const base = { account, title, tool, name: nameOf(resource), configured: true };
  if (!worst) {
    // A resource of an account about which no rule says anything must not look as if it were in order.
    return { ...base, verdict: "unobservable", enforcementLevel: null, evidence: "no rule is about it" };
  }
  const equallyBad = ranked.filter((other) => rank(other) === rank(worst)).map(({ verdict }) => verdict);
  return {
    ...base,
    verdict: worst.verdict.verdict,
    enforcementLevel: worst.enforcementLevel,
    evidence: evidenceOf(equallyBad, worst.verdict),
  };
}

function levelOf(rule: JudgedRule["rule"], verdict: Verdict): EnforcementLevel | null {
  const violation = violationOf(rule, verdict);
  return violation === undefined ? null : (violation.enforcementLevel ?? rule.enforcementLevel);
}

/** What the first of the equally bad ones says in a few words, or else the fact. */
function evidenceOf(verdicts: readonly Verdict[], worst: Verdict): string {
  return verdicts.find(({ evidence }) => evidence !== undefined)?.evidence ?? worst.fact;
}

interface Ranked {
  readonly verdict: Verdict;
  readonly enforcementLevel: EnforcementLevel | null;
}

function rank({ verdict: { verdict }, enforcementLevel }: Ranked): number {
  const index = order.findIndex((entry) => entry.verdict === verdict && entry.enforcementLevel === enforcementLevel);
  // A pairing that is not in the list is one of an overridden level: it counts as the verdict does at its worst.
  return index === -1 ? order.findIndex((entry) => entry.verdict === verdict) : index;
}

function nameOf({ inputs }: DeclaredResource): string | null {
  try {
    const { name, userPrincipalName } = guarded(inputs);
    const text = name ?? userPrincipalName;
    return typeof text === "string" ? text : null;
  } catch (error) {
    if (isUnknownValue(error)) return "not yet known";
    throw error;
  }
}

const toolTitles: Readonly<Record<SyncTool, string>> = { "cloud-sync": "Cloud Sync", "connect-sync": "Connect Sync" };

/** The table, and below it the violations. Plain text unless colours are asked for. */
export function renderAccountsTable(
  { rows, violations }: AccountsTable,
  { colour, width = 120, violations: detail = "in full", showUnconfigured = false }: RenderOptions,
): string {
  const colours = pc.createColors(colour);
  const shown = rows.filter(({ configured }) => configured || showUnconfigured);
  const table = width < narrowestTable ? renderParagraphs(shown, width, colours) : renderTable(shown, width, colours);
  return [table, "", ...renderViolations(violations, detail, colours)].join("\n");
}

function renderTable(rows: readonly AccountRow[], width: number, colours: Colours): string {
  const columns = columnWidths(width);
  const table = new Table({
    head: ["Tool", "Account", "Name", "Verdict", "Evidence"],
    style: { head: [], border: [], compact: true },
    colWidths: columns,
  });
  for (const account of rows) {
    const cells = [toolTitles[account.tool], account.title, account.name ?? "", verdictText(account), account.evidence];
    const paint = verdictColour(account, colours);
    table.push(
      cells.map((cell, column) => {
        const lines = wrap(legible(cell), (columns[column] ?? width) - padding);
        return (column === verdictColumn ? lines.map(paint) : lines).join("\n");
      }),
    );
  }
  return table.toString();
}

function renderParagraphs(rows: readonly AccountRow[], width: number, colours: Colours): string {
  const indentation = "  ";
  const paragraphs = rows.map((account) => {
    const title = `${toolTitles[account.tool]}: ${account.title}${account.name === null ? "" : `, ${account.name}`}`;
    const verdict = verdictText(account);
    const [first = "", ...others] = wrap(legible(`${verdict}: ${account.evidence}`), width - indentation.length);
    const painted = verdictColour(account, colours)(verdict) + first.slice(verdict.length);
    return [
      ...wrap(legible(title), width).map((line) => colours.bold(line)),
      ...[painted, ...others].map((line) => indentation + line),
    ].join("\n");
  });
  return paragraphs.join("\n");
}

/** Judges and renders in one go. */
export function renderReport(
  resources: readonly DeclaredResource[],
  { clock, ...options }: RenderOptions & { readonly clock: Date },
): string {
  return renderAccountsTable(accountsTable(resources, clock), options);
}

function renderViolations(
  violations: readonly JudgedViolation[],
  detail: NonNullable<RenderOptions["violations"]>,
  colours: Colours,
): string[] {
  if (violations.length === 0) return ["No rule is violated."];
  const heading = ({ enforcementLevel, rule }: JudgedViolation) => {
    const paint = enforcementLevel === "mandatory" ? colours.red : colours.yellow;
    return `${paint(`[${enforcementLevel}]`)} ${colours.bold(rule.name)}`;
  };
  if (detail === "by name") return violations.map(heading);
  return violations.flatMap((violation, index) => [
    ...(index === 0 ? [] : [""]),
    heading(violation),
    ...violation.message.split("\n").map((line) => `  ${line}`),
  ]);
}

function verdictText({ verdict, enforcementLevel }: AccountRow): string {
  return enforcementLevel === "advisory" ? `${verdict} (advisory)` : verdict;
}

function verdictColour({ verdict, enforcementLevel }: AccountRow, colours: Colours): (text: string) => string {
  if (enforcementLevel === "mandatory") return colours.red;
  if (enforcementLevel === "advisory" || verdict === "unobservable") return colours.yellow;
  if (verdict === "met" || verdict === "attested" || verdict === "accepted") return colours.green;
  return colours.dim;
}

const verdictColumn = 3;
/** Columns that a table needs for its evidence to be legible. */
const narrowestTable = 106;
/** Columns that a cell keeps free at its sides. */
const padding = 2;

/** The first four columns are as wide as their usual contents; the evidence takes the rest. */
function columnWidths(width: number): number[] {
  const fixed = [14, 26, 26, 14];
  const borders = fixed.length + 2;
  return [...fixed, Math.max(20, width - borders - fixed.reduce((sum, column) => sum + column, 0))];
}

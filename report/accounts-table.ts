/** The ten accounts, and below them the tenant, with what the rules conclude about each, for people at a terminal. */
import Table from "cli-table3";
import pc from "picocolors";
import { type AccountId, accounts } from "../catalogue/accounts.ts";
import { legible } from "../catalogue/legible.ts";
import { type SyncTool, tools } from "../catalogue/tools.ts";
import type { VerdictWord } from "../catalogue/verdicts.ts";
import { resourceTypes } from "../contract/resources.ts";
import {
  accountOf,
  type JudgedRule,
  type JudgedViolation,
  judge,
  violationsIn,
} from "../policy/judgement/judge-stack.ts";
import type { DeclaredResource } from "../policy/judgement/rule.ts";
import { guarded, isUnknownValue } from "../policy/judgement/unknown-values.ts";
import type { EnforcementLevel } from "../policy/judgement/verdict.ts";
import { seenLines } from "./objects-seen.ts";
import { type TenantFact, tenantFacts } from "./tenant-facts.ts";
import { worstVerdict } from "./worst-verdict.ts";
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
  /** What is judged about the tenant itself; empty where it is not observed. */
  readonly tenant: readonly TenantFact[];
  /** Which objects of Active Directory the verdicts rest on, in sentences. */
  readonly seen: readonly string[];
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
    const own = resources.filter((resource) => accountOf(resource) === account && !isSupplement(resource));
    const inUse = configured.has(accounts[account].tool);
    if (own.length === 0) return [undeclaredRow(account, inUse)];
    return own.map((resource) => row(account, resource, judged));
  });
  return { rows, tenant: tenantFacts(judged), seen: seenLines(resources), violations: violationsIn(judged) };
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
    evidence: configured ? "not declared" : `${tools[tool].title} is not configured`,
    configured,
  };
}

function row(account: AccountId, resource: DeclaredResource, judged: readonly JudgedRule[]): AccountRow {
  const { title, tool } = accounts[account];
  const base = { account, title, tool, name: nameOf(resource), configured: true };
  const about = judged.filter(
    (one) => one.resource === resource || (one.account === account && isSupplement(one.resource)),
  );
  const worst = worstVerdict(about);
  // A resource of an account about which no rule says anything must not look as if it were in order.
  if (!worst) return { ...base, verdict: "unobservable", enforcementLevel: null, evidence: "no rule is about it" };
  const { verdict, enforcementLevel, evidence } = worst;
  return { ...base, verdict, enforcementLevel, evidence };
}

/** What is observed about an account besides the resource that stands for it. */
function isSupplement({ type }: DeclaredResource): boolean {
  return type === resourceTypes["entra role holdings"];
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

/** A line of a table, or a paragraph where there is no room for one. */
interface Line {
  /** What stands before verdict and evidence. */
  readonly cells: readonly string[];
  /** The same as a heading. */
  readonly heading: string;
  readonly verdict: VerdictWord;
  readonly enforcementLevel: EnforcementLevel | null;
  readonly evidence: string;
}

interface Section {
  readonly head: readonly string[];
  /** Widths of the columns before the evidence, which takes the rest. */
  readonly widths: readonly number[];
  readonly lines: readonly Line[];
}

/** The tables, and below them the violations. Plain text unless colours are asked for. */
export function renderAccountsTable(
  { rows, tenant, seen, violations }: AccountsTable,
  { colour, width = 120, violations: detail = "in full", showUnconfigured = false }: RenderOptions,
): string {
  const colours = pc.createColors(colour);
  const shown = rows.filter(({ configured }) => configured || showUnconfigured);
  const render = width < narrowestTable ? renderParagraphs : renderTable;
  return [accountSection(shown), ...(tenant.length === 0 ? [] : [tenantSection(tenant)])]
    .flatMap((section) => [render(section, width, colours), ""])
    .concat(seen.length === 0 ? [] : [...seen.flatMap((line) => wrap(legible(line), width)), ""])
    .concat(renderViolations(violations, detail, colours))
    .join("\n");
}

function accountSection(rows: readonly AccountRow[]): Section {
  return {
    head: ["Tool", "Account", "Name", "Verdict", "Evidence"],
    widths: [14, 26, 26, 14],
    lines: rows.map(({ tool, title, name, ...judged }) => ({
      ...judged,
      cells: [tools[tool].title, title, name ?? ""],
      heading: `${tools[tool].title}: ${title}${name === null ? "" : `, ${name}`}`,
    })),
  };
}

function tenantSection(facts: readonly TenantFact[]): Section {
  return {
    head: ["Tenant", "Verdict", "Evidence"],
    widths: [41, 14],
    lines: facts.map((fact) => ({ ...fact, cells: [fact.title], heading: `Tenant: ${fact.title}` })),
  };
}

function renderTable({ head, widths, lines }: Section, width: number, colours: Colours): string {
  const columns = [...widths, evidenceWidth(widths, width)];
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colWidths: columns,
  });
  for (const line of lines) {
    const paint = verdictColour(line, colours);
    table.push(
      [...line.cells, verdictText(line), line.evidence].map((cell, column) => {
        const wrapped = wrap(legible(cell), (columns[column] ?? width) - padding);
        return (column === line.cells.length ? wrapped.map(paint) : wrapped).join("\n");
      }),
    );
  }
  return table.toString();
}

function renderParagraphs({ lines }: Section, width: number, colours: Colours): string {
  const indentation = "  ";
  const paragraphs = lines.map((line) => {
    const verdict = verdictText(line);
    const [first = "", ...others] = wrap(legible(`${verdict}: ${line.evidence}`), width - indentation.length);
    const painted = verdictColour(line, colours)(verdict) + first.slice(verdict.length);
    return [
      ...wrap(legible(line.heading), width).map((text) => colours.bold(text)),
      ...[painted, ...others].map((text) => indentation + text),
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

function verdictText({ verdict, enforcementLevel }: Line): string {
  return enforcementLevel === "advisory" ? `${verdict} (advisory)` : verdict;
}

function verdictColour({ verdict, enforcementLevel }: Line, colours: Colours): (text: string) => string {
  if (enforcementLevel === "mandatory") return colours.red;
  if (enforcementLevel === "advisory" || verdict === "unobservable") return colours.yellow;
  if (verdict === "met" || verdict === "attested" || verdict === "accepted") return colours.green;
  return colours.dim;
}

/** Columns that a table needs for its evidence to be legible. */
const narrowestTable = 106;
/** Columns that a cell keeps free at its sides. */
const padding = 2;

function evidenceWidth(widths: readonly number[], width: number): number {
  const borders = widths.length + 2;
  return Math.max(20, width - borders - widths.reduce((sum, column) => sum + column, 0));
}

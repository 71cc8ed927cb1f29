/** The accounts and the tenant as tables, or as paragraphs where there is no room for a table. */
import Table from "cli-table3";
import { tools } from "../../catalogue/tools.ts";
import type { VerdictWord } from "../../catalogue/verdicts.ts";
import type { Colours } from "../colours.ts";
import type { AccountResult, Result, TenantResult } from "../result.ts";
import { cut, wrap } from "../wrap.ts";

/** The tables of a result, each a text of several lines. Accounts of a tool that is not configured are left out. */
export function renderTables(
  { accounts, tenant }: Pick<Result, "accounts" | "tenant">,
  { width, colours }: { readonly width: number; readonly colours: Colours },
): readonly string[] {
  const render = width < narrowestTable ? renderParagraphs : renderTable;
  const shown = accounts.filter(({ configured }) => configured);
  return [
    ...(shown.length === 0 ? [] : [accountSection(shown)]),
    ...(tenant.length === 0 ? [] : [tenantSection(tenant)]),
  ].map((section) => render(section, width, colours));
}

/** The accounts, a line each; cut where a line is too short for the evidence, which the full table has. */
export function renderAccountLines(
  { accounts }: Pick<Result, "accounts">,
  { width, colours }: { readonly width: number; readonly colours: Colours },
): readonly string[] {
  const shown = accounts.filter(({ configured }) => configured);
  const rows = shown.map((row) => [
    tools[row.tool].title,
    // What stands in parentheses is another name of the same.
    row.title.replace(/ \(.*\)$/, ""),
    row.name ?? "",
    verdictText(row),
    row.evidence,
  ]);
  const widths = [12, 29, 26, 16].map((most, column) =>
    Math.min(most, Math.max(0, ...rows.map((cells) => cells[column]?.length ?? 0))),
  );
  const gap = "  ";
  const taken = widths.reduce((sum, column) => sum + column + gap.length, 0);
  return rows.map((cells, index) => {
    const paint = verdictColour(shown[index] as AccountResult, colours);
    // The verdict, which colour alone may not show, is never what is cut.
    if (width - taken < 12) {
      const [, title = "", name = "", verdict = ""] = cells;
      return paint(cut(name === "" ? `${verdict}: ${title}` : `${verdict}: ${title}, ${name}`, width));
    }
    const padded = widths.map((column, at) => cut(cells[at] ?? "", column).padEnd(column));
    const verdict = padded.pop() ?? "";
    return [...padded, paint(verdict), cut(cells.at(-1) ?? "", width - taken)].join(gap).trimEnd();
  });
}

/** A line of a table, or a paragraph where there is no room for one. */
interface Line {
  /** What stands before verdict and evidence. */
  readonly cells: readonly string[];
  /** The same as a heading. */
  readonly heading: string;
  readonly verdict: VerdictWord;
  readonly level: AccountResult["level"];
  readonly evidence: string;
}

interface Section {
  readonly head: readonly string[];
  /** Widths of the columns before the evidence, which takes the rest. */
  readonly widths: readonly number[];
  readonly lines: readonly Line[];
}

function accountSection(rows: readonly AccountResult[]): Section {
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

function tenantSection(facts: readonly TenantResult[]): Section {
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
        const wrapped = wrap(cell, (columns[column] ?? width) - padding);
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
    const [first = "", ...others] = wrap(`${verdict}: ${line.evidence}`, width - indentation.length);
    const painted = verdictColour(line, colours)(verdict) + first.slice(verdict.length);
    return [
      ...wrap(line.heading, width).map((text) => colours.bold(text)),
      ...[painted, ...others].map((text) => indentation + text),
    ].join("\n");
  });
  return paragraphs.join("\n");
}

function verdictText({ verdict, level }: Pick<Line, "verdict" | "level">): string {
  return level === "advisory" ? `${verdict} (advisory)` : verdict;
}

function verdictColour(
  { verdict, level }: Pick<Line, "verdict" | "level">,
  colours: Colours,
): (text: string) => string {
  if (level === "mandatory") return colours.red;
  if (level === "advisory" || verdict === "unobservable") return colours.yellow;
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

/** The findings as comma-separated values (RFC 4180), for a spreadsheet: nothing in it is a formula there. */
import type { Finding, Result } from "./result.ts";
import { decision } from "./sentence.ts";

const columns = [
  "id",
  "level",
  "accepted",
  "severity",
  "verdict",
  "about",
  "rule",
  "subject",
  "fact",
  "consequence",
  "remedy",
  "reference",
  "setting",
  "line",
] as const;

export function renderCsv({ findings, accepted }: Result): string {
  const decided = accepted.map((finding) => row({ ...finding, note: null }, decision(finding)));
  return [columns.join(","), ...findings.map((finding) => row(finding, "")), ...decided]
    .map((line) => `${line}\r\n`)
    .join("");
}

function row({ place, ...finding }: Finding, accepted: string): string {
  const all = { ...finding, accepted, setting: place?.path ?? "", line: String(place?.line ?? "") };
  return columns.map((column) => cell(all[column] ?? "")).join(",");
}

/** Signs by which a spreadsheet takes a cell for a formula, in their wide forms too. */
const formula = /^[\s'"]*[=+\-@|%＝＋－＠\t\r]/;

/** Always in quotes. What would be a formula begins with an apostrophe, by which spreadsheets know text. */
function cell(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

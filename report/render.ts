/** Shows a result in the format that is asked for. */
import type { Format } from "./format-names.ts";
import type { Result } from "./result.ts";
import type { TerminalOptions } from "./terminal.ts";

/** Loaded when they are asked for: each command shows one of them. */
const renderers = {
  terminal: async () => (await import("./terminal.ts")).renderTerminal,
  json: async () => (result: Result) => `${JSON.stringify(result, undefined, 2)}\n`,
  markdown: async () => (await import("./markdown.ts")).renderMarkdown,
  sarif: async () => (await import("./sarif.ts")).renderSarif,
  junit: async () => (await import("./junit.ts")).renderJunit,
  csv: async () => (await import("./csv.ts")).renderCsv,
  html: async () => (await import("./html.ts")).renderHtml,
} satisfies Readonly<Record<Format, () => Promise<(result: Result, options: TerminalOptions) => string>>>;

/** The whole text, with a line break at its end. */
export async function render(result: Result, format: Format, options: TerminalOptions): Promise<string> {
  const text = (await renderers[format]())(result, options);
  return text.endsWith("\n") ? text : `${text}\n`;
}

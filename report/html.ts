/**
 * A result as one HTML file, to keep, to print, and to read offline: it loads nothing, and its Content-Security-Policy
 * runs no script but its own.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { accountsSection, tenantSection } from "./html/accounts.ts";
import { decisionsSection } from "./html/decisions.ts";
import { findingsSection } from "./html/findings.ts";
import { permissionsSection } from "./html/heat-map.ts";
import { Html, html } from "./html/markup.ts";
import { takeoversSection, topologySection } from "./html/pictures.ts";
import { headOf, obtainedSection } from "./html/summary.ts";
import { unverifiedSection } from "./html/unverified.ts";
import type { Result } from "./result.ts";

const style = own("page.css");
const script = own("page.js");

const policy = [
  "default-src 'none'",
  `style-src '${hashOf(style)}'`,
  `script-src '${hashOf(script)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Characters, so that it can be sent by mail, and opens at once. */
const longest = 2_900_000;

export function renderHtml(result: Result): string {
  const head = headOf(result);
  const before = [accountsSection, tenantSection, permissionsSection, takeoversSection, topologySection].map(
    (section) => section(result),
  );
  const after = [unverifiedSection, decisionsSection, obtainedSection].map((section) => section(result));
  const used = [style, script, head, ...before, ...after].reduce((sum, { markup }) => sum + markup.length, 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${result.stack}: hybrid-sync</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
${head}
${before}
${findingsSection(result, longest - used)}
${after}
</main>
<script>${script}</script>
</body>
</html>
`.markup;
}

/** A part of the page that lies beside this file. */
function own(name: string): Html {
  return new Html(readFileSync(new URL(`./html/${name}`, import.meta.url), "utf8"));
}

function hashOf({ markup }: Html): string {
  return `sha256-${createHash("sha256").update(markup).digest("base64")}`;
}

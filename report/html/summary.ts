/** The head of the page: whether anything blocks, and how much there is; and its foot: how the result was obtained. */
import { countOf } from "../../catalogue/count-of.ts";
import { exitCodes } from "../exit-codes.ts";
import { exitCodeOf, type Result, severities } from "../result.ts";
import { foreign, type Html, html, nothing } from "./markup.ts";

export function headOf(result: Result): Html {
  const { stack, summary, stops, obtained } = result;
  const { findings, notVerified, accepted } = summary;
  const [words, tone] = verdictOf(result);
  const tile = (href: string, number: number, label: string, look: string) =>
    html`<li class="tile ${number === 0 ? "none" : look}"><a href="${href}"><span class="number">${number}</span> <span class="label">${label}</span></a></li>`;
  return html`<header>
<p class="product">hybrid-sync</p>
<h1>${foreign(stack)}</h1>
<p class="verdict ${tone}">${words}</p>
<p class="quiet">Judged ${minute(obtained.at)}</p>
</header>
<nav aria-label="Sections"><ul>
<li><a href="#accounts">Accounts</a></li>${result.tenant.length === 0 ? nothing : html`<li><a href="#tenant">Tenant</a></li>`}<li><a href="#permissions">Permissions</a></li><li><a href="#takeovers">Takeover paths</a></li><li><a href="#topology">Synchronization</a></li><li><a href="#findings">Findings</a></li><li><a href="#unverified">Not verified</a></li><li><a href="#decisions">Exceptions</a></li><li><a href="#obtained">Evidence</a></li>
</ul></nav>
<main>
<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title" class="unseen">Summary</h2>
<ul class="tiles">${tile("#findings", findings.mandatory, "mandatory", "bad")}${tile("#findings", findings.advisory, "advisory", "warn")}${tile("#unverified", notVerified.mandatory + notVerified.advisory, "not verified", "unknown")}${tile("#decisions", accepted.exception + accepted.baseline, "accepted", "accepted")}</ul>
<div class="scroll" role="group" tabindex="0" aria-label="Findings by severity"><table class="severities"><caption class="unseen">Findings by severity</caption><thead><tr><th scope="col">Severity</th><th scope="col">Mandatory</th><th scope="col">Advisory</th></tr></thead><tbody>
${severities.map(
  (
    severity,
  ) => html`<tr><th scope="row">${severity}</th><td>${findings.bySeverity[severity].mandatory}</td><td>${findings.bySeverity[severity].advisory}</td></tr>
`,
)}</tbody></table></div>
${stops.length === 0 ? nothing : html`<div class="notice"><h3>Stops the program</h3><ul>${stops.map((stop) => html`<li class="lines">${foreign(stop)}</li>`)}</ul></div>`}
</section>`;
}

function verdictOf(result: Result): readonly [words: string, tone: string] {
  switch (exitCodeOf(result)) {
    case exitCodes.clean:
      return ["Nothing blocks", "good"];
    case exitCodes.unverified:
      return ["Not verified: something mandatory could not be checked", "unknown"];
    default:
      return ["Blocked", "bad"];
  }
}

export function obtainedSection({ obtained, seen }: Result): Html {
  const { by, at, program, node, appliedStack, directories } = obtained;
  return html`<section id="obtained" aria-labelledby="obtained-title"><h2 id="obtained-title">How this was obtained</h2>
<dl class="facts"><dt>Judged</dt><dd>${at}, by hybrid-sync ${foreign(program)} on Node ${foreign(node)}</dd><dt>Observed by</dt><dd>${{ check: "hybrid-sync check", preview: "a preview of the engine", state: "what the engine recorded last" }[by]}${appliedStack ? ", with what the engine recorded of the stack" : ""}</dd>${directories.map((directory) => html`<dt>Forest ${foreign(directory.forest)}</dt><dd>${read(directory)}</dd>`)}</dl>
${seen.length === 0 ? nothing : html`<ul>${seen.map((line) => html`<li>${foreign(line)}</li>`)}</ul>`}
</section>`;
}

function read({
  source,
  domainController,
  domainControllers,
  reader,
  recordedAt,
  edited,
  pseudonyms,
}: Result["obtained"]["directories"][number]): Html {
  if (source === "none") return html`It was not read.`;
  const others = domainControllers.flatMap(({ names }) => names).filter((name) => name !== domainController);
  return html`Read from ${foreign(domainController ?? "an unnamed domain controller")}${others.length === 0 ? nothing : html` and ${countOf(others.length, "other domain controller")}`} as ${foreign(reader ?? "an unnamed reader")}${recordedAt === null ? ", live" : `, in the snapshot of ${minute(recordedAt)}`}${edited ? html`. <strong>The snapshot was changed after it was recorded</strong>` : nothing}${pseudonyms ? html`. The names are pseudonyms` : nothing}.`;
}

/** `2026-11-23 09:00 UTC`; the text itself where it is no such time. */
function minute(time: string): string {
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(time) ?? [];
  return day === undefined ? time : `${day} ${clock} UTC`;
}

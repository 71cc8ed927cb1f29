/** The findings, each with its evidence and its remedy, and what filters them. */

import { deflateRawSync } from "node:zlib";
import { countOf } from "../../catalogue/count-of.ts";
import { type Finding, isAddress, isUnverified, type Result, severities } from "../result.ts";
import { subjectAndFact } from "../sentence.ts";
import { foreign, foreignBlock, Html, html, leftOut, nothing } from "./markup.ts";

/** That are there before the script has run, and without it: fewer where they are so long that they fill the page. */
const first = 200;
/** To each packet of those that the script unpacks. */
const perPacket = 400;
/** @param room characters; what is beyond is left out, which the page says */
export function findingsSection({ findings }: Result, room: number): Html {
  if (findings.length === 0)
    return html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
<p>There are no findings.</p></section>`;
  const groups = [...new Set(findings.map(({ about }) => about))];
  const places = new Map(groups.map((about, index) => [about, index]));
  const item = (finding: Finding) => findingItem(finding, places.get(finding.about) ?? 0);
  const open: Html[] = [];
  let used = 0;
  for (const finding of findings.slice(0, first)) {
    const shown = item(finding);
    if (used + shown.markup.length > room) break;
    used += shown.markup.length;
    open.push(shown);
  }
  const { packets, left } = packed(findings.slice(open.length), item, room - used);
  return html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
${filters(groups)}
<p id="shown" role="status">${countOf(findings.length - left, "finding")}</p>
${leftOut(left, "finding")}
${packets.length === 0 ? nothing : html`<noscript><p class="notice">The first ${open.length} findings are shown. The others need the script of this page.</p></noscript>`}
<ul id="list" class="findings${packets.length === 0 ? "" : " many"}">
${open}</ul>
${packets.map(
  (packet) => html`<script type="text/plain" class="packet">${packet}</script>
`,
)}</section>`;
}

function filters(groups: readonly string[]): Html {
  const option = (value: string | number, words: string | Html) => html`<option value="${value}">${words}</option>`;
  return html`<form id="filters" class="filters" role="search" aria-label="Findings" hidden>
<label class="wide">Search <input type="search" id="words" autocomplete="off" placeholder="Name, rule, id, command"></label>
<label>Level <select id="level">${option("", "all")}${option("mandatory", "mandatory")}${option("advisory", "advisory")}</select></label>
<label>Severity <select id="severity">${option("", "all")}${severities.map((severity) => option(severity, severity))}</select></label>
<label>Kind <select id="kind">${option("", "all")}${option("wrong", "not as required")}${option("unverified", "not verified")}</select></label>
<label class="wide">About <select id="group">${option("", "everything")}${groups.map((about, index) => option(index, about))}</select></label>
<span class="buttons"><button type="reset">Clear</button> <button type="button" id="open">Open all</button> <button type="button" id="close">Close all</button></span>
</form>`;
}

function findingItem(finding: Finding, group: number): Html {
  const { id, level, severity, rule, title, about, consequence, note, remedy, reference, place } = finding;
  const kind = isUnverified(finding) ? "unverified" : "wrong";
  const tone = kind === "unverified" ? "unknown" : level === "mandatory" ? "bad" : "warn";
  return html`<li id="${id}" class="${tone}" data-level="${level}" data-severity="${severity}" data-kind="${kind}" data-group="${group}"><details><summary><span class="marks"><span class="badge ${tone}">${level}</span> <span class="severity">${severity}${kind === "unverified" ? ", not verified" : ""}</span></span> <span class="what">${foreignBlock(subjectAndFact(finding))}</span></summary>
<dl>${consequence === null ? nothing : html`<dt>What goes wrong</dt><dd>${foreignBlock(consequence)}</dd>`}<dt>About</dt><dd>${foreignBlock(about)}</dd><dt>Remedy</dt><dd class="remedy"><pre tabindex="0">${foreignBlock(remedy)}</pre></dd>${scriptOf(finding)}${note === null ? nothing : html`<dt>Decision</dt><dd>${foreignBlock(note)}</dd>`}<dt>Rule</dt><dd>${title} <code>${rule}</code> <code>${id}</code></dd>${place === null ? nothing : html`<dt>Declared in</dt><dd><code>${foreign(`${place.file}:${place.line}`)}</code> ${foreign(place.path)}</dd>`}${isAddress(reference) ? html`<dt>Source</dt><dd><a href="${reference}" rel="noreferrer">${reference}</a></dd>` : nothing}</dl></details></li>
`;
}

/** Where the result knows the steps of a remedy: what writes them as scripts, with those that undo them. */
function scriptOf({ id, steps = [] }: Finding): Html {
  if (steps.length === 0 || !/^HS-[0-9a-z]+$/.test(id)) return nothing;
  return html`<dt>Script</dt><dd class="remedy"><pre tabindex="0">npx hybrid-sync remedy --from result.json --finding ${id}</pre></dd>`;
}

/** The same markup in less room, which the script of the page unpacks. */
function packed(findings: readonly Finding[], item: (finding: Finding) => Html, most: number) {
  const packets: Html[] = [];
  let room = most;
  for (let start = 0; start < findings.length; start += perPacket) {
    const some = findings.slice(start, start + perPacket);
    const text = some.map((finding) => item(finding).markup).join("");
    const packet = deflateRawSync(text, { level: 6 }).toString("base64");
    room -= packet.length;
    if (room < 0) return { packets, left: findings.length - start };
    packets.push(new Html(packet));
  }
  return { packets, left: 0 };
}

/** Who synchronizes what, and who could take it over, as pictures, and in words for those who do not see them. */
import { countOf } from "../../catalogue/count-of.ts";
import { tools } from "../../catalogue/tools.ts";
import type { Result, TakeoverResult, Topology } from "../result.ts";
import { foreign, type Html, html, leftOut, nothing } from "./markup.ts";
import { drawn, type PictureNode } from "./picture-layout.ts";
import { signFor, toneOf } from "./tone.ts";

/** Ways in one picture, and pictures; the list below names the others. */
const mostWays = 30;
const mostPictures = 12;
/** Nodes and edges of a topology that a picture can show so that someone can read it. */
const mostNodes = 120;
const mostEdges = 240;
/** Lines of a list; the rest is counted. */
const mostLines = 300;

export function topologySection({ topology, accounts }: Result): Html {
  if (topology === undefined || topology.nodes.length === 0) return nothing;
  const nodes = topology.nodes.map((node): PictureNode => {
    const judged = accounts.find(({ account, name }) => account === node.account && name === node.name);
    const look = judged === undefined ? node.kind : `${node.kind} ${toneOf(judged)}`;
    const sign = judged === undefined ? {} : { sign: signFor(judged) };
    return { id: node.id, name: node.name, look, kind: kindOf(node), ...sign };
  });
  const edges = topology.edges.map((edge) => ({ ...edge, words: edge.words === "contains" ? "" : edge.words }));
  const picture = {
    id: "topology-picture",
    title: "Which accounts and servers synchronize which domains",
    nodes,
    edges,
  };
  const names = new Map(topology.nodes.map(({ id, name }) => [id, name]));
  return html`<section id="topology" aria-labelledby="topology-title"><h2 id="topology-title">Synchronization</h2>
${
  nodes.length > mostNodes || edges.length > mostEdges
    ? html`<p class="notice">${countOf(nodes.length, "node")} and ${countOf(edges.length, "edge")} are too many for a picture; the list names them.</p>`
    : html`<div class="scroll" role="group" tabindex="0" aria-label="Picture of the synchronization">${drawn(picture)}</div>`
}
<details><summary>As a list</summary><ul>
${topology.edges.slice(0, mostLines).map(
  ({
    from,
    to,
    words,
  }) => html`<li>${foreign(names.get(from) ?? from)} <em>${words}</em> ${foreign(names.get(to) ?? to)}</li>
`,
)}</ul>${leftOut(topology.edges.length - mostLines, "line")}</details></section>`;
}

function kindOf({ kind, tool, note }: Topology["nodes"][number]): string {
  if (kind === "account") return note ?? "account";
  if (kind === "tenant") return "Tenant";
  if (tool === null) return kind === "forest" ? "Forest" : "Domain";
  return `${tools[tool].title}${kind === "server" ? " server" : ""}${note === null ? "" : `, ${note}`}`;
}

export function takeoversSection({ takeovers, findings, accepted }: Result): Html {
  if (takeovers === undefined) return nothing;
  const shown = new Set([...findings, ...accepted].map(({ id }) => id));
  const byResource = [...Map.groupBy(takeovers, ({ resource }) => resource).values()];
  return html`<section id="takeovers" aria-labelledby="takeovers-title"><h2 id="takeovers-title">Takeover paths</h2>
${
  takeovers.length === 0
    ? html`<p>Nobody outside Tier 0 was seen who could take over an account or a server, among the edges that are checked.</p>`
    : html`<p class="lead">Who outside Tier 0 could take over what. A dashed arrow takes a further step that the directory does not show.</p>
${byResource.slice(0, mostPictures).map(takeoverPicture)}
${byResource.length <= mostPictures ? nothing : html`<p class="notice">The first ${mostPictures} of ${byResource.length} pictures are shown; the list names the others.</p>`}
<details><summary>As a list</summary><ol>
${takeovers.slice(0, mostLines).map((way) => wayItem(way, shown))}</ol>${leftOut(takeovers.length - mostLines, "path")}</details>`
}</section>`;
}

function takeoverPicture(ways: readonly TakeoverResult[], index: number): Html {
  const nodes = new Map<string, PictureNode>();
  const edges = new Map<string, { from: string; to: string; words: string; dashed: boolean }>();
  for (const { nodes: path, steps } of ways.slice(0, mostWays)) {
    const ids = path.map(({ kind, name }) => `${kind} ${name}`);
    for (const [place, { kind, name }] of path.entries()) {
      const id = ids[place] ?? "";
      const look = place === path.length - 1 ? "target" : kind;
      if (!nodes.has(id) || look === "target") nodes.set(id, { id, kind: shortKind(kind), name, look });
    }
    for (const [place, { words, certain }] of steps.entries()) {
      const [from = "", to = ""] = [ids[place], ids[place + 1]];
      edges.set(JSON.stringify([from, to, words]), { from, to, words, dashed: !certain });
    }
  }
  const id = `takeover-picture-${index + 1}`;
  const title = `Takeover paths of ${ways[0]?.nodes.at(-1)?.name ?? ""}`;
  const more = ways.length - mostWays;
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${title}">${drawn({ id, title, nodes: [...nodes.values()], edges: [...edges.values()] })}</div>
${more > 0 ? html`<p class="notice">${countOf(more, "more path")} ${more === 1 ? "is" : "are"} in the list only.</p>` : nothing}`;
}

function shortKind(kind: string): string {
  const known = kind.toLowerCase();
  return known.includes("managedserviceaccount") ? "managed service account" : kind;
}

function wayItem({ finding, nodes, steps, verdict, level }: TakeoverResult, shown: ReadonlySet<string>): Html {
  const parts = nodes.map(({ name }, place) => {
    const step = steps[place];
    return html`${foreign(name)}${step === undefined ? nothing : html` <em>${step.words}</em> `}`;
  });
  const link = shown.has(finding) ? html`<a href="#${finding}">${finding}</a>` : html`<code>${finding}</code>`;
  return html`<li>${parts} (${link}, ${level === "advisory" ? "advisory" : verdict})</li>
`;
}

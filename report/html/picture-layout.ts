/** A picture of nodes and what leads from one to another, as SVG inside the page, laid out while the page is made. */
import { Graph, layout } from "@dagrejs/dagre";
import { legible } from "../../catalogue/legible.ts";
import { Html, html } from "./markup.ts";

export interface PictureNode {
  readonly id: string;
  /** Above the name, in few words. */
  readonly kind: string;
  readonly name: string;
  /** Class by which it is coloured. */
  readonly look: string;
  /** Beside the kind, a sign of its verdict. */
  readonly sign?: string;
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  /** Empty where the picture says it by itself. */
  readonly words: string;
  readonly dashed?: boolean;
}

export interface Picture {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** Pixels; the font of the reader's machine may be wider than that of ours. */
const letter = 8.4;
const line = 17;
const smallLetter = 6.8;
const smallLine = 14;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function drawn({ id, title, nodes, edges }: Picture): Html {
  const boxes = nodes.map((node) => ({ node, lines: wrapped(node.name, 24, 3) }));
  const labels = edges.map((edge) => ({ edge, lines: edge.words === "" ? [] : wrapped(edge.words, 20, 4) }));
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 22, ranksep: 26, edgesep: 14, marginx: 6, marginy: 6 });
  for (const { node, lines } of boxes) {
    const longest = Math.max((widthOf(node.kind) + 3) * smallLetter, ...lines.map((text) => widthOf(text) * letter));
    graph.setNode(node.id, { width: Math.ceil(longest) + 22, height: lines.length * line + 34 });
  }
  for (const [index, { edge, lines }] of labels.entries()) {
    const width = lines.length === 0 ? 0 : Math.ceil(Math.max(...lines.map(widthOf)) * smallLetter) + 8;
    graph.setEdge(edge.from, edge.to, { width, height: lines.length * smallLine, labelpos: "c" }, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  const arrow = `${id}-arrow`;
  const scene = [
    ...labels.map(({ edge, lines }, index) => {
      const {
        points = [],
        x,
        y,
      } = graph.edge(edge.from, edge.to, String(index)) as unknown as Partial<Box> & {
        readonly points?: readonly { readonly x: number; readonly y: number }[];
      };
      const label = lines.map(
        (text, row) =>
          html`<text class="words" x="${figure(x)}" y="${figure((y ?? 0) + (row - (lines.length - 1) / 2) * smallLine + 4)}">${text}</text>`,
      );
      return html`<path class="edge${edge.dashed === true ? " dashed" : ""}" d="${curve(points)}" marker-end="url(#${arrow})"/>${label}`;
    }),
    ...boxes.map(({ node, lines }) => {
      const box = graph.node(node.id) as unknown as Box;
      const top = box.y - box.height / 2;
      const left = box.x - box.width / 2;
      const name = lines.map(
        (text, row) =>
          html`<text class="name" x="${figure(box.x)}" y="${figure(top + 37 + row * line)}">${text}</text>`,
      );
      return html`<g class="node ${node.look}"><title>${`${node.kind}: ${node.name}`}</title><rect x="${figure(left)}" y="${figure(top)}" width="${figure(box.width)}" height="${figure(box.height)}" rx="8"/><text class="kind" x="${figure(box.x)}" y="${figure(top + 17)}">${node.sign === undefined ? "" : `${node.sign} `}${node.kind}</text>${name}</g>`;
    }),
  ];
  return html`<svg class="picture" role="img" aria-labelledby="${id}-title" width="${figure(width)}" height="${figure(height)}" viewBox="0 0 ${figure(width)} ${figure(height)}"><title id="${id}-title">${title}</title><defs><marker id="${arrow}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="arrow" d="M0 0L8 4L0 8z"/></marker></defs>${scene}</svg>`;
}

/** Whole and tenth pixels, so that no machine writes another last digit. */
function figure(number = 0): string {
  return String(Math.round(number * 10) / 10);
}

function curve(points: readonly { readonly x: number; readonly y: number }[]): Html {
  const [start, ...others] = points;
  if (start === undefined) return new Html("");
  const at = ({ x, y }: { readonly x: number; readonly y: number }) => `${figure(x)} ${figure(y)}`;
  const bends = others.slice(0, -1).map((point, index) => {
    const next = others[index + 1] ?? point;
    const isLast = index === others.length - 2;
    return `Q${at(point)} ${at(isLast ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  const last = others.at(-1);
  return new Html(`M${at(start)}${bends.length === 0 && last !== undefined ? `L${at(last)}` : bends.join("")}`);
}

/** In letters of usual width: ideographs take two. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, sign) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{3fffd}]/u.test(sign)
        ? 2
        : 1),
    0,
  );
}

/** At spaces and after signs of names where that is possible; what is too long ends in an ellipsis. */
function wrapped(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  const parts = legible(text).match(/[^\s\\,.@-]*[\\,.@-]?\s*/gu) ?? [];
  for (const part of parts.flatMap((each) => pieces(each, width))) {
    if (current !== "" && widthOf(current + part.trimEnd()) > width) {
      lines.push(current.trimEnd());
      current = "";
    }
    current += part;
  }
  if (current.trim() !== "") lines.push(current.trimEnd());
  if (lines.length <= most) return lines;
  const last = lines[most - 1] ?? "";
  return [...lines.slice(0, most - 1), `${[...last].slice(0, width - 1).join("")}…`];
}

function pieces(part: string, width: number): readonly string[] {
  const signs = [...part];
  const count = Math.max(1, Math.ceil(signs.length / width));
  return Array.from({ length: count }, (_, index) => signs.slice(index * width, (index + 1) * width).join(""));
}

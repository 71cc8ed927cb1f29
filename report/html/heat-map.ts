/** The permissions of each account: features and what they need as rows, domains as columns. */
import { countOf } from "../../catalogue/count-of.ts";
import type { PermissionResult, Result } from "../result.ts";
import { foreign, type Html, html, nothing } from "./markup.ts";
import { badge, signOf, toneOf } from "./tone.ts";

export function permissionsSection({ permissions }: Result): Html {
  return html`<section id="permissions" aria-labelledby="permissions-title"><h2 id="permissions-title">Permissions by feature and domain</h2>
${
  permissions === undefined
    ? html`<p>An earlier version of hybrid-sync wrote this result, without a table of permissions.</p>`
    : permissions.length === 0
      ? html`<p>The permissions of no account were judged. The findings say why.</p>`
      : [...Map.groupBy(permissions, ({ resource }) => resource).values()].map(accountMap)
}</section>`;
}

function accountMap(rows: readonly PermissionResult[], index: number): Html {
  const domains = [...new Set(rows.map(({ domain }) => domain))];
  const [first] = rows;
  const features = [...Map.groupBy(rows, ({ feature }) => feature).values()];
  const id = `permissions-${index + 1}`;
  return html`<h3 id="${id}">${foreign(first?.name ?? first?.resource ?? "")}</h3>
<div class="scroll" role="group" tabindex="0" aria-labelledby="${id}"><table class="map" aria-labelledby="${id}"><thead><tr><th scope="col">Feature and permission</th>${domains.map((domain) => html`<th scope="col">${foreign(domain)}</th>`)}</tr></thead>
${features.map((feature) => featureRows(feature, domains))}</table></div>`;
}

function featureRows(rows: readonly PermissionResult[], domains: readonly string[]): Html {
  const [first] = rows;
  return html`<tbody><tr class="feature"><th scope="row">${first?.title ?? ""}</th>${domains.map((domain) => featureCell(rows.filter((row) => row.domain === domain)))}</tr>
${needsOf(rows, domains).map(
  ({
    permission,
    classes,
    cells,
  }) => html`<tr><th scope="row">${permission} <span class="quiet">${placeOf(classes)}</span></th>${cells.map(permissionCell)}</tr>
`,
)}</tbody>
`;
}

interface Need {
  readonly permission: string;
  /** Null for the root of the domain. */
  readonly classes: readonly (string | null)[];
  /** One to each domain; undefined where it was not judged. */
  readonly cells: readonly (PermissionResult | undefined)[];
}

/** Classes of objects for which the same is said of the same permission share a row. */
function needsOf(rows: readonly PermissionResult[], domains: readonly string[]): readonly Need[] {
  const needs = [
    ...Map.groupBy(rows, ({ permission, objectClass }) => JSON.stringify([permission, objectClass])).values(),
  ];
  const alike = Map.groupBy(
    needs.map((need) => ({ need, cells: domains.map((domain) => need.find((row) => row.domain === domain)) })),
    ({ need, cells }) =>
      JSON.stringify([need[0]?.permission, need[0]?.objectClass === null, cells.map((cell) => cell && told(cell))]),
  );
  return [...alike.values()].map((some) => ({
    permission: some[0]?.need[0]?.permission ?? "",
    classes: some.map(({ need }) => need[0]?.objectClass ?? null),
    cells: some[0]?.cells ?? [],
  }));
}

/** What a cell shows. */
function told(row: PermissionResult) {
  const { verdict, level, findings } = row;
  return [verdict, level, findings, isInOrder(row) ? null : row.objects];
}

function isInOrder({ verdict }: PermissionResult): boolean {
  return verdict === "met" || verdict === "not applicable";
}

function placeOf(classes: Need["classes"]): string {
  const names = classes.filter((name) => name !== null);
  return names.length === 0 ? "on the domain root" : `on ${names.join(", ")} objects`;
}

function featureCell(rows: readonly PermissionResult[]): Html {
  if (rows.length === 0) return html`<td class="heat none"><span class="quiet">not judged</span></td>`;
  const good = rows.filter(isInOrder).length;
  const worst = worstOf(rows);
  return html`<td class="heat ${toneOf(worst)}">${signOf(worst)} ${good} of ${rows.length}</td>`;
}

const order = ["bad", "unknown", "warn", "open", "accepted", "good", "none"];

function worstOf(rows: readonly PermissionResult[]): PermissionResult {
  return rows.reduce((worst, row) => (order.indexOf(toneOf(row)) < order.indexOf(toneOf(worst)) ? row : worst));
}

function permissionCell(row: PermissionResult | undefined): Html {
  if (row === undefined) return html`<td class="heat none"><span class="quiet">not judged</span></td>`;
  const { objects, findings } = row;
  const [finding] = findings;
  const held =
    objects === null || isInOrder(row) || objects.inScope === 0
      ? nothing
      : html` <span class="count">${objects.held} of ${objects.inScope} objects</span>`;
  const link =
    finding === undefined
      ? nothing
      : html` <a href="#${finding}">${countOf(findings.length, "finding")}<span class="unseen">, the first is ${finding}</span></a>`;
  return html`<td class="heat ${toneOf(row)}">${badge(row)}${held}${link}</td>`;
}

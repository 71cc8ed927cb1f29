/** The part of OData that the tenant's clients use: `$filter` with `eq`, `in` and `and`, `$select`, `$top`, and paging. */
import type { Collection, Entity } from "./collection.ts";
import { badRequest, GraphError } from "./graph-error.ts";

/** What a list or an object of one type can be asked for. */
export interface Queryable {
  /** Every property that may be selected. */
  readonly properties: readonly string[];
  /** Properties that may stand in `$filter`. */
  readonly filterable: readonly string[];
  /** Properties returned without `$select`; all when absent. */
  readonly byDefault?: readonly string[];
}

export type Query = Readonly<Record<string, string>>;

type Literal = string | number | boolean | null;

interface Comparison {
  readonly property: string;
  /** Any of these. */
  readonly values: readonly Literal[];
}

/** Page size when `$top` is absent, and the largest `$top`; Graph's own numbers for users. */
const defaultPageSize = 100;
const largestPageSize = 999;

const supportedOptions = ["$filter", "$select", "$top", "$skiptoken", "$expand", "$count", "$orderby"];

/** @throws {GraphError} 400 on an option which this tenant would otherwise ignore in silence. */
export function checkOptions(query: Query): void {
  for (const option of Object.keys(query)) {
    if (option.startsWith("$") && !supportedOptions.includes(option)) {
      throw new GraphError(400, "BadRequest", `The query parameter '${option}' is not supported.`);
    }
  }
}

export function filter(
  entities: Iterable<Entity>,
  query: Query,
  collection: Collection,
  { filterable }: Queryable,
): Entity[] {
  const text = query.$filter;
  if (text === undefined) return [...entities];
  const comparisons = parseFilter(text);
  for (const { property } of comparisons) {
    if (!filterable.includes(property)) {
      throw new GraphError(
        400,
        "Request_UnsupportedQuery",
        `Unsupported or invalid query filter clause specified for property '${property}' of resource '${collection.resource}'.`,
      );
    }
  }
  return [...entities].filter((entity) =>
    comparisons.every(({ property, values }) => values.some((value) => equal(entity[property] ?? null, value))),
  );
}

/** One page of a list, and the position of the next one. */
export function page(entities: readonly Entity[], query: Query): { entities: readonly Entity[]; next?: string } {
  const size = pageSize(query.$top);
  const start = query.$skiptoken === undefined ? 0 : decodePosition(query.$skiptoken);
  const end = start + size;
  const slice = entities.slice(start, end);
  return end < entities.length ? { entities: slice, next: encodePosition(end) } : { entities: slice };
}

/** The entity reduced to what was asked for. */
export function select(entity: Entity, query: Query, resource: string, queryable: Queryable): Record<string, unknown> {
  const names = query.$select === undefined ? queryable.byDefault : selected(query.$select, resource, queryable);
  if (names === undefined) return entity;
  // The type of one among several stands in every answer, whatever is asked for.
  const type = entity["@odata.type"] === undefined ? {} : { "@odata.type": entity["@odata.type"] };
  // What is expanded stands in it, too.
  const shown = query.$expand === undefined ? names : [...names, query.$expand];
  return { ...type, ...Object.fromEntries(shown.map((name) => [name, entity[name] ?? null])) };
}

function selected(text: string, type: string, { properties }: Queryable): string[] {
  const names = text.split(",").map((name) => name.trim());
  for (const name of names) {
    if (!properties.includes(name)) {
      throw new GraphError(
        400,
        "BadRequest",
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type}'.`,
      );
    }
  }
  return names;
}

const literalPattern = String.raw`'(?:[^']|'')*'|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\w+`;
const comparison = new RegExp(
  String.raw`\s*([A-Za-z]\w*)\s+(?:eq\s+(${literalPattern})|in\s*\(\s*((?:${literalPattern})(?:\s*,\s*(?:${literalPattern}))*)\s*\))\s*`,
  "iy",
);
/** Graph takes no more after one `in`. */
const largestList = 15;
const conjunction = /and\b/iy;

function parseFilter(text: string): Comparison[] {
  const comparisons: Comparison[] = [];
  let position = 0;
  for (;;) {
    comparison.lastIndex = position;
    const match = comparison.exec(text);
    const [property, literal, list] = match?.slice(1) ?? [];
    if (property === undefined) throw invalidFilter(text, position);
    const literals = literal === undefined ? [...(list ?? "").matchAll(new RegExp(literalPattern, "gi"))] : [[literal]];
    if (literals.length > largestList)
      throw badRequest(`Too many values after 'in'; at most ${largestList} are taken.`);
    comparisons.push({ property, values: literals.map(([value = ""]) => parseLiteral(value, text, position)) });
    position = comparison.lastIndex;
    if (position === text.length) return comparisons;
    conjunction.lastIndex = position;
    if (!conjunction.test(text)) throw invalidFilter(text, position);
    position = conjunction.lastIndex;
  }
}

function parseLiteral(literal: string, text: string, position: number): Literal {
  if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'");
  if (literal.includes("-")) return literal;
  if (literal === "null") return null;
  if (literal === "true" || literal === "false") return literal === "true";
  if (/^\d+$/.test(literal)) return Number(literal);
  throw invalidFilter(text, position);
}

function invalidFilter(text: string, position: number): GraphError {
  return new GraphError(
    400,
    "BadRequest",
    `Invalid filter clause: Syntax error at position ${position} in '${text}'. This simulated tenant takes 'eq', 'in' and 'and'.`,
  );
}

/** Entra compares text without regard to case. */
function equal(value: unknown, expected: Literal): boolean {
  if (typeof value === "string" && typeof expected === "string") return value.toLowerCase() === expected.toLowerCase();
  if (Array.isArray(value)) return value.some((item) => equal(item, expected));
  return value === expected;
}

function pageSize(top: string | undefined): number {
  if (top === undefined) return defaultPageSize;
  const size = /^\d+$/.test(top) ? Number(top) : Number.NaN;
  if (size >= 1 && size <= largestPageSize) return size;
  throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${largestPageSize} inclusive.`);
}

function encodePosition(position: number): string {
  return Buffer.from(`position ${position}`).toString("base64url");
}

function decodePosition(token: string): number {
  const match = /^position (\d+)$/.exec(Buffer.from(token, "base64url").toString());
  if (match === null) throw new GraphError(400, "Directory_ExpiredPageToken", "The specified page token is invalid.");
  return Number(match[1]);
}

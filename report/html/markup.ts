/** Markup in which nothing that comes from others is markup: whatever is put into a template is escaped. */
import { countOf } from "../../catalogue/count-of.ts";
import { legibleLines } from "../../catalogue/legible.ts";

/** Text that is markup already. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = string | number | Html | readonly Html[];

/** The template with its values escaped, for elements and for attributes in double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let markup = parts[0] ?? "";
  for (const [index, value] of values.entries()) markup += `${markupOf(value)}${parts[index + 1]}`;
  return new Html(markup);
}

export const nothing = new Html("");

function markupOf(value: Value): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? escaped(value) : value.map(({ markup }) => markup).join("");
}

/** No character that would not show as itself, and none that means something in HTML. */
function escaped(text: string): string {
  return legibleLines(text).replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Says how many of something the page does not hold; nothing where it holds all. */
export function leftOut(count: number, one: string, many?: string): Html {
  if (count <= 0) return nothing;
  const verb = count === 1 ? "is" : "are";
  return html`<p class="notice"><strong>${countOf(count, `more ${one}`, many && `more ${many}`)}</strong> ${verb} left out of this page; the JSON result has every one.</p>`;
}

/**
 * Text that others wrote, within an element of text. Its reading direction is its own, and the escapes of characters
 * that would not show are told from letters.
 */
export function foreign(text: string): Html {
  return new Html(`<bdi>${withSigns(text)}</bdi>`);
}

/** The same for the only text of a block, which has a reading direction of its own already. */
export function foreignBlock(text: string): Html {
  return new Html(withSigns(text));
}

function withSigns(text: string): string {
  return escaped(text).replace(/\\u\{[0-9a-f]+\}/g, '<span class="sign">$&</span>');
}

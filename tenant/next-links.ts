import { TenantError } from "./tenant-error.ts";

/** Most pages of one list: a hundred thousand entries at the size that Microsoft Graph chooses. */
export const mostPages = 1_000;

/** Most pages without an entry, one after the other. Microsoft Graph gives some where it filters what it has found. */
export const mostEmptyPages = 20;

/** The links from page to page of one list, each followed once, and not for ever. */
export class NextLinks {
  readonly #origin: string;
  readonly #subject: string;
  readonly #seen = new Set<string>();
  #empty = 0;

  /** @param graph base address of Microsoft Graph, whose token must go nowhere else */
  constructor(graph: string, subject: string) {
    this.#origin = new URL(graph).origin;
    this.#subject = subject;
  }

  /**
   * Where to go on; undefined at the end.
   *
   * @param entries how many the page had that the link comes from
   * @throws {TenantError} when the link leads away, or in a circle, or there is no end to them
   */
  follow(link: string | undefined, entries: number): string | undefined {
    if (link === undefined) return undefined;
    if (!URL.canParse(link) || new URL(link).origin !== this.#origin) {
      throw this.#givenUp("the next page is said to be on another host, which was not asked");
    }
    if (this.#seen.has(link)) throw this.#givenUp("its pages lead in a circle");
    this.#seen.add(link);
    this.#empty = entries === 0 ? this.#empty + 1 : 0;
    if (this.#empty >= mostEmptyPages) throw this.#givenUp(`${mostEmptyPages} pages in a row were empty`);
    if (this.#seen.size >= mostPages) throw this.#givenUp(`there are more than ${mostPages} pages`);
    return link;
  }

  #givenUp(fact: string): TenantError {
    return new TenantError(
      `Microsoft Graph gave no end of ${this.#subject}: ${fact}`,
      "Check the proxy, and that ARM_ENVIRONMENT and ARM_METADATA_HOSTNAME name the right cloud; preview again.",
    );
  }
}

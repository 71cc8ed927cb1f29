import { TenantError } from "./tenant-error.ts";

/** Most pages of one list: a hundred thousand entries at the size that Microsoft Graph chooses. */
export const mostPages = 1_000;

/** Most pages without an entry, one after the other. Microsoft Graph gives some where it filters what it has found. */
export const mostEmptyPages = 20;

/** Longest time for all pages of one list, in milliseconds: those of the largest tenants take some minutes. */
export const longestList = 10 * 60_000;

/** Most bytes of all pages of one list. A hundred thousand entries take about as many million. */
export const largestList = 256 * 1024 * 1024;

/** What a page had, by which it is told whether there is an end. */
export interface Page {
  readonly entries: number;
  /** In bytes. */
  readonly size: number;
}

/** The links from page to page of one list, each followed once, and not for ever. */
export class NextLinks {
  readonly #origin: string;
  readonly #subject: string;
  readonly #seen = new Set<string>();
  readonly #service: string;
  readonly #now: () => number;
  readonly #begun: number;
  #empty = 0;
  #size = 0;

  /**
   * @param base address of the service, whose token must go nowhere else
   * @param options the name of the service, and milliseconds of any clock that only goes forward
   */
  constructor(
    base: string,
    subject: string,
    { service = "Microsoft Graph", now = () => performance.now() }: { service?: string; now?: () => number } = {},
  ) {
    this.#origin = new URL(base).origin;
    this.#subject = subject;
    this.#service = service;
    this.#now = now;
    this.#begun = now();
  }

  /**
   * Where to go on; undefined at the end.
   *
   * @param page that the link comes from
   * @throws {TenantError} when the link leads away, or in a circle, or there is no end to them
   */
  follow(link: string | undefined, { entries, size }: Page): string | undefined {
    if (link === undefined) return undefined;
    if (!URL.canParse(link) || new URL(link).origin !== this.#origin) {
      throw this.#givenUp("the next page is on another host, which the program does not contact");
    }
    if (this.#seen.has(link)) throw this.#givenUp("its pages form a loop");
    this.#seen.add(link);
    this.#empty = entries === 0 ? this.#empty + 1 : 0;
    if (this.#empty >= mostEmptyPages) throw this.#givenUp(`${mostEmptyPages} pages in a row were empty`);
    if (this.#seen.size >= mostPages) throw this.#givenUp(`there are more than ${mostPages} pages`);
    this.#size += size;
    if (this.#size > largestList) throw this.#givenUp(`its pages have more than ${largestList / 1024 / 1024} MiB`);
    if (this.#now() - this.#begun > longestList)
      throw this.#givenUp(`it took more than ${longestList / 60_000} minutes`);
    return link;
  }

  #givenUp(fact: string): TenantError {
    return new TenantError(
      `${this.#service} did not complete its answer about ${this.#subject}: ${fact}`,
      "Check the proxy, and that ARM_ENVIRONMENT and ARM_METADATA_HOSTNAME name the right cloud. Then run the command again.",
    );
  }
}

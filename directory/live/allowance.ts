/** What one search may still cost. */
import { type AnswerLimits, type Bounds, EndlessError } from "./limits.ts";

/** Time for what comes in: some in any case, and more while enough does. */
export class TimeAllowance {
  readonly #granted: number;
  readonly #slowestRate: number;
  #bytes = 0;

  /** `granted` in milliseconds, `slowestRate` in bytes a second. */
  constructor(granted: number, slowestRate: number) {
    this.#granted = granted;
    this.#slowestRate = slowestRate;
  }

  receive(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Throws EndlessError when `spent` milliseconds are too many. */
  check(spent: number, what: string): void {
    if (spent <= this.#granted || (spent / 1000) * this.#slowestRate <= this.#bytes) return;
    throw new EndlessError(
      `${what} took more than ${minutes(this.#granted)}, and less than ${kibibytes(this.#slowestRate)} a second arrived`,
    );
  }
}

/** Of one search, with all its pages and ranges of values. */
export class SearchAllowance {
  readonly #bounds: Bounds;
  readonly #time: TimeAllowance;
  readonly #begun: number;
  #seen: SeenNames | undefined;
  #kept = 0;
  #pages = 0;
  #fruitless = 0;
  /** Whether the page that was looked at last had a new object. */
  #fresh = false;
  #objects = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
    this.#time = new TimeAllowance(bounds.limits.search, bounds.limits.slowestRate);
    this.#begun = bounds.now();
  }

  get limits(): AnswerLimits {
    return this.#bounds.limits;
  }

  /** For every message of the answer. Throws EndlessError. */
  receive(bytes: number): void {
    const { longestSearch } = this.limits;
    const spent = this.#bounds.now() - this.#begun;
    if (spent > longestSearch) throw new EndlessError(`it took more than ${minutes(longestSearch)}`);
    this.#time.receive(bytes);
    this.#time.check(spent, "it");
  }

  /** For everything of the answer that stays in memory. Throws EndlessError. */
  keep(bytes: number): void {
    const { kept } = this.limits;
    this.#kept += bytes;
    if (this.#kept > kept) throw new EndlessError(`it needs more than ${mebibytes(kept)} of memory`);
  }

  /** For every page that another one follows, before its objects are looked at. Throws EndlessError. */
  nextPage(): void {
    const { fruitlessPages, objects } = this.limits;
    if (this.#pages > 0) this.#fruitless = this.#fresh ? 0 : this.#fruitless + 1;
    this.#fresh = false;
    if (this.#fruitless >= fruitlessPages)
      throw new EndlessError(`${count(fruitlessPages)} pages in a row brought no new object`);
    if (this.#objects > objects) throw new EndlessError(`it has more than ${count(objects)} objects`);
    this.nextPart();
  }

  /** For every object, with its name. */
  see(name: Uint8Array): void {
    // A page that none follows needs no progress.
    if (this.#pages === 0) return;
    this.#objects += 1;
    this.#seen ??= new SeenNames();
    if (this.#seen.add(name)) this.#fresh = true;
  }

  /** For every range of values that another one follows. Throws EndlessError. */
  nextPart(): void {
    const { pages } = this.limits;
    this.#pages += 1;
    if (this.#pages >= pages) throw new EndlessError(`it has more than ${count(pages)} parts`);
  }
}

/**
 * Names seen before, in 4 MiB whatever their number: a new one is taken for a known one now and then (one in four after
 * ten million), which is why many of them together are asked about.
 */
class SeenNames {
  readonly #bits = new Uint8Array(4 * 1024 * 1024);

  /** Whether it is new. */
  add(name: Uint8Array): boolean {
    const bit = digestOf(name) % (this.#bits.length * 8);
    const at = bit >>> 3;
    const mask = 1 << (bit & 7);
    const known = this.#bits[at] ?? 0;
    this.#bits[at] = known | mask;
    return (known & mask) === 0;
  }
}

/** FNV-1a, 32 bits: fast, and whoever makes names with the same one is given up the sooner. Source: RFC 9923. */
function digestOf(bytes: Uint8Array): number {
  let digest = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index += 1) digest = Math.imul(digest ^ (bytes[index] ?? 0), 0x01000193);
  return digest >>> 0;
}

const count = (value: number): string => value.toLocaleString("en");
export const mebibytes = (bytes: number): string => `${count(bytes / 1024 / 1024)} MiB`;
const kibibytes = (bytes: number): string => `${count(bytes / 1024)} KiB`;
function minutes(milliseconds: number): string {
  const all = milliseconds / 60_000;
  return all >= 120 ? `${count(all / 60)} hours` : `${count(all)} minutes`;
}

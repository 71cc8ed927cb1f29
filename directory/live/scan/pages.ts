/**
 * One search, page by page, on a connection that is used for nothing else meanwhile: entries are handed on as they lie
 * in the answer, and the next page is asked for before those of a page are looked at, so that the domain controller and
 * this program work at the same time.
 */
import type { Socket } from "node:net";
import {
  Ber,
  BerReader,
  type Control,
  type Filter,
  PagedResultsControl,
  PresenceFilter,
  ResultCodeError,
  SearchRequest,
  SearchResponse,
} from "ldapts";

export interface PagedSearch {
  readonly base: string;
  readonly filter?: Filter;
  readonly attributes: readonly string[];
  readonly controls: readonly Control[];
  /** Milliseconds after which a domain controller that sends nothing is given up. */
  readonly patience: number;
}

/** An entry as it lies in the answer: bytes are valid during the call only. */
export type HandleEntry = (name: Buffer, attributes: BerReader, end: number) => void;

/** Entries a page; what a domain controller gives at most. Source: MaxPageSize of MS-ADTS 3.1.1.3.4.6. */
const pageSize = 1000;

/** Seconds that the domain controller may take for one page, its own limit. Source: MaxQueryDuration, MS-ADTS 3.1.1.3.4.6. */
const pageSeconds = 120;

/** More than any page takes: 1000 descriptors of at most 64 KiB. */
const mostBytes = 128 * 1024 * 1024;

/** Tags of messages. Source: RFC 4511, 4.5.2, 4.12. */
const tags = { message: 0x30, entry: 0x64, done: 0x65, extended: 0x78 } as const;

/** The search ended before its time, with this result code. */
class SearchRefused extends ResultCodeError {
  constructor(code: number) {
    super(code, "The search was not answered to its end.");
  }
}

/** Resolves when everything was handed on; rejects with a ResultCodeError, or for a connection that failed. */
export async function searchPages(socket: Socket, search: PagedSearch, handle: HandleEntry): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const patience = setTimeout(() => reject(new Error("The search timed out")), search.patience);
  const answer = new Answer();
  let messageId = firstMessageId;
  const ask = (cookie: Buffer) => socket.write(requestOf(search, messageId, cookie));

  const onPage = (page: Page): void => {
    const cookie = nextCookie(page);
    messageId += 1;
    if (cookie.length > 0) ask(cookie);
    for (const entry of page.entries) handleEntry(entry, handle);
    if (cookie.length === 0) resolve();
  };
  const onData = (data: Buffer): void => {
    patience.refresh();
    try {
      answer.append(data);
      for (let page = answer.nextPage(messageId); page !== undefined; page = answer.nextPage(messageId)) onPage(page);
    } catch (error) {
      reject(error);
    }
  };
  const onClose = () => reject(new Error("Connection closed before the search was answered to its end"));
  socket.on("data", onData).on("error", reject).on("close", onClose);
  try {
    ask(Buffer.alloc(0));
    await promise;
  } finally {
    clearTimeout(patience);
    socket.off("data", onData).off("error", reject).off("close", onClose);
  }
}

/** Above whatever was used while the connection was opened. */
const firstMessageId = 1_000_000;

function requestOf({ base, filter, attributes, controls }: PagedSearch, messageId: number, cookie: Buffer): Buffer {
  return new SearchRequest({
    messageId,
    baseDN: base,
    scope: "sub",
    filter: filter ?? new PresenceFilter({ attribute: "objectClass" }),
    attributes: [...attributes],
    timeLimit: pageSeconds,
    controls: [...controls, new PagedResultsControl({ critical: true, value: { size: pageSize, cookie } })],
  }).write();
}

/** Everything that came for one request: the entries, and the message that ends them. */
interface Page {
  readonly entries: readonly Buffer[];
  readonly done: Buffer;
}

/** Empty at the end. A page may be empty and more may follow all the same: only the cookie tells. */
function nextCookie({ done }: Page): Buffer {
  const reader = new BerReader(done);
  reader.readSequence(tags.message);
  const messageId = reader.readInt() ?? 0;
  reader.readSequence(tags.done);
  const response = new SearchResponse({ messageId });
  response.parse(reader, []);
  if (response.status !== 0) throw new SearchRefused(response.status);
  const control = response.controls?.find((each) => each instanceof PagedResultsControl);
  return control?.value?.cookie ?? Buffer.alloc(0);
}

function handleEntry(entry: Buffer, handle: HandleEntry): void {
  const reader = new BerReader(entry);
  reader.readSequence(tags.message);
  reader.readInt();
  reader.readSequence(tags.entry);
  const name = reader.readString(Ber.OctetString, true);
  if (name === null) throw new Error("An entry of the answer has no name");
  reader.readSequence();
  handle(name, reader, reader.offset + reader.length);
}

/** What has come in and not been handed on yet, in one piece of memory that is used again and again. */
class Answer {
  #memory = Buffer.allocUnsafeSlow(4 * 1024 * 1024);
  #end = 0;
  /** Up to here it is divided into messages. */
  #divided = 0;
  #entries: (readonly [start: number, end: number])[] = [];

  append(data: Buffer): void {
    if (this.#end + data.length > this.#memory.length) this.#makeRoom(data.length);
    data.copy(this.#memory, this.#end);
    this.#end += data.length;
  }

  /** The page of this request when all of it has come in. What it consists of is overwritten by what comes after it. */
  nextPage(messageId: number): Page | undefined {
    for (;;) {
      const start = this.#divided;
      const length = messageLength(this.#memory, start, this.#end);
      if (length === undefined) return undefined;
      this.#divided += length;
      const { id, tag } = headOf(this.#memory, start);
      if (tag === tags.extended && id === 0) throw new Error("Connection closed before the search was answered");
      if (id !== messageId) continue;
      if (tag === tags.entry) this.#entries.push([start, this.#divided]);
      if (tag !== tags.done) continue;
      const entries = this.#entries.map(([from, to]) => this.#memory.subarray(from, to));
      this.#entries = [];
      return { entries, done: this.#memory.subarray(start, this.#divided) };
    }
  }

  #makeRoom(more: number): void {
    const first = this.#entries[0]?.[0] ?? this.#divided;
    const kept = this.#end - first;
    if (kept + more > mostBytes) throw new Error("A page of the answer is larger than any page can be");
    const crowded = kept + more > this.#memory.length / 2;
    const target = crowded ? Buffer.allocUnsafeSlow(this.#memory.length * 2) : this.#memory;
    this.#memory.copy(target, 0, first, this.#end);
    this.#memory = target;
    this.#entries = this.#entries.map(([from, to]) => [from - first, to - first]);
    this.#divided -= first;
    this.#end = kept;
  }
}

/** Bytes of the message at `start`; undefined while not all of it has come in. */
function messageLength(bytes: Buffer, start: number, end: number): number | undefined {
  if (start + 2 > end) return undefined;
  if (bytes[start] !== tags.message) throw new Error("What came in is no LDAP message");
  const [length, header] = contentLength(bytes, start + 1, end);
  if (length === undefined || start + 1 + header + length > end) return undefined;
  return 1 + header + length;
}

/** The length stored at `position` and how many bytes it takes. Source: X.690, 8.1.3. */
function contentLength(bytes: Buffer, position: number, end: number): readonly [length: number | undefined, number] {
  const first = bytes[position] ?? 0;
  if (first < 0x80) return [first, 1];
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new Error("What came in is no LDAP message");
  if (position + 1 + count > end) return [undefined, 1 + count];
  return [bytes.readUIntBE(position + 1, count), 1 + count];
}

function headOf(bytes: Buffer, start: number): { readonly id: number; readonly tag: number } {
  const reader = new BerReader(bytes);
  reader.offset = start;
  reader.readSequence(tags.message);
  const id = reader.readInt() ?? -1;
  return { id, tag: reader.peek() ?? 0 };
}

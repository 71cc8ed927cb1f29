/**
 * Searches over one authenticated socket, several at a time. The client of ldapts reads answers well and drives searches
 * badly: it takes an empty page for the end although more follow, hands out some bytes as text, and waits for ever for
 * what it cannot parse. So its messages are used here without it.
 */
import type { Socket } from "node:net";
import {
  type Control,
  type Filter,
  MessageParser,
  type MessageResponse,
  PagedResultsControl,
  SearchEntry,
  SearchReference,
  SearchRequest,
  SearchResponse,
  StatusCodeParser,
} from "ldapts";

export interface ChannelSearch {
  readonly base: string;
  readonly scope: "base" | "one" | "sub";
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly controls: readonly Control[];
}

export interface ChannelAnswer {
  readonly entries: readonly SearchEntry[];
  /** URLs of what lies elsewhere. */
  readonly references: readonly string[];
  /** Where the next page begins; empty after the last one. */
  readonly cookie: Buffer;
}

interface Waiting {
  readonly message: SearchRequest;
  readonly entries: SearchEntry[];
  readonly references: string[];
  readonly timer: NodeJS.Timeout;
  readonly settle: PromiseWithResolvers<ChannelAnswer>;
}

/** Above whatever was used while the connection was opened. */
const firstMessageId = 100_000;

export class Channel {
  readonly #socket: Socket;
  readonly #patience: number;
  readonly #parser = new MessageParser();
  readonly #waiting = new Map<string, Waiting>();
  #messageId = firstMessageId;
  #broken: Error | undefined;

  /** `patience` is the milliseconds for which a search may go without any message. */
  constructor(socket: Socket, patience: number) {
    this.#socket = socket;
    this.#patience = patience;
    socket.removeAllListeners("data");
    socket.on("data", (data: Buffer) => this.#parser.read(data, this.#waiting));
    socket.on("error", (error) => this.#break(error));
    socket.on("close", () => this.#break(new Error("Connection closed before the answer came to its end")));
    this.#parser.on("message", (message) => this.#receive(message));
    // What follows in the stream can no longer be told apart.
    this.#parser.on("error", () => this.#break(new Error("Connection closed before an answer that can be read")));
  }

  /** One page, or all of it without a control for pages. Throws ResultCodeError, or Error for a connection that failed. */
  search({ base, ...search }: ChannelSearch): Promise<ChannelAnswer> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    this.#messageId += 1;
    const message = new SearchRequest({
      ...search,
      messageId: this.#messageId,
      baseDN: base,
      attributes: [...search.attributes],
      controls: [...search.controls],
      // Without it, ldapts asks for an end after ten seconds.
      timeLimit: Math.ceil(this.#patience / 1000),
    });
    const settle = Promise.withResolvers<ChannelAnswer>();
    const timer = setTimeout(() => this.#break(new Error("The search timed out")), this.#patience);
    this.#waiting.set(String(this.#messageId), { message, entries: [], references: [], timer, settle });
    this.#socket.write(message.write());
    return settle.promise;
  }

  #receive(message: MessageResponse): void {
    const waiting = this.#waiting.get(String(message.messageId));
    if (waiting === undefined) return;
    waiting.timer.refresh();
    if (message instanceof SearchEntry) waiting.entries.push(message);
    if (message instanceof SearchReference) for (const url of message.uris) waiting.references.push(url);
    if (!(message instanceof SearchResponse)) return;
    this.#waiting.delete(String(message.messageId));
    clearTimeout(waiting.timer);
    if (message.status !== 0) waiting.settle.reject(StatusCodeParser.parse(message));
    else
      waiting.settle.resolve({
        entries: waiting.entries,
        references: waiting.references,
        cookie: cookieOf(message),
      });
  }

  #break(error: Error): void {
    this.#broken ??= error;
    for (const { timer, settle } of this.#waiting.values()) {
      clearTimeout(timer);
      settle.reject(this.#broken);
    }
    this.#waiting.clear();
    this.#socket.destroy();
  }
}

function cookieOf({ controls = [] }: SearchResponse): Buffer {
  const paging = controls.find((control) => control instanceof PagedResultsControl);
  return paging?.value?.cookie ?? Buffer.alloc(0);
}

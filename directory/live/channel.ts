/**
 * Requests over one socket, several at a time, and their answers. The client of ldapts reads answers well and drives
 * searches badly: it takes an empty page for the end although more follow, hands out some bytes as text, connects again
 * without encryption, and waits for ever for what it cannot parse. So its messages are used here without it.
 */
import type { Socket } from "node:net";
import {
  AbandonRequest,
  ExtendedResponse,
  type Message,
  type MessageResponse,
  ProtocolOperation,
  StatusCodeParser,
  UnbindRequest,
} from "ldapts";
import { mebibytes, SearchAllowance, TimeAllowance } from "./allowance.ts";
import { type AnswerLimits, type Bounds, EndlessError } from "./limits.ts";
import { IllegibleError, type LdapMessage, MessageDivider } from "./messages.ts";
import type { PageMemory } from "./page-memory.ts";

/** Everything that came for one request. */
export interface Answer {
  /** In the order in which they came. */
  readonly parts: readonly LdapMessage[];
  /** The message that ends it. */
  readonly end: LdapMessage;
}

/** What ends the answer to a request. */
type Ending =
  | typeof ProtocolOperation.LDAP_RES_BIND
  | typeof ProtocolOperation.LDAP_RES_SEARCH
  | typeof ProtocolOperation.LDAP_RES_EXTENSION;

/** Source: RFC 4511, 4.4.1. */
const noticeOfDisconnection = "1.3.6.1.4.1.1466.20036";

export class Channel {
  readonly bounds: Bounds;
  readonly #socket: Socket;
  readonly #divider: MessageDivider;
  readonly #waiting = new Map<number, Waiting>();
  readonly #time: TimeAllowance;
  #messageId = 0;
  #broken: Error | undefined;
  #silence: NodeJS.Timeout | undefined;
  /** Milliseconds that were waited for answers, but for those since `#since`. */
  #waited = 0;
  #since = 0;

  constructor(socket: Socket, bounds: Bounds) {
    this.bounds = bounds;
    this.#socket = socket;
    this.#divider = new MessageDivider(bounds.limits.message);
    this.#time = new TimeAllowance(bounds.limits.connection, bounds.limits.slowestRate);
    socket.on("data", this.#onData).on("error", this.#onError).on("close", this.#onClose);
  }

  /**
   * Sends a request and gathers what comes for it, in `memory` where that is given. Throws Error for a connection that failed, and EndlessError for an
   * answer without an end: then the others go on.
   */
  send(
    request: Message,
    ending: Ending,
    allowance = new SearchAllowance(this.bounds),
    memory?: PageMemory,
  ): Promise<Answer> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const waiting = new Waiting(ending, allowance, memory);
    this.#wait();
    this.#waiting.set(this.#write(request), waiting);
    return waiting.answer;
  }

  /** Lets another one read from the socket. */
  release(): void {
    clearTimeout(this.#silence);
    this.#socket.off("data", this.#onData).off("error", this.#onError).off("close", this.#onClose);
  }

  /** Takes leave of the domain controller. One that does not listen is not waited for. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.once("close", resolve));
    if (this.#socket.destroyed) return;
    if (this.#broken === undefined) this.#write(new UnbindRequest({ messageId: 0 }));
    this.#break(lost(), () => this.#socket.destroySoon());
    const impatience = setTimeout(() => this.#socket.destroy(), this.bounds.timeouts.connect);
    await closed;
    clearTimeout(impatience);
  }

  readonly #onData = (data: Buffer): void => {
    try {
      let isAnswered = false;
      for (const message of this.#divider.read(data)) if (this.#receive(message)) isAnswered = true;
      if (isAnswered && this.#waiting.size > 0) this.#silence?.refresh();
    } catch (error) {
      this.#break(asError(error));
    }
  };
  readonly #onError = (error: Error): void => this.#break(error);
  readonly #onClose = (): void => this.#break(lost());

  #write(request: Message): number {
    this.#messageId += 1;
    request.messageId = this.#messageId;
    this.#socket.write(request.write());
    return this.#messageId;
  }

  /** Silence is that of the whole connection: one answer may have to wait for another one to come in. */
  #wait(): void {
    if (this.#waiting.size > 0) return;
    this.#since = this.bounds.now();
    this.#silence = setTimeout(() => this.#break(new Error("The search timed out")), this.bounds.timeouts.operation);
  }

  /** Whether somebody waits for it: what nobody asked for, or nobody waits for any more, is no sign of life. */
  #receive(message: LdapMessage): boolean {
    if (message.id === 0) this.#hearUnasked(message);
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return false;
    this.#time.receive(message.size);
    this.#time.check(this.#waited + this.bounds.now() - this.#since, "the answers of this connection");
    try {
      if (waiting.receive(message)) this.#forget(message.id);
    } catch (error) {
      if (!(error instanceof EndlessError)) throw error;
      waiting.fail(error);
      this.#forget(message.id);
      this.#write(new AbandonRequest({ messageId: 0, abandonId: message.id }));
    }
    return true;
  }

  #forget(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#silence);
    this.#waited += this.bounds.now() - this.#since;
  }

  /** Others than the notice of disconnection are passed over. Source: RFC 4511, 4.4. */
  #hearUnasked(message: LdapMessage): void {
    if (message.operation !== ProtocolOperation.LDAP_RES_EXTENSION) return;
    const notice = new ExtendedResponse({ messageId: 0 });
    notice.parse(message.content(), []);
    if ((notice.oid ?? noticeOfDisconnection) === noticeOfDisconnection) this.#break(lost());
  }

  #break(error: Error, hangUp: () => unknown = () => this.#socket.destroy()): void {
    this.#broken ??= error;
    for (const waiting of this.#waiting.values()) waiting.fail(this.#broken);
    this.#waiting.clear();
    clearTimeout(this.#silence);
    hangUp();
  }
}

/** A request whose answer has not come to its end. */
class Waiting {
  readonly #ending: Ending;
  readonly #allowance: SearchAllowance;
  readonly #memory: PageMemory | undefined;
  readonly #settle = Promise.withResolvers<Answer>();
  readonly #parts: LdapMessage[] = [];
  #size = 0;

  constructor(ending: Ending, allowance: SearchAllowance, memory: PageMemory | undefined) {
    this.#ending = ending;
    this.#allowance = allowance;
    this.#memory = memory;
  }

  get answer(): Promise<Answer> {
    return this.#settle.promise;
  }

  /** Whether this is the end. Throws EndlessError. */
  receive(message: LdapMessage): boolean {
    const { page, pageMessages }: AnswerLimits = this.#allowance.limits;
    this.#allowance.receive(message.size);
    this.#size += message.size;
    if (this.#size > page) throw new EndlessError(`a page has more than ${mebibytes(page)}`);
    if (this.#parts.length >= pageMessages) throw new EndlessError(`a page has more than ${pageMessages} messages`);
    if (message.operation !== this.#ending) {
      this.#parts.push(this.#memory?.keep(message) ?? message);
      return false;
    }
    this.#settle.resolve({ parts: this.#parts, end: message });
    return true;
  }

  fail(error: Error): void {
    this.#settle.reject(error);
  }
}

/** Reads the message that ends an answer. Throws ResultCodeError when it says anything but success. */
export function successOf<R extends MessageResponse>({ end }: Answer, response: R): R {
  response.parse(end.content(), []);
  if (response.status !== 0) throw StatusCodeParser.parse(response);
  return response;
}

function lost(): Error {
  return new Error("Connection closed before the answer was complete");
}

/** What the reader of ldapts throws may hold what it read. */
function asError(error: unknown): Error {
  return error instanceof EndlessError || error instanceof IllegibleError
    ? error
    : new IllegibleError("a message that cannot be read");
}

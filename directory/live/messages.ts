/** Divides what comes in into messages. Source: RFC 4511, 4.1.1; X.690, 8.1. */
import { BerReader } from "ldapts";
import { mebibytes } from "./allowance.ts";
import { EndlessError } from "./limits.ts";

/** One message, where it lies in what came in: those bytes are never overwritten. */
export class LdapMessage {
  readonly id: number;
  /** What kind of message it is: `ProtocolOperation` of ldapts. */
  readonly operation: number;
  readonly size: number;
  readonly #bytes: Buffer;
  /** Where the operation begins, and where the message ends. */
  readonly #start: number;
  readonly #end: number;

  private constructor(head: Pick<LdapMessage, "id" | "operation" | "size">, bytes: Buffer, start: number, end: number) {
    this.id = head.id;
    this.operation = head.operation;
    this.size = head.size;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  /** Throws IllegibleError. */
  static read(bytes: Buffer, at: number, size: number): LdapMessage {
    const reader = new StrictReader(bytes, at, at + size);
    reader.readSequence();
    const id = reader.readInt();
    const operation = reader.peek();
    if (id === null || operation === null) throw new IllegibleError("a message without an operation");
    return new LdapMessage({ id, operation, size }, bytes, reader.offset, at + size);
  }

  /** The same message in other memory, where it takes `size` bytes at most. */
  copyTo(memory: Buffer, at: number): LdapMessage {
    const length = this.#bytes.copy(memory, at, this.#start, this.#end);
    return new LdapMessage(this, memory, at, at + length);
  }

  /** A reader at the beginning of what the operation holds. It throws IllegibleError for what does not fit into the message. */
  content(): BerReader {
    const reader = new StrictReader(this.#bytes, this.#start, this.#end);
    reader.readSequence();
    return reader;
  }
}

/** What came in is no message of LDAP. */
export class IllegibleError extends Error {
  override readonly name = "IllegibleError";
}

const tagOfMessage = 0x30;

export class MessageDivider {
  readonly #largest: number;
  /** Too few bytes to tell how long the message is. */
  #head: Buffer = Buffer.alloc(0);
  #started: { readonly bytes: Buffer; filled: number } | undefined;

  /** `largest`: bytes of a message at most. */
  constructor(largest: number) {
    this.#largest = largest;
  }

  /** The messages that `data` completes. Throws IllegibleError or EndlessError; what follows cannot be told apart then. */
  *read(data: Buffer): Iterable<LdapMessage> {
    const bytes = this.#complete(data);
    if (this.#started !== undefined) {
      if (this.#started.filled < this.#started.bytes.length) return;
      const { bytes: message } = this.#started;
      this.#started = undefined;
      yield LdapMessage.read(message, 0, message.length);
    }
    let at = 0;
    for (;;) {
      const length = lengthOfMessage(bytes, at);
      if (length === undefined) break;
      if (length > this.#largest) throw new EndlessError(`a message has more than ${mebibytes(this.#largest)}`);
      if (at + length > bytes.length) {
        const message = Buffer.allocUnsafe(length);
        this.#started = { bytes: message, filled: bytes.copy(message, 0, at) };
        return;
      }
      yield LdapMessage.read(bytes, at, length);
      at += length;
    }
    this.#head = bytes.subarray(at);
  }

  /** Adds to what was begun; gives back what lies behind it. */
  #complete(data: Buffer): Buffer {
    if (this.#started !== undefined) {
      const copied = data.copy(this.#started.bytes, this.#started.filled);
      this.#started.filled += copied;
      return data.subarray(copied);
    }
    if (this.#head.length === 0) return data;
    const joined = Buffer.concat([this.#head, data]);
    this.#head = Buffer.alloc(0);
    return joined;
  }
}

/**
 * The reader of ldapts takes a length for a signed number, and believes one that leads beyond the end. Its loops then
 * read the same bytes for ever.
 */
class StrictReader extends BerReader {
  constructor(bytes: Buffer, start: number, end: number) {
    super(bytes);
    this.offset = start;
    this.setBufferSize(end);
  }

  override readLength(startOffset?: number): number {
    const offset = super.readLength(startOffset);
    if (offset === null || this.length < 0 || offset + this.length > this.offset + this.remain)
      throw new IllegibleError("a message with a length that leads out of it");
    return offset;
  }
}

/** Bytes of the message that begins there; undefined while too few of them are there to tell. */
function lengthOfMessage(bytes: Buffer, at: number): number | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  if (tag !== tagOfMessage) throw new IllegibleError("no message");
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new IllegibleError("a message of no length");
  return bytes.length < at + 2 + count ? undefined : 2 + count + bytes.readUIntBE(at + 2, count);
}

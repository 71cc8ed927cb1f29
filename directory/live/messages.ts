/** Divides what comes in into messages. Source: RFC 4511, 4.1.1; X.690, 8.1. */
import { BerReader } from "ldapts";
import { mebibytes } from "./allowance.ts";
import { EndlessError } from "./limits.ts";

/** One message, with all its bytes: they are never overwritten. */
export interface LdapMessage {
  readonly id: number;
  /** What kind of message it is: `ProtocolOperation` of ldapts. */
  readonly operation: number;
  readonly size: number;
  /** At the beginning of what the operation holds; may be read once. */
  readonly content: BerReader;
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
    let rest = this.#complete(data);
    if (this.#started !== undefined) {
      if (this.#started.filled < this.#started.bytes.length) return;
      const { bytes } = this.#started;
      this.#started = undefined;
      yield readMessage(bytes);
    }
    for (;;) {
      const length = lengthOfMessage(rest);
      if (length === undefined) break;
      if (length > this.#largest) throw new EndlessError(`a message has more than ${mebibytes(this.#largest)}`);
      if (length > rest.length) {
        const bytes = Buffer.allocUnsafe(length);
        this.#started = { bytes, filled: rest.copy(bytes) };
        return;
      }
      yield readMessage(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    this.#head = rest;
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

function readMessage(bytes: Buffer): LdapMessage {
  const content = new StrictReader(bytes);
  content.readSequence();
  const id = content.readInt();
  const operation = content.readSequence();
  if (id === null || operation === null) throw new IllegibleError("a message without an operation");
  return { id, operation, size: bytes.length, content };
}

/**
 * The reader of ldapts takes a length for a signed number, and believes one that leads beyond the end. Its loops then
 * read the same bytes for ever.
 */
class StrictReader extends BerReader {
  override readLength(startOffset?: number): number {
    const offset = super.readLength(startOffset);
    if (offset === null || this.length < 0 || this.length > this.buffer.length - offset)
      throw new IllegibleError("a message with a length that leads out of it");
    return offset;
  }
}

/** Bytes of the first message; undefined while too few of them are there to tell. */
function lengthOfMessage(bytes: Buffer): number | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  if (tag !== tagOfMessage) throw new IllegibleError("no message");
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new IllegibleError("a message of no length");
  return bytes.length < 2 + count ? undefined : 2 + count + bytes.readUIntBE(2, count);
}

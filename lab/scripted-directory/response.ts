/** What a server of LDAP answers, as bytes. Source: RFC 4511, section 4. */
import { Ber, BerWriter, PagedResultsControl, ProtocolOperation } from "ldapts";
import type { Value } from "./entry.ts";

export interface Result {
  readonly code: number;
  readonly text?: string;
  /** Where to ask instead, with code 10. */
  readonly referrals?: readonly string[];
}

export const done = { search: 0x65, bind: 0x61, extended: 0x78 } as const;

export function resultMessage(
  id: number,
  operation: number,
  { code, text = "", referrals = [] }: Result,
  cookie?: Buffer,
): Buffer {
  return message(
    id,
    operation,
    (writer) => {
      writer.writeEnumeration(code);
      writer.writeString("");
      writer.writeString(text);
      if (referrals.length > 0) {
        writer.startSequence(0xa3);
        for (const referral of referrals) writer.writeString(referral);
        writer.endSequence();
      }
    },
    cookie,
  );
}

export function entryMessage(
  id: number,
  name: string,
  attributes: readonly (readonly [type: string, values: readonly Value[]])[],
): Buffer {
  return message(id, ProtocolOperation.LDAP_RES_SEARCH_ENTRY, (writer) => {
    writer.writeString(name);
    writer.startSequence();
    for (const [type, values] of attributes) {
      writer.startSequence();
      writer.writeString(type);
      writer.startSequence(ProtocolOperation.LBER_SET);
      for (const value of values)
        if (typeof value === "string") writer.writeString(value);
        else writer.writeBuffer(Buffer.from(value), Ber.OctetString);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });
}

export function referenceMessage(id: number, urls: readonly string[]): Buffer {
  return message(id, ProtocolOperation.LDAP_RES_SEARCH_REF, (writer) => {
    for (const url of urls) writer.writeString(url);
  });
}

/** Large enough that the writer never has to grow in the middle of a sequence. */
const room = 1 << 18;

function message(id: number, operation: number, content: (writer: BerWriter) => void, cookie?: Buffer): Buffer {
  const writer = new BerWriter({ size: room });
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  content(writer);
  writer.endSequence();
  if (cookie !== undefined) {
    writer.startSequence(ProtocolOperation.LDAP_CONTROLS);
    new PagedResultsControl({ value: { size: 0, cookie } }).write(writer);
    writer.endSequence();
  }
  writer.endSequence();
  return Buffer.from(writer.buffer);
}

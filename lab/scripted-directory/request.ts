/** What a client of LDAP asks, read from the bytes that it sends. Source: RFC 4511, section 4. */
import { Ber, BerReader, ProtocolOperation } from "ldapts";
import { type Filter, readFilter } from "./filter.ts";

export interface Control {
  readonly type: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

export interface SearchRequest {
  readonly kind: "search";
  readonly id: number;
  readonly base: string;
  readonly scope: "base" | "one" | "sub";
  /** Entries at most; 0 for no limit. */
  readonly sizeLimit: number;
  /** Seconds at most; 0 for no limit. */
  readonly timeLimit: number;
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly controls: readonly Control[];
}

export type Request =
  | SearchRequest
  | { readonly kind: "bind"; readonly id: number; readonly name: string; readonly password: string }
  | { readonly kind: "extended"; readonly id: number; readonly type: string }
  | { readonly kind: "unbind" | "abandon" | "other"; readonly id: number; readonly operation: number };

/** The first complete message of `data` and how many bytes it takes; undefined while it is not complete. */
export function nextMessage(data: Buffer): { readonly message: Buffer; readonly length: number } | undefined {
  const reader = new BerReader(data);
  if (reader.readSequence() === null || reader.remain < reader.length) return undefined;
  const length = reader.offset + reader.length;
  return { message: data.subarray(0, length), length };
}

export function readRequest(message: Buffer): Request {
  const reader = new BerReader(message);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  const operation = reader.readSequence() ?? 0;
  switch (operation) {
    case ProtocolOperation.LDAP_REQ_BIND: {
      reader.readInt();
      const name = reader.readString() ?? "";
      // Only simple binds carry this tag; a password of any other kind is not looked at.
      const password = reader.peek() === Ber.Context ? (reader.readString(Ber.Context) ?? "") : "";
      return { kind: "bind", id, name, password };
    }
    case ProtocolOperation.LDAP_REQ_SEARCH:
      return readSearch(reader, id);
    case ProtocolOperation.LDAP_REQ_EXTENSION:
      return { kind: "extended", id, type: reader.readString(Ber.Context) ?? "" };
    case ProtocolOperation.LDAP_REQ_UNBIND:
      return { kind: "unbind", id, operation };
    case ProtocolOperation.LDAP_REQ_ABANDON:
      return { kind: "abandon", id, operation };
    default:
      return { kind: "other", id, operation };
  }
}

const scopes = ["base", "one", "sub"] as const;

function readSearch(reader: BerReader, id: number): SearchRequest {
  const base = reader.readString() ?? "";
  const scope = scopes[reader.readEnumeration() ?? 0] ?? "sub";
  reader.readEnumeration();
  const sizeLimit = reader.readInt() ?? 0;
  const timeLimit = reader.readInt() ?? 0;
  reader.readBoolean();
  const filter = readFilter(reader);
  const attributes: string[] = [];
  reader.readSequence();
  const end = reader.offset + reader.length;
  while (reader.offset < end) attributes.push(reader.readString() ?? "");
  return {
    kind: "search",
    id,
    base,
    scope,
    sizeLimit,
    timeLimit,
    filter,
    attributes,
    controls: readControls(reader),
  };
}

function readControls(reader: BerReader): readonly Control[] {
  if (reader.peek() !== ProtocolOperation.LDAP_CONTROLS) return [];
  reader.readSequence();
  const controls: Control[] = [];
  const end = reader.offset + reader.length;
  while (reader.offset < end) {
    reader.readSequence();
    const last = reader.offset + reader.length;
    const type = reader.readString() ?? "";
    const critical = reader.peek() === Ber.Boolean ? (reader.readBoolean() ?? false) : false;
    const value =
      reader.offset < last ? (reader.readString(Ber.OctetString, true) ?? Buffer.alloc(0)) : Buffer.alloc(0);
    controls.push({ type, critical, value });
  }
  return controls;
}

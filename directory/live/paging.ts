/**
 * One search, page by page. The next page is asked for before the entries of a page are looked at, so that the domain
 * controller and this program work at the same time.
 */
import {
  Ber,
  type BerReader,
  type Control,
  type Filter,
  PagedResultsControl,
  PresenceFilter,
  ProtocolOperation,
  SearchReference,
  SearchRequest,
  SearchResponse,
} from "ldapts";
import type { SearchAllowance } from "./allowance.ts";
import { type Answer, type Channel, successOf } from "./channel.ts";
import { IllegibleError, type LdapMessage } from "./messages.ts";
import type { PageMemory } from "./page-memory.ts";

export interface Search {
  readonly scope: "base" | "one" | "sub";
  readonly filter?: Filter;
  readonly attributes: readonly string[];
}

export interface PagedSearch extends Search {
  readonly base: string;
  readonly controls: readonly Control[];
}

/** An entry as it lies in the answer. */
export interface RawEntry {
  readonly name: Buffer;
  /** At the first attribute; may be read once. */
  readonly attributes: BerReader;
  /** Where the last attribute ends. */
  readonly end: number;
}

export interface PageHandler {
  entry(entry: RawEntry): void;
  /** URL of what lies elsewhere. */
  reference?(url: string): void;
}

/** Entries a page; what a domain controller gives at most. Source: MaxPageSize of MS-ADTS 3.1.1.3.4.6. */
const pageSize = 1000;

/** Seconds that the domain controller may take for one page, its own limit. Source: MaxQueryDuration, MS-ADTS 3.1.1.3.4.6. */
const pageSeconds = 120;

/**
 * Hands on every entry, in order; where `memory` is given, it is good only until `handler` returns. Throws
 * ResultCodeError, EndlessError, or Error for a connection that failed: what was handed on until then is not all.
 */
export async function readPages(
  channel: Channel,
  search: PagedSearch,
  allowance: SearchAllowance,
  handler: PageHandler,
  memory?: PageMemory,
): Promise<void> {
  let asked = ask(channel, search, allowance, Buffer.alloc(0), memory);
  for (;;) {
    const answer = await asked;
    const cookie = cookieOf(answer);
    if (cookie.length > 0) {
      allowance.nextPage();
      // Nothing of the next page comes in while this one is handled.
      memory?.clear();
      asked = ask(channel, search, allowance, cookie, memory);
      // Nobody waits for it where the page before it cannot be handled.
      asked.catch(() => {});
    }
    handlePage(answer, allowance, handler);
    if (cookie.length === 0) return;
  }
}

/** One request without pages. */
export function requestOf({ base, scope, filter, attributes, controls }: PagedSearch): SearchRequest {
  return new SearchRequest({
    messageId: 0,
    baseDN: base,
    scope,
    filter: filter ?? new PresenceFilter({ attribute: "objectClass" }),
    attributes: [...attributes],
    // Without it, ldapts asks for an end after ten seconds.
    timeLimit: pageSeconds,
    controls: [...controls],
  });
}

function ask(
  channel: Channel,
  search: PagedSearch,
  allowance: SearchAllowance,
  cookie: Buffer,
  memory: PageMemory | undefined,
): Promise<Answer> {
  const paging = new PagedResultsControl({ critical: true, value: { size: pageSize, cookie } });
  const controls = search.scope === "base" ? search.controls : [...search.controls, paging];
  return channel.send(requestOf({ ...search, controls }), ProtocolOperation.LDAP_RES_SEARCH, allowance, memory);
}

/** Empty at the end. A page may be empty and more may follow anyway: only the cookie tells. */
function cookieOf(answer: Answer): Buffer {
  const { controls = [] } = successOf(answer, new SearchResponse({ messageId: answer.end.id }));
  const paging = controls.find((control) => control instanceof PagedResultsControl);
  return paging?.value?.cookie ?? Buffer.alloc(0);
}

function handlePage({ parts }: Answer, allowance: SearchAllowance, handler: PageHandler): void {
  for (const part of parts) {
    if (part.operation === ProtocolOperation.LDAP_RES_SEARCH_ENTRY) {
      const entry = readEntry(part);
      allowance.see(entry.name);
      handler.entry(entry);
    } else if (part.operation === ProtocolOperation.LDAP_RES_SEARCH_REF)
      for (const url of readReference(part)) handler.reference?.(url);
  }
}

function readEntry(message: LdapMessage): RawEntry {
  const content = message.content();
  const name = content.readString(Ber.OctetString, true);
  if (name === null || content.readSequence() === null) throw new IllegibleError("an entry that is cut short");
  return { name, attributes: content, end: content.offset + content.length };
}

function readReference(message: LdapMessage): readonly string[] {
  const reference = new SearchReference({ messageId: message.id });
  reference.parse(message.content(), []);
  return reference.uris;
}

/** Hands out every value with the type of its attribute; an attribute without values once, with null. */
export function readValues({ attributes, end }: RawEntry, handle: (type: string, value: Buffer | null) => void): void {
  while (attributes.offset < end) {
    attributes.readSequence();
    attributes.readSequence(Ber.OctetString);
    const endOfType = attributes.offset + attributes.length;
    const type = attributes.buffer.toString("latin1", attributes.offset, endOfType);
    attributes.offset = endOfType;
    attributes.readSequence(ProtocolOperation.LBER_SET);
    const last = attributes.offset + attributes.length;
    if (attributes.offset === last) handle(type, null);
    while (attributes.offset < last) handle(type, attributes.readString(Ber.OctetString, true));
  }
}

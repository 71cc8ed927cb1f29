/** What a domain controller answers to a search, from the table of what it holds. */

import { Ber, BerReader } from "ldapts";
import { isSameName, isWithin, parentOf } from "../../catalogue/distinguished-name.ts";
import { isConstructed, readableValues, type ScriptedEntry, spelling, type Value } from "./entry.ts";
import { matches } from "./filter.ts";
import type { SearchRequest } from "./request.ts";
import type { Result } from "./response.ts";

/** Limits of a domain controller's policy. Source: MS-ADTS 3.1.1.3.4.6. */
export interface Limits {
  /** Entries at most in one answer, MaxPageSize. */
  readonly pageSize: number;
  /** Values at most of one attribute, MaxValRange. */
  readonly valueRange: number;
}

export const defaultLimits: Limits = { pageSize: 1000, valueRange: 1500 };

export type Attributes = readonly (readonly [type: string, values: readonly Value[]])[];

/** The entries in scope that match, in the order of the table. */
export function select(search: SearchRequest, entries: readonly ScriptedEntry[]): readonly ScriptedEntry[] {
  const visible = entries.filter((entry) => entry.invisible !== true);
  return visible.filter((entry) => inScope(search, entry) && matches(search.filter, entry, visible));
}

function inScope({ base, scope }: SearchRequest, { distinguishedName: name }: ScriptedEntry): boolean {
  if (scope === "base") return isSameName(name, base);
  if (scope === "one") return isSameName(parentOf(name) ?? "", base);
  return isWithin(name, base);
}

/** The attributes asked for, of which long ones come in ranges. Source: MS-ADTS 3.1.1.3.1.3.3. */
export function project(entry: ScriptedEntry, search: SearchRequest, { valueRange }: Limits): Attributes {
  return search.attributes.flatMap((asked): Attributes => {
    const [name = "", option] = asked.split(";");
    if (isConstructed(name) && search.scope !== "base") return [];
    const values = readableValues(entry, name);
    const type = spelling(entry, name);
    if (values.length === 0) return [];
    const range = /^range=(\d+)-(\d+|\*)$/i.exec(option ?? "");
    if (range === null && values.length <= valueRange) return [[type, values]];
    const low = Number(range?.[1] ?? 0);
    const wanted = range === null || range[2] === "*" ? Number.POSITIVE_INFINITY : Number(range[2]);
    const high = Math.min(low + valueRange - 1, wanted, values.length - 1);
    const last = high === values.length - 1 ? "*" : String(high);
    return [
      ...(range === null ? [[type, []] as const] : []),
      [`${type};range=${low}-${last}`, values.slice(low, high + 1)] as const,
    ];
  });
}

export interface PageRequest {
  readonly size: number;
  readonly cookie: string;
}

const paging = "1.2.840.113556.1.4.319";

/** Size and cookie of the control for paged results; undefined without it. Source: RFC 2696. */
export function pageAsked({ controls }: SearchRequest): PageRequest | undefined {
  const control = controls.find(({ type }) => type === paging);
  if (control === undefined) return undefined;
  const reader = new BerReader(control.value);
  reader.readSequence();
  const size = reader.readInt() ?? 0;
  return { size, cookie: reader.readString(Ber.OctetString, true)?.toString() ?? "" };
}

export const results = {
  success: { code: 0 },
  notBound: {
    code: 1,
    text: "000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563",
  },
  sizeLimitExceeded: { code: 4, text: "" },
  strangeCookie: {
    code: 12,
    text: "00000057: LdapErr: DSID-0C090B22, comment: Error processing control, data 0, v4563",
  },
  noReplication: { code: 50, text: "00002105: LdapErr: DSID-0C0911CF, comment: Error processing control, data 0" },
  noSuchObject: { code: 32, text: "0000208D: NameErr: DSID-03100241, problem 2001 (NO_OBJECT), data 0" },
  refusedLogon: (data: string): Result => ({
    code: 49,
    text: `80090308: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, data ${data}, v4563`,
  }),
  referral: (dnsName: string, base: string): Result => ({
    code: 10,
    text: `0000202B: RefErr: DSID-0310084A, data 0, 1 access points\n\tref 1: '${dnsName}'\n`,
    referrals: [`ldap://${dnsName}/${base}`],
  }),
} as const;

/** LDAP filters, built from objects: text would have to be escaped, and ldapts corrupts bytes above 0x7f in it. */
import {
  AndFilter,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  NotFilter,
  OrFilter,
  PresenceFilter,
  SubstringFilter,
} from "ldapts";
import type { Condition } from "../entries.ts";
import { encodeGuid } from "../security/guid.ts";
import { encodeSid } from "../security/sid.ts";

export function equals(attribute: string, value: string | Uint8Array): EqualityFilter {
  return new EqualityFilter({ attribute, value: typeof value === "string" ? value : Buffer.from(value) });
}

export function startsWith(attribute: string, initial: string): SubstringFilter {
  return new SubstringFilter({ attribute, initial });
}

/** LDAP_MATCHING_RULE_BIT_AND. Source: MS-ADTS 3.1.1.3.4.4.1. */
const allBitsSet = "1.2.840.113556.1.4.803";

/** An integer attribute in which all of these bits are set. */
export function hasBits(attribute: string, bits: number): ExtensibleFilter {
  return new ExtensibleFilter({ matchType: attribute, rule: allBitsSet, value: String(bits) });
}

export function all(...filters: Filter[]): AndFilter {
  return new AndFilter({ filters });
}

export function filterOf(condition: Condition): Filter {
  if ("all" in condition) return all(...condition.all.map(filterOf));
  if ("any" in condition) return new OrFilter({ filters: condition.any.map(filterOf) });
  if ("not" in condition) return new NotFilter({ filter: filterOf(condition.not) });
  if ("present" in condition) return new PresenceFilter({ attribute: condition.present });
  const { attribute } = condition;
  if ("equals" in condition) return equals(attribute, condition.equals);
  if ("equalsSid" in condition) return equals(attribute, encodeSid(condition.equalsSid));
  if ("equalsGuid" in condition) return equals(attribute, encodeGuid(condition.equalsGuid));
  if ("startsWith" in condition) return startsWith(attribute, condition.startsWith);
  return hasBits(attribute, condition.hasBits);
}

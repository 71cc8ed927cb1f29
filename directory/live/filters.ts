/** LDAP filters, built from objects: text would have to be escaped, and ldapts corrupts bytes above 0x7f in it. */
import { AndFilter, EqualityFilter, ExtensibleFilter, type Filter, SubstringFilter } from "ldapts";

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

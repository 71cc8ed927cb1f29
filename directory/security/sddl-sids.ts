/** Security identifiers as the language writes them: `S-1-…`, or two letters. */
import { absoluteAliases, builtinAliases, domainAliases, forestRootAliases, type SddlDomains } from "./sddl-letters.ts";
import { SecurityDescriptorError } from "./security-descriptor-error.ts";
import { decodeSid, encodeSid } from "./sid.ts";
import { builtinDomainSid } from "./well-known-sids.ts";

/** A reader of security identifiers for some domains; it throws SecurityDescriptorError with the offset it is given. */
export function sidReader(domains: SddlDomains): (text: string, offset: number) => string {
  const relative = [
    { table: builtinAliases, authority: builtinDomainSid },
    { table: domainAliases, authority: domains.domain },
    { table: forestRootAliases, authority: domains.forestRoot },
  ];
  return (text, offset) => {
    if (/^s-/i.test(text)) return atOffset(offset, () => decodeSid(encodeSid(text.toUpperCase().replace("0X", "0x"))));
    const letters = text.toUpperCase();
    for (const [sid, alias] of absoluteAliases) if (alias === letters) return sid;
    for (const { table, authority } of relative)
      for (const [rid, alias] of table) {
        if (alias !== letters) continue;
        return authority === undefined
          ? fail(offset, `"${text}" means nothing without its domain`)
          : `${authority}-${rid}`;
      }
    return fail(offset, `"${text}" is not a security identifier`);
  };
}

/** Tells the place in the text instead of the place in the part. */
export function atOffset<Result>(offset: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof SecurityDescriptorError) return fail(offset, error.reason);
    throw error;
  }
}

function fail(offset: number, reason: string): never {
  throw new SecurityDescriptorError(offset, reason);
}

/** Identities that stand for everyone, or for everyone of a kind: rights of theirs are rights of anyone who signs in. */
import { splitSid } from "../security/sid.ts";
import { builtinDomainSid, builtinRids, domainRids, wellKnownSids } from "../security/well-known-sids.ts";

const wideRids: readonly number[] = [domainRids.domainUsers, domainRids.domainGuests, domainRids.domainComputers];
const wideBuiltinRids: readonly number[] = [
  builtinRids.users,
  builtinRids.guests,
  builtinRids.preWindows2000CompatibleAccess,
];
/** Identities of the system itself, which nobody gets by signing in. */
const systemOnly: readonly string[] = [wellKnownSids.system, wellKnownSids.enterpriseDomainControllers];

/** Whether a group holds everyone of a kind through their primary group, and so lists nobody; in whatever domain. */
export function isWide(sid: string): boolean {
  return sid.startsWith("S-1-5-21-") && wideRids.includes(splitSid(sid).rid);
}

/** Whether anyone who signs in holds an identity, so that to trust it would exempt everyone. */
export function holdsEveryone(sid: string): boolean {
  if (sid.startsWith("S-1-5-21-")) return isWide(sid);
  const { domain, rid } = splitSid(sid);
  return domain === builtinDomainSid ? wideBuiltinRids.includes(rid) : !systemOnly.includes(sid);
}

/** What everyone holds besides an identifier of their own. Source: MS-DTYP 2.4.2.4. */
export function everybody(sid: string): readonly string[] {
  if (sid === wellKnownSids.everyone) return [];
  return sid === wellKnownSids.anonymous
    ? [wellKnownSids.everyone]
    : [wellKnownSids.everyone, wellKnownSids.authenticatedUsers];
}

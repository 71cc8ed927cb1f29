/** Whether the members of a domain's own groups can be seen at all. */
import { OrFilter, PresenceFilter } from "ldapts";
import type { Unobservable } from "../../catalogue/fact.ts";
import { encodeSid } from "../security/sid.ts";
import { builtinDomainSid, builtinRids } from "../security/well-known-sids.ts";
import type { LdapEntry } from "./entry.ts";
import { all, equals } from "./filters.ts";
import { sidOf } from "./objects.ts";
import type { Search } from "./paging.ts";

/** It has members in every domain, and shows them as AdminSDHolder lets all protected groups show theirs. */
const protectedWitness = builtinRids.administrators;
/**
 * These have members in every domain as it is created, and show them as groups do by default.
 * Source: https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-groups
 */
const ordinaryWitnesses = [
  builtinRids.users,
  builtinRids.guests,
  builtinRids.preWindows2000CompatibleAccess,
  builtinRids.windowsAuthorizationAccessGroup,
  builtinRids.iisUsers,
];

/** Why groups of the domain may be missing among those that list an account; null when their members can be seen. */
export async function hiddenMembers(
  domain: string,
  reader: string,
  search: (search: Search) => Promise<readonly LdapEntry[]>,
): Promise<Unobservable | null> {
  const witnesses = [protectedWitness, ...ordinaryWitnesses].map((rid) => `${builtinDomainSid}-${rid}`);
  const found = await search({
    scope: "sub",
    filter: all(
      new OrFilter({ filters: witnesses.map((sid) => equals("objectSid", encodeSid(sid))) }),
      new PresenceFilter({ attribute: "member" }),
    ),
    attributes: ["objectSid"],
  });
  const [administrators, ...others] = witnesses;
  const shown = new Set(found.map(sidOf));
  if (administrators !== undefined && shown.has(administrators) && others.some((sid) => shown.has(sid))) return null;
  return {
    reason: `${reader} cannot read the members of groups in ${domain}, so there may be groups of that domain that it cannot see`,
    remedy: `Grant ${reader} Read member on the groups of ${domain}, including those in CN=Builtin and CN=AdminSDHolder`,
  };
}

/** Names as people know them: `CONTOSO\name`. */
import { domainHolding } from "../catalogue/distinguished-name.ts";
import { wellKnownSidName } from "./security/sid.ts";
import type { DirectorySource, DomainFacts } from "./source.ts";

/** What is needed to name an object. */
export interface Nameable {
  readonly distinguishedName: string;
  readonly sid: string | null;
  readonly samAccountName: string | null;
}

/** `CONTOSO\name`, the well-known name, or as much as can be read. */
export function nameOf(object: Nameable, domains: readonly Pick<DomainFacts, "distinguishedName" | "netBiosName">[]) {
  const wellKnown = object.sid === null ? undefined : wellKnownSidName(object.sid);
  if (wellKnown !== undefined) return wellKnown;
  if (object.samAccountName === null) return object.distinguishedName || (object.sid ?? "");
  const domain = domainHolding(object.distinguishedName, domains);
  return domain === undefined ? object.samAccountName : `${domain.netBiosName}\\${object.samAccountName}`;
}

/** The name of whoever has a security identifier; null when nobody visible has it. */
export async function nameOfSid(source: DirectorySource, sid: string): Promise<string | null> {
  const wellKnown = wellKnownSidName(sid);
  if (wellKnown !== undefined) return wellKnown;
  const object = await source.objectWithSid(sid);
  return object === null || object.samAccountName === null ? null : nameOf(object, await source.domains());
}

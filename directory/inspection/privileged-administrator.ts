import type { Unobservable } from "../../catalogue/fact.ts";
import { factOf, mapFact, valueOr } from "../fact-of.ts";
import type { PrivilegedAdministratorObservation } from "../facts/privileged-administrator.ts";
import { readLogonToken, withoutUnreachable } from "../logon-token.ts";
import { builtinRids, domainRids } from "../security/well-known-sids.ts";
import type { DirectoryObject, DirectorySource } from "../source.ts";
import { describe, enabledOf, findOne, queryFor, readerOf } from "./account.ts";
import { type GroupPattern, membershipsIn } from "./memberships.ts";

const administrativeGroups: readonly GroupPattern[] = [
  { relativeTo: "domain", rid: domainRids.domainAdmins },
  { relativeTo: "forest root", rid: domainRids.enterpriseAdmins },
  { relativeTo: "builtin", rid: builtinRids.administrators },
];

export async function observePrivilegedAdministrator(
  source: DirectorySource,
  { name, domains }: { readonly name: string; readonly domains?: readonly string[] },
): Promise<Omit<PrivilegedAdministratorObservation, "evidence">> {
  const found = await findOne(source, name, () => queryFor(name, "account"));
  const object = valueOr(found, null);
  return {
    account: await describe(source, found),
    details: object === null ? null : await readDetails(source, object, domains),
  };
}

export function unseenPrivilegedAdministrator(why: {
  readonly unobservable: Unobservable;
}): Omit<PrivilegedAdministratorObservation, "evidence"> {
  return { account: why, details: null };
}

async function readDetails(
  source: DirectorySource,
  object: DirectoryObject,
  domains: readonly string[] | undefined,
): Promise<PrivilegedAdministratorObservation["details"]> {
  const token = await factOf(async () => withoutUnreachable(await readLogonToken(source, object), domains));
  return {
    enabled: enabledOf(object, await readerOf(source)),
    administrativeGroups: mapFact(token, (held) => membershipsIn(held, administrativeGroups, "this forest")),
  };
}

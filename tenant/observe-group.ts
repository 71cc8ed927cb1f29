import { type Fact, observed } from "../catalogue/fact.ts";
import type { AdministratorGroupDeclaration } from "./declarations.ts";
import type { AdministratorGroupObservation } from "./facts/administrators.ts";
import type { EntraGroup } from "./facts/roles.ts";
import { wasTaken } from "./name-taken.ts";
import type { AdministratorReader } from "./reader.ts";
import { recogniseRoles } from "./recognise.ts";

type Recognised = NonNullable<AdministratorGroupObservation["recognised"]>;

const nothing = { found: null, nameTaken: null, heldBefore: null, memberBefore: null, recognised: null } as const;

/**
 * Observes the group through which an administrator holds its roles.
 *
 * @param previous what was seen last time of the same name
 * @param earlier the same of another name: the same group may have got a new one
 */
export async function observeAdministratorGroup(
  tenant: AdministratorReader,
  declaration: AdministratorGroupDeclaration,
  previous?: AdministratorGroupObservation,
  earlier?: AdministratorGroupObservation,
): Promise<AdministratorGroupObservation> {
  const search = () => tenant.findGroups(declaration.name);
  if (declaration.origin === "created") {
    const isTaken = async () => mapped(await search(), (groups) => groups.length > 0);
    return { ...nothing, nameTaken: await wasTaken(isTaken, previous?.nameTaken) };
  }
  const found = mapped(await search(), (groups) => ({
    count: groups.length,
    group: groups.length === 1 ? (groups[0] ?? null) : null,
  }));
  if (!("observed" in found)) return { ...nothing, found, recognised: previous?.recognised ?? null };
  if (found.observed.group === null) return { ...nothing, found };
  const { group } = found.observed;
  const renamed = earlier?.recognised?.objectId === group.objectId ? earlier : undefined;
  return { ...nothing, found, ...(await recognise(tenant, declaration, group, previous ?? renamed)) };
}

async function recognise(
  tenant: AdministratorReader,
  declaration: AdministratorGroupDeclaration,
  { objectId }: EntraGroup,
  previous?: AdministratorGroupObservation,
): Promise<Pick<AdministratorGroupObservation, "heldBefore" | "memberBefore" | "recognised">> {
  const { member } = declaration;
  const before = previous?.recognised ?? null;
  const roles = await recogniseRoles(tenant, objectId, declaration, before);
  const now = await tenant.isMember(objectId, member);
  const same = before?.objectId === objectId && (before.member === member || (await isGone(tenant, before.member)));
  const memberBefore = mapped(now, (isMember) => isMember && (same ? before.memberBefore : true));
  if (roles.recognised === null || !("observed" in memberBefore)) {
    return { heldBefore: roles.heldBefore, memberBefore, recognised: before };
  }
  const recognised: Recognised = { ...roles.recognised, member, memberBefore: memberBefore.observed };
  return { heldBefore: roles.heldBefore, memberBefore, recognised };
}

/** Whoever had the name that was declared has another one now, as far as can be told. */
async function isGone(tenant: AdministratorReader, userPrincipalName: string): Promise<boolean> {
  const found = await tenant.findUser(userPrincipalName);
  return "observed" in found && found.observed === null;
}

function mapped<T, U>(fact: Fact<T>, map: (value: T) => U): Fact<U> {
  return "observed" in fact ? observed(map(fact.observed)) : fact;
}

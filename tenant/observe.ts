import type { DirectoryRoleId } from "../catalogue/directory-roles.ts";
import { observed, unobservable } from "../catalogue/fact.ts";
import type { EntraAdministratorInputs, EntraAdministratorObservation } from "./observation.ts";
import type { TenantReader } from "./reader.ts";

/** What has to be known of an administrator's declaration to observe it. */
export type AdministratorDeclaration = Pick<EntraAdministratorInputs, "userPrincipalName" | "origin" | "roles">;

/**
 * Observes an administrator. The tenant is opened only for an adopted one: a user that the program makes is not there
 * before, and afterwards shows nothing but what the program gave it.
 *
 * @param previous what was seen last time, which decides on `heldBefore`
 * @param previousRoles the roles that were declared then; those of today's declaration by default
 */
export async function observeEntraAdministrator(
  tenant: TenantReader | (() => TenantReader | Promise<TenantReader>),
  declaration: AdministratorDeclaration,
  previous?: EntraAdministratorObservation,
  previousRoles: readonly DirectoryRoleId[] = declaration.roles,
): Promise<EntraAdministratorObservation> {
  if (declaration.origin === "created") return { origin: "created", user: null, heldBefore: null };
  const reader = typeof tenant === "function" ? await tenant() : tenant;
  const user = await reader.findUser(declaration.userPrincipalName);
  return {
    origin: "adopted",
    user,
    heldBefore: await heldBefore(reader, declaration, user, { previous, previousRoles }),
  };
}

type User = NonNullable<EntraAdministratorObservation["user"]>;
type HeldBefore = NonNullable<EntraAdministratorObservation["heldBefore"]>;

/**
 * As first seen for this user: from then on the program's own assignments stand in the tenant, and would look like
 * ones that had been there before. What could not be read the first time is read again.
 */
async function heldBefore(
  reader: TenantReader,
  { roles }: AdministratorDeclaration,
  user: User,
  {
    previous,
    previousRoles,
  }: { previous?: EntraAdministratorObservation | undefined; previousRoles: readonly DirectoryRoleId[] },
): Promise<HeldBefore> {
  if ("undecided" in user) return user;
  if ("unobservable" in user) {
    return kept(previous) ?? unobservable(user.unobservable.reason, user.unobservable.remedy);
  }
  if (user.observed === null) return observed([]);
  const first = kept(previous);
  const sameUser =
    previous?.user != null &&
    "observed" in previous.user &&
    previous.user.observed?.objectId === user.observed.objectId;
  if (first === undefined || !sameUser) return reader.rolesHeldDirectly(user.observed.objectId, roles);
  const added = roles.filter((role) => !previousRoles.includes(role));
  if (added.length === 0) return first;
  const now = await reader.rolesHeldDirectly(user.observed.objectId, added);
  return "observed" in now ? observed([...first.observed, ...now.observed]) : now;
}

function kept(previous: EntraAdministratorObservation | undefined) {
  const fact = previous?.heldBefore;
  return fact != null && "observed" in fact ? fact : undefined;
}

import type { DirectoryRoleId } from "../catalogue/directory-roles.ts";
import { type Fact, observed } from "../catalogue/fact.ts";
import type { AdministratorDeclaration } from "./declarations.ts";
import type { EntraAdministratorObservation } from "./facts/administrators.ts";
import type { RecognisedRoles } from "./facts/roles.ts";
import type { EntraUser } from "./facts/user.ts";
import { wasTaken } from "./name-taken.ts";
import type { AdministratorReader } from "./reader.ts";
import { recogniseRoles } from "./recognise.ts";

/**
 * Observes an administrator. Of a user that the program makes, it asks only whether the name was free before: afterwards
 * it shows nothing but what the program gave it.
 *
 * @param previous what was seen last time of the same name, which decides on `nameTaken` and `heldBefore`
 * @param earlier the same of another name: the same user may have got a new one
 */
export async function observeEntraAdministrator(
  tenant: AdministratorReader | (() => AdministratorReader | Promise<AdministratorReader>),
  declaration: AdministratorDeclaration,
  previous?: EntraAdministratorObservation,
  earlier?: EntraAdministratorObservation,
): Promise<EntraAdministratorObservation> {
  const open = async () => (typeof tenant === "function" ? await tenant() : tenant);
  const eligibilityLicensed =
    declaration.assignmentType === "eligible" ? await (await open()).eligibilityLicensed() : null;
  const isLicensed = eligibilityLicensed !== null && "observed" in eligibilityLicensed && eligibilityLicensed.observed;
  /** @param heldBefore what the program has not given, and does not change */
  const obstacles = async (heldBefore: readonly DirectoryRoleId[]) =>
    isLicensed ? await (await open()).eligibilityObstacles(eligibilityOf(declaration, heldBefore)) : null;
  if (declaration.origin === "created") {
    const isTaken = async (): Promise<Fact<boolean>> => {
      const user = await (await open()).findUser(declaration.userPrincipalName);
      return "observed" in user ? observed(user.observed !== null) : user;
    };
    const nameTaken = await wasTaken(isTaken, previous?.nameTaken);
    const nothing = { user: null, deleted: null, heldBefore: null, recognised: null };
    return { origin: "created", nameTaken, eligibilityLicensed, eligibilityObstacles: await obstacles([]), ...nothing };
  }
  const reader = await open();
  const user = await reader.findUser(declaration.userPrincipalName);
  const isMissing = "observed" in user && user.observed === null;
  const deleted = isMissing ? await reader.findDeletedUser(declaration.userPrincipalName) : null;
  const unlicensed = eligibilityLicensed !== null && "observed" in eligibilityLicensed && !eligibilityLicensed.observed;
  const { heldBefore, recognised } = unlicensed
    ? // Nobody is eligible for anything there, and asking would be refused.
      { heldBefore: observed([]), recognised: previous?.recognised ?? null }
    : await recognise(reader, declaration, user, previous?.recognised ?? ofSame(user, earlier?.recognised));
  return {
    origin: "adopted",
    user,
    deleted,
    nameTaken: null,
    eligibilityLicensed,
    eligibilityObstacles: await obstacles(heldBefore !== null && "observed" in heldBefore ? heldBefore.observed : []),
    heldBefore,
    recognised,
  };
}

function eligibilityOf(
  { userPrincipalName, group = null, roles, eligibleUntil }: AdministratorDeclaration,
  heldBefore: readonly DirectoryRoleId[],
) {
  const given = group === null ? roles.filter((role) => !heldBefore.includes(role)) : roles;
  return { userPrincipalName, group, roles: given, until: eligibleUntil ?? null };
}

function ofSame(user: Fact<EntraUser | null>, earlier: RecognisedRoles | null | undefined): RecognisedRoles | null {
  return earlier && "observed" in user && user.observed?.objectId === earlier.objectId ? earlier : null;
}

async function recognise(
  reader: AdministratorReader,
  declaration: AdministratorDeclaration,
  user: Fact<EntraUser | null>,
  previous: RecognisedRoles | null,
): Promise<Pick<EntraAdministratorObservation, "heldBefore" | "recognised">> {
  if (!("observed" in user)) return { heldBefore: user, recognised: previous };
  if (user.observed === null) return { heldBefore: observed([]), recognised: null };
  return recogniseRoles(reader, user.observed.objectId, declaration, previous);
}

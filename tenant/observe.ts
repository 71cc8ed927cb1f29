import { type Fact, observed } from "../catalogue/fact.ts";
import type {
  EntraAdministratorInputs,
  EntraAdministratorObservation,
  EntraUser,
  RecognisedRoles,
} from "./observation.ts";
import type { AdministratorReader } from "./reader.ts";

/** What has to be known of an administrator's declaration to observe it. */
export type AdministratorDeclaration = Pick<
  EntraAdministratorInputs,
  "userPrincipalName" | "origin" | "roles" | "assignmentType"
>;

/**
 * Observes an administrator. The tenant is opened only for what has to be asked: a user that the program makes is not
 * there before, and afterwards shows nothing but what the program gave it.
 *
 * @param previous what was seen last time, which decides on `heldBefore`
 */
export async function observeEntraAdministrator(
  tenant: AdministratorReader | (() => AdministratorReader | Promise<AdministratorReader>),
  declaration: AdministratorDeclaration,
  previous?: EntraAdministratorObservation,
): Promise<EntraAdministratorObservation> {
  const open = async () => (typeof tenant === "function" ? await tenant() : tenant);
  const eligibilityLicensed =
    declaration.assignmentType === "eligible" ? await (await open()).eligibilityLicensed() : null;
  if (declaration.origin === "created") {
    return { origin: "created", user: null, eligibilityLicensed, heldBefore: null, recognised: null };
  }
  const reader = await open();
  const user = await reader.findUser(declaration.userPrincipalName);
  const unlicensed = eligibilityLicensed !== null && "observed" in eligibilityLicensed && !eligibilityLicensed.observed;
  const recognition = unlicensed
    ? // Nobody is eligible for anything there, and asking would be refused.
      { heldBefore: observed([]), recognised: previous?.recognised ?? null }
    : await recognise(reader, declaration, user, previous?.recognised ?? null);
  return { origin: "adopted", user, eligibilityLicensed, ...recognition };
}

type Recognition = Pick<EntraAdministratorObservation, "heldBefore" | "recognised">;

/**
 * Only the first reading tells what was there before the program: later ones show its own assignments too. They tell
 * what has gone since, which the program then has to assign.
 */
async function recognise(
  reader: AdministratorReader,
  { roles, assignmentType }: AdministratorDeclaration,
  user: Fact<EntraUser | null>,
  previous: RecognisedRoles | null,
): Promise<Recognition> {
  if (!("observed" in user)) return { heldBefore: user, recognised: previous };
  if (user.observed === null) return { heldBefore: observed([]), recognised: null };
  const { objectId } = user.observed;
  const now =
    assignmentType === "eligible"
      ? await reader.rolesEligible(objectId, roles)
      : await reader.rolesHeldDirectly(objectId, roles);
  if (!("observed" in now)) return { heldBefore: now, recognised: previous };
  const known: RecognisedRoles =
    previous?.objectId === objectId && previous.assignmentType === assignmentType
      ? previous
      : { objectId, assignmentType, asked: [], held: [] };
  const held = now.observed.filter((role) => known.held.includes(role) || !known.asked.includes(role));
  return { heldBefore: observed(held), recognised: { objectId, assignmentType, asked: roles, held } };
}

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
    const isTaken = async (): Promise<Fact<boolean>> => {
      const user = await (await open()).findUser(declaration.userPrincipalName);
      return "observed" in user ? observed(user.observed !== null) : user;
    };
    const nameTaken = await wasTaken(isTaken, previous?.nameTaken);
    const nothing = { user: null, deleted: null, heldBefore: null, recognised: null };
    return { origin: "created", nameTaken, eligibilityLicensed, ...nothing };
  }
  const reader = await open();
  const user = await reader.findUser(declaration.userPrincipalName);
  const isMissing = "observed" in user && user.observed === null;
  const deleted = isMissing ? await reader.findDeletedUser(declaration.userPrincipalName) : null;
  const unlicensed = eligibilityLicensed !== null && "observed" in eligibilityLicensed && !eligibilityLicensed.observed;
  const recognition = unlicensed
    ? // Nobody is eligible for anything there, and asking would be refused.
      { heldBefore: observed([]), recognised: previous?.recognised ?? null }
    : await recognise(reader, declaration, user, previous?.recognised ?? null);
  return { origin: "adopted", user, deleted, nameTaken: null, eligibilityLicensed, ...recognition };
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

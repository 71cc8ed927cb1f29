import type { DirectoryRoleId } from "../catalogue/directory-roles.ts";
import { type Fact, observed } from "../catalogue/fact.ts";
import type { AdministratorDeclaration } from "./declarations.ts";
import type { RecognisedRoles } from "./facts/roles.ts";
import type { AdministratorReader } from "./reader.ts";

/**
 * Which of the declared roles a principal held before the program. Only the first reading tells what was there: later
 * ones show the program's own assignments too. They tell what has gone since, which the program then has to assign.
 */
export async function recogniseRoles(
  reader: AdministratorReader,
  objectId: string,
  { roles, assignmentType }: Pick<AdministratorDeclaration, "roles" | "assignmentType">,
  previous: RecognisedRoles | null,
): Promise<{ heldBefore: Fact<readonly DirectoryRoleId[]>; recognised: RecognisedRoles | null }> {
  const now =
    assignmentType === "eligible"
      ? await reader.rolesEligible(objectId, roles)
      : await reader.rolesHeldDirectly(objectId, roles);
  if (!("observed" in now)) return { heldBefore: now, recognised: previous };
  const known: Pick<RecognisedRoles, "asked" | "held"> =
    previous?.objectId === objectId && previous.assignmentType === assignmentType ? previous : { asked: [], held: [] };
  const held = now.observed.filter((role) => known.held.includes(role) || !known.asked.includes(role));
  return { heldBefore: observed(held), recognised: { objectId, assignmentType, asked: roles, held } };
}

/**
 * What all the tools that adopt one user have recognized. A role was held before only if the first of them found it: those
 * who come later find what that one has assigned.
 *
 * @param previous the same as last recorded, which outlives the tools that it came from
 */
export function recogniseTogether(
  recognised: readonly (RecognisedRoles | null)[],
  assignmentType: RecognisedRoles["assignmentType"],
  previous: RecognisedRoles | null,
): RecognisedRoles | null {
  const known = recognised.filter((one) => one !== null).filter((one) => one.assignmentType === assignmentType);
  const [first] = known;
  if (first === undefined) return previous;
  const { objectId } = first;
  const all = [...known, ...(previous === null ? [] : [previous])].filter((one) => one.objectId === objectId);
  const asked = [...new Set(known.flatMap((one) => one.asked))].sort();
  const held = asked.filter((role) => all.every((one) => one.held.includes(role) || !one.asked.includes(role)));
  return { objectId, assignmentType, asked, held };
}

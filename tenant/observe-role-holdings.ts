import { setTimeout } from "node:timers/promises";
import { type Fact, observed } from "../catalogue/fact.ts";
import type { RoleHoldingsDeclaration } from "./declarations.ts";
import type { EntraRoleHoldingsObservation } from "./facts/administrators.ts";
import type { RoleHolding } from "./facts/roles.ts";
import type { AdministratorReader } from "./reader.ts";

type Reader = Pick<AdministratorReader, "rolesHeldDirectly" | "rolesEligible" | "roleHoldings">;

/** How long an assignment that was made a moment ago may take to be shown, in milliseconds. */
const replication = { pause: 5_000, attempts: 13 };

/**
 * Observes how an administrator holds its roles. An assignment that this program has made since it last looked is
 * waited for: Microsoft Graph shows it with some delay, and until then it must not be taken for one that is not there.
 *
 * @param previous what told the assignments apart when it last looked; undefined when it never did
 * @param wait for as many milliseconds
 */
export async function observeRoleHoldings(
  reader: Reader,
  declaration: RoleHoldingsDeclaration,
  previous: readonly string[] | null | undefined,
  wait: (milliseconds: number) => Promise<unknown> = setTimeout,
): Promise<EntraRoleHoldingsObservation> {
  const { objectId, assigned } = declaration;
  if (objectId === "" || assigned === null) return { holdings: null };
  const isNew = assigned.some((one) => !previous?.includes(one));
  let holdings = await asDeclared(reader, declaration);
  for (let attempt = 1; isNew && attempt < replication.attempts; attempt++) {
    if (!("observed" in holdings) || areAllHeld(holdings.observed, declaration)) break;
    await wait(replication.pause);
    holdings = await asDeclared(reader, declaration);
  }
  if (!("observed" in holdings) || areAllHeld(holdings.observed, declaration)) return { holdings };
  return { holdings: await inEveryWay(reader, declaration, holdings.observed) };
}

/** Asks one question, where the roles are declared to be held directly: it is the answer to most of them. */
async function asDeclared(reader: Reader, declaration: RoleHoldingsDeclaration): Promise<Fact<readonly RoleHolding[]>> {
  const { objectId, roles, assignment, assignmentType: state } = declaration;
  if (assignment === "group") return sorted(await reader.roleHoldings(objectId, roles, state));
  const held = await (state === "eligible"
    ? reader.rolesEligible(objectId, roles)
    : reader.rolesHeldDirectly(objectId, roles));
  if (!("observed" in held)) return held;
  return sorted(observed(held.observed.map((role) => ({ role, state, group: null }))));
}

/** What is held otherwise only explains what is missing, and is left out where it may not be read. */
async function inEveryWay(
  reader: Reader,
  { objectId, roles, assignmentType }: RoleHoldingsDeclaration,
  asDeclared: readonly RoleHolding[],
): Promise<Fact<readonly RoleHolding[]>> {
  const [declared, other] = await Promise.all([
    reader.roleHoldings(objectId, roles, assignmentType),
    reader.roleHoldings(objectId, roles, assignmentType === "eligible" ? "active" : "eligible"),
  ]);
  return sorted(
    observed([
      ...("observed" in declared ? declared.observed : asDeclared),
      ...("observed" in other ? other.observed : []),
    ]),
  );
}

function areAllHeld(holdings: readonly RoleHolding[], { roles, assignment, group }: RoleHoldingsDeclaration): boolean {
  return roles.every((role) =>
    holdings.some(
      (held) => held.role === role && (assignment === "group" ? isGroup(held, group) : held.group === null),
    ),
  );
}

function isGroup({ group }: RoleHolding, nameOrId: string | null): boolean {
  const wanted = nameOrId?.toLowerCase();
  return group !== null && [group.objectId, group.displayName].some((one) => one.toLowerCase() === wanted);
}

function sorted(holdings: Fact<readonly RoleHolding[]>): Fact<readonly RoleHolding[]> {
  return "observed" in holdings
    ? observed(holdings.observed.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)))
    : holdings;
}

function sortKey({ role, state, group }: RoleHolding): string {
  return [role, state, group?.displayName ?? "", group?.objectId ?? ""].join(" ");
}

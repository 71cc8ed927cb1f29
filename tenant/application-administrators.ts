/** Who can add a credential to the sync application by a directory role. */
import * as z from "zod";
import { unrestrictedRoleTemplateIds } from "../catalogue/directory-roles.ts";
import { unrestrictedPermissions } from "../catalogue/sync-applications.ts";
import { readGraphPermissions } from "./application-writers.ts";
import { readCredentialRoles } from "./credential-roles.ts";
import type { DeclaredApplication } from "./declarations.ts";
import type { Listing } from "./facts/listing.ts";
import type { ApplicationAdministrator, TrustedAdministrator } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { isGroup, type Principal, readEligible, readGroupOwners, readMembers } from "./group-access.ts";
import { objectId } from "./groups.ts";
import { listing } from "./listing.ts";
import { anyOf, quoted } from "./odata.ts";
import { allAssignments, allEligibilities, type ExpandedAssignment, idsOfUsers } from "./role-assignments.ts";
import { TenantError } from "./tenant-error.ts";

export interface ApplicationAdministratorsQuestion {
  readonly applications: readonly DeclaredApplication[];
  /** User principal names and object ids that are left out: of users, and of groups with everybody in them. */
  readonly trusted: readonly string[];
}

/** Those who hold such a role now, each member of a group by itself. @throws {TenantError} */
export async function readApplicationAdministrators(
  graph: GraphConnection,
  question: ApplicationAdministratorsQuestion,
): Promise<Listing<ApplicationAdministrator>> {
  return holders(graph, await allAssignments(graph), question);
}

/** Those who may activate one; nobody in a tenant without the license for that. @throws {TenantError} */
export async function readEligibleApplicationAdministrators(
  graph: GraphConnection,
  question: ApplicationAdministratorsQuestion,
): Promise<Listing<ApplicationAdministrator>> {
  return holders(graph, await allEligibilities(graph), question);
}

/** Owners of groups that hold such a role, or are eligible for it: they can make themselves members. @throws {TenantError} */
export function readOwnersOfAdministratorGroups(
  graph: GraphConnection,
  question: ApplicationAdministratorsQuestion,
): Promise<Listing<ApplicationAdministrator>> {
  return candidates(graph, question, async (group) => {
    const owners = await readGroupOwners(graph, group);
    return owners.map((principal) => ({ principal, ownership: true }));
  });
}

/**
 * Those who may activate membership or ownership of such a group, each member of an eligible group by itself.
 * @throws {TenantError}
 */
export function readEligibleForAdministratorGroups(
  graph: GraphConnection,
  question: ApplicationAdministratorsQuestion,
): Promise<Listing<ApplicationAdministrator>> {
  return candidates(graph, question, (group, exempt) => readEligible(graph, group, new Set([...exempt, group])));
}

async function holders(
  graph: GraphConnection,
  assignments: readonly ExpandedAssignment[],
  question: ApplicationAdministratorsQuestion,
): Promise<Listing<ApplicationAdministrator>> {
  const { grants, exempt } = await findGrants(graph, assignments, question);
  const found = new Administrators(exempt);
  for (const { title, holder } of grants) {
    if (!isGroup(holder)) found.add(holder, { title, group: null });
    else for (const member of await readPeople(graph, holder.id)) found.add(member, { title, group: nameOf(holder) });
  }
  return found.listing();
}

type Candidate = { readonly principal: Principal; readonly ownership: boolean };

/** @param read who comes to a group besides its members; the ids are those of whom the stack trusts */
async function candidates(
  graph: GraphConnection,
  question: ApplicationAdministratorsQuestion,
  read: (group: string, exempt: ReadonlySet<string>) => Promise<readonly Candidate[]>,
): Promise<Listing<ApplicationAdministrator>> {
  const [active, eligible] = await Promise.all([allAssignments(graph), allEligibilities(graph)]);
  const { grants, exempt } = await findGrants(graph, [...active, ...eligible], question);
  const byGroup = Map.groupBy(
    grants.filter(({ holder }) => isGroup(holder)),
    ({ holder }) => holder.id.toLowerCase(),
  );
  const coming: { readonly grants: readonly Grant[]; readonly candidate: Candidate }[] = [];
  for (const [group, ofGroup] of byGroup) {
    for (const candidate of await read(group, exempt)) coming.push({ grants: ofGroup, candidate });
  }
  if (coming.length === 0) return listing([], () => "");
  const found = new Administrators(
    new Set([...exempt, ...(await readUnrestricted(graph, [...active, ...eligible], coming))]),
  );
  for (const { grants: ofGroup, candidate } of coming) {
    for (const { title, holder } of ofGroup) {
      found.add(candidate.principal, { title, group: nameOf(holder), ownership: candidate.ownership });
    }
  }
  return found.listing();
}

/** Ids of those who can give themselves any role anyway: the owner of a group is often the administrator who made it. */
async function readUnrestricted(
  graph: GraphConnection,
  assignments: readonly ExpandedAssignment[],
  coming: readonly { readonly candidate: Candidate }[],
): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const { roleDefinitionId, directoryScopeId, principalId, principal } of assignments) {
    if (directoryScopeId !== "/" || !unrestrictedRoleTemplateIds.includes(roleDefinitionId.toLowerCase())) continue;
    const those = isGroup({ ...principal }) ? await readPeople(graph, principalId) : [{ id: principalId }];
    for (const { id } of those) ids.add(id.toLowerCase());
  }
  if (coming.some(({ candidate }) => candidate.principal["@odata.type"] === "#microsoft.graph.servicePrincipal")) {
    const { values, assignments: granted } = await readGraphPermissions(graph);
    for (const { appRoleId, principalId } of granted) {
      if (unrestrictedPermissions.includes(values.get(appRoleId) ?? "")) ids.add(principalId.toLowerCase());
    }
  }
  return ids;
}

/** A role by which a credential can be added to the sync application, and who holds it. */
interface Grant {
  readonly title: string;
  readonly holder: Principal;
}

async function findGrants(
  graph: GraphConnection,
  assignments: readonly ExpandedAssignment[],
  { applications, trusted }: ApplicationAdministratorsQuestion,
): Promise<{ readonly grants: readonly Grant[]; readonly exempt: ReadonlySet<string> }> {
  const { titleOf, isKnown } = await readCredentialRoles(graph);
  const hidden = assignments.find(({ roleDefinitionId }) => !isKnown(roleDefinitionId));
  if (hidden !== undefined) {
    throw new TenantError(
      `Microsoft Graph did not show what the directory role ${hidden.roleDefinitionId} allows, which ${hidden.principalId} holds`,
      "Run the command again. If the problem persists, report it with the version of this program.",
    );
  }
  const giving = assignments.filter(({ roleDefinitionId }) => titleOf(roleDefinitionId) !== undefined);
  const scopes = await scopesOf(graph, giving, applications);
  const names = trusted.filter((name) => !objectId.test(name));
  const exempt = new Set(trusted.map((name) => name.toLowerCase()));
  if (giving.length > 0) for (const id of (await idsOfUsers(graph, names)).values()) exempt.add(id.toLowerCase());
  const grants = giving
    .filter(({ directoryScopeId }) => scopes.has(directoryScopeId?.toLowerCase() ?? ""))
    .filter(({ principalId }) => !exempt.has(principalId.toLowerCase()))
    .map(({ principalId, principal, roleDefinitionId }) => ({
      title: titleOf(roleDefinitionId) ?? roleDefinitionId,
      holder: { ...principal, id: principalId },
    }));
  return { grants, exempt };
}

type Way = ApplicationAdministrator["roles"][number];

/** Each of them once, with every way in which roles come to it. */
class Administrators {
  readonly #exempt: ReadonlySet<string>;
  readonly #found = new Map<string, ApplicationAdministrator>();

  /** @param exempt ids of those who are left out, in small letters */
  constructor(exempt: ReadonlySet<string>) {
    this.#exempt = exempt;
  }

  add(principal: Principal, way: Way): void {
    const id = principal.id.toLowerCase();
    if (this.#exempt.has(id)) return;
    const roles = [...(this.#found.get(id)?.roles ?? []), way];
    this.#found.set(id, { ...identityOf(principal), roles: inOrder(roles) });
  }

  listing(): Listing<ApplicationAdministrator> {
    return listing([...this.#found.values()], ({ name, objectId: id }) => `${name.toLowerCase()} ${id}`);
  }
}

/** Each way once: the same role at two scopes is no other way. */
function inOrder(roles: readonly Way[]): readonly Way[] {
  const ways = new Map(
    roles.map((way) => [`${way.title} ${way.group ?? ""} ${way.ownership === true ? "owner" : ""}`, way]),
  );
  return [...ways].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, way]) => way);
}

function nameOf({ id, displayName }: Principal): string {
  return displayName ?? id;
}

function identityOf({ id, displayName, userPrincipalName, ...principal }: Principal) {
  const kind: ApplicationAdministrator["kind"] =
    principal["@odata.type"] === "#microsoft.graph.user"
      ? "user"
      : principal["@odata.type"] === "#microsoft.graph.servicePrincipal"
        ? "service principal"
        : "unknown object";
  return { name: userPrincipalName ?? displayName ?? id, objectId: id, kind };
}

/** Groups within it are no persons; their members stand beside them. */
async function readPeople(graph: GraphConnection, group: string): Promise<Principal[]> {
  return (await readMembers(graph, group)).filter((one) => !isGroup(one));
}

const identified = z.object({ id: z.string(), appId: z.string() });

/** The scopes in which a role reaches the applications: the tenant, and where one is assigned over less, the applications. */
async function scopesOf(
  graph: GraphConnection,
  assignments: readonly ExpandedAssignment[],
  applications: readonly DeclaredApplication[],
): Promise<Set<string>> {
  const scopes = new Set(["/"]);
  if (assignments.every(({ directoryScopeId }) => directoryScopeId === "/")) return scopes;
  const permission = "Application.Read.All";
  for (const { name } of applications) {
    const subject = `the application "${name}"`;
    const select = ["id", "appId"];
    const filter = `displayName eq ${quoted(name)}`;
    const found = await graph.list(identified, {
      path: "/applications",
      filter,
      select,
      subject,
      counted: true,
      permission,
    });
    for (const { id } of found) scopes.add(`/${id.toLowerCase()}`);
    const appIds = found.map(({ appId }) => appId);
    for (const some of anyOf("appId", appIds)) {
      const path = "/servicePrincipals";
      const principals = await graph.list(identified, {
        path,
        filter: some,
        select,
        subject,
        counted: true,
        permission,
      });
      for (const { id } of principals) scopes.add(`/${id.toLowerCase()}`);
    }
  }
  return scopes;
}

/** To whom the names under `tenant.trustedAdministrators` lead. @throws {TenantError} */
export async function findTrustedAdministrators(
  graph: GraphConnection,
  names: readonly string[],
): Promise<TrustedAdministrator[]> {
  const users = await idsOfUsers(
    graph,
    names.filter((name) => !objectId.test(name)),
  );
  const ids = names.filter((name) => objectId.test(name));
  const known = new Set<string>();
  for (const [path, permission] of [
    ["/users", "User.Read.All"],
    ["/groups", "GroupMember.Read.All"],
    ["/servicePrincipals", "Application.Read.All"],
  ] as const) {
    const subject = "the trusted administrators";
    for (const filter of anyOf("id", ids)) {
      const found = await graph.list(z.object({ id: z.string() }), {
        path,
        filter,
        select: ["id"],
        subject,
        counted: true,
        permission,
      });
      for (const { id } of found) known.add(id.toLowerCase());
    }
  }
  return names.map((name) => ({
    name,
    objectId: users.get(name) ?? (known.has(name.toLowerCase()) ? name.toLowerCase() : null),
  }));
}

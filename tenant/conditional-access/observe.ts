import * as z from "zod";
import { directoryRoles, syncRoles } from "../../catalogue/directory-roles.ts";
import { guardRails } from "../../catalogue/guard-rails.ts";
import type { GraphConnection } from "../graph-connection.ts";
import { listing } from "../listing.ts";
import type { ConditionalAccessPolicy, Listing, TenantInputs } from "../observation.ts";
import { quoted } from "../odata.ts";
import { holdersOf, usersById } from "../role-assignments.ts";
import { syncServiceAccountName } from "../sync-service-account.ts";
import { appliesThere } from "./places.ts";
import { namedLocation, type Policy, policy } from "./policy.ts";
import { type Identity, isAbout } from "./sign-in.ts";

/** What has to be known of the declaration. */
export type ConditionalAccessDeclaration = Pick<TenantInputs, "connectSync" | "serverAddresses">;

type NamedIdentity = Identity & { readonly name: string };

const permission = "Policy.Read.All";
const own: readonly string[] = Object.values(guardRails.policies);

/** Policies of others that are about the identities of the sync tools, or would be once they are on. @throws {TenantError} */
export async function readConditionalAccess(
  graph: GraphConnection,
  { connectSync, serverAddresses }: ConditionalAccessDeclaration,
): Promise<Listing<ConditionalAccessPolicy>> {
  const all = await graph.list(policy, {
    path: "/identity/conditionalAccess/policies",
    subject: "the Conditional Access policies",
    permission,
  });
  const others = all.filter(({ state, displayName }) => state !== "disabled" && !own.includes(displayName));
  if (others.length === 0) return listing([], () => "");
  const identities = await identitiesOf(graph, connectSync, others);
  const locations = others.some(({ conditions }) => conditions.locations)
    ? await graph.list(namedLocation, {
        path: "/identity/conditionalAccess/namedLocations",
        subject: "the named locations of Conditional Access",
        permission,
      })
    : [];
  const found = others.flatMap((one): ConditionalAccessPolicy[] => {
    const appliesTo = identities.filter((identity) => isAbout(one, identity)).map(({ name }) => name);
    const there = appliesThere(one.conditions.locations, serverAddresses, locations);
    if (appliesTo.length === 0 || there === "does not apply") return [];
    return [
      {
        name: one.displayName,
        enforced: one.state === "enabled",
        appliesTo: listing(appliesTo, (name) => name.toLowerCase()),
        demands: demandsOf(one),
        operator: one.grantControls?.operator ?? "AND",
        fromServers: there === "applies" ? "applies" : "undecided",
      },
    ];
  });
  return listing(found, ({ enforced, name }) => `${enforced ? 0 : 1} ${name.toLowerCase()}`);
}

function demandsOf({ grantControls }: Policy): string[] {
  const { authenticationStrength, builtInControls, customAuthenticationFactors, termsOfUse } = grantControls ?? {};
  return [
    ...(builtInControls ?? []),
    ...(authenticationStrength ? ["authenticationStrength"] : []),
    ...((customAuthenticationFactors ?? []).length > 0 ? ["customAuthenticationFactors"] : []),
    ...((termsOfUse ?? []).length > 0 ? ["termsOfUse"] : []),
  ].sort();
}

/** The declared identity of Connect Sync, and every enabled account of the service in the two sync roles. */
async function identitiesOf(
  graph: GraphConnection,
  connectSync: TenantInputs["connectSync"],
  policies: readonly Policy[],
): Promise<NamedIdentity[]> {
  const accounts = await serviceAccounts(graph, connectSync, policies);
  const application = connectSync?.identity.kind === "application" ? connectSync.identity.name : null;
  if (application === null) return accounts;
  const asked = policies.some(({ conditions }) => conditions.clientApplications);
  const id = asked ? await principalId(graph, application) : null;
  return [...accounts, { kind: "service principal", name: application, id }];
}

async function serviceAccounts(
  graph: GraphConnection,
  connectSync: TenantInputs["connectSync"],
  policies: readonly Policy[],
): Promise<NamedIdentity[]> {
  const rolesOf = new Map<string, string[]>();
  for (const role of syncRoles) {
    for (const { id } of await holdersOf(graph, role)) {
      rolesOf.set(id, [...(rolesOf.get(id) ?? []), directoryRoles[role].templateId]);
    }
  }
  const users = [...(await usersById(graph, [...rolesOf.keys()])).values()].filter(
    ({ accountEnabled, userType, userPrincipalName }) =>
      accountEnabled && userType !== "Guest" && syncServiceAccountName(userPrincipalName) !== undefined,
  );
  const withGroups = policies.some(
    ({ conditions }) =>
      [conditions.users?.includeGroups ?? [], conditions.users?.excludeGroups ?? []].flat().length > 0,
  );
  const found: NamedIdentity[] = [];
  for (const { id, userPrincipalName: name } of users) {
    const groups = withGroups ? await groupsOf(graph, id, name) : [];
    found.push({ kind: "user", name, id, groups, roles: rolesOf.get(id) ?? [] });
  }
  return [...found, ...userToBe(connectSync, found)];
}

/** The declared legacy user before the wizard has made it and given it its role. */
function userToBe(connectSync: TenantInputs["connectSync"], found: readonly NamedIdentity[]): NamedIdentity[] {
  if (connectSync?.identity.kind !== "user") return [];
  const { name } = connectSync.identity;
  if (found.some((account) => account.name.toLowerCase() === name.toLowerCase())) return [];
  const { templateId } = directoryRoles["directory-synchronization-accounts"];
  return [{ kind: "user", name, id: null, groups: [], roles: [templateId] }];
}

async function groupsOf(graph: GraphConnection, id: string, name: string): Promise<string[]> {
  const memberships = await graph.list(z.object({ id: z.string() }), {
    path: `/users/${id}/transitiveMemberOf`,
    select: ["id"],
    subject: `the groups of ${name}`,
    permission: "User.Read.All",
  });
  return memberships.map((group) => group.id);
}

/** Of an application of the name; null where there is none, or more than one. */
async function principalId(graph: GraphConnection, name: string): Promise<string | null> {
  const [first, ...others] = await graph.list(z.object({ id: z.string() }), {
    path: "/servicePrincipals",
    filter: `displayName eq ${quoted(name)}`,
    select: ["id"],
    subject: `the service principal of the application "${name}"`,
    permission: "Application.Read.All",
  });
  return others.length === 0 ? (first?.id ?? null) : null;
}

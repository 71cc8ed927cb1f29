import * as z from "zod";
import { directoryRoles, syncRoles } from "../../catalogue/directory-roles.ts";
import { guardRails } from "../../catalogue/guard-rails.ts";
import type { TenantDeclaration } from "../declarations.ts";
import type { Listing } from "../facts/listing.ts";
import type { ConditionalAccessPolicy } from "../facts/tenant.ts";
import type { GraphConnection } from "../graph-connection.ts";
import { largestSample, listing } from "../listing.ts";
import { quoted } from "../odata.ts";
import { holdersOf, type RoleHolder, usersAmong } from "../role-assignments.ts";
import { syncServiceAccountName } from "../sync-service-account.ts";
import { appliesThere } from "./places.ts";
import { namedLocation, type Policy, policy, says } from "./policy.ts";
import { type Answer, type Identity, isAbout } from "./sign-in.ts";

/** What has to be known of the declaration. */
export type ConditionalAccessDeclaration = Pick<TenantDeclaration, "connectSync" | "serverAddresses">;

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
    counted: true,
    permission,
  });
  // Without addresses of the servers the program makes no policy, whatever one is called.
  const isOthers = (one: Policy) => serverAddresses.length === 0 || !isOwn(one, all);
  const others = all.filter((one) => one.state !== "disabled" && isOthers(one));
  if (others.length === 0) return listing([], () => "");
  const identities = await identitiesOf(graph, connectSync, others);
  const declared = connectSync?.identity.name.toLowerCase();
  const locations = others.some(({ conditions }) => conditions.locations)
    ? await graph.list(namedLocation, {
        path: "/identity/conditionalAccess/namedLocations",
        subject: "the named locations of Conditional Access",
        permission,
      })
    : [];
  const found = others.flatMap((one): ConditionalAccessPolicy[] => {
    const there = appliesThere(one.conditions.locations, serverAddresses, locations);
    if (there === "does not apply") return [];
    const answers = identities.map((identity) => ({ name: identity.name, about: isAbout(one, identity) }));
    return [
      { about: answers.filter(({ about }) => about.answer === "yes"), undecidedBy: [] },
      { about: answers.filter(({ about }) => about.answer === "undecided"), undecidedBy: openIn(answers) },
    ]
      .filter(({ about }) => about.length > 0)
      .map(({ about, undecidedBy }) => ({
        objectId: one.id,
        name: one.displayName,
        enforced: one.state !== "enabledForReportingButNotEnforced",
        appliesTo: listing(
          about.map(({ name }) => name),
          // The declared one first, so that it is never among those that are only counted.
          (name) => `${name.toLowerCase() === declared ? 0 : 1} ${name.toLowerCase()}`,
        ),
        demands: demandsOf(one),
        operator: one.grantControls?.operator ?? "AND",
        undecidedBy,
        fromServers: there,
      }));
  });
  return listing(found, ({ enforced, name, undecidedBy }) =>
    [enforced ? 0 : 1, name.toLowerCase(), ...undecidedBy].join(" "),
  );
}

function openIn(answers: readonly { readonly about: Answer }[]): string[] {
  const by = answers.flatMap(({ about }) => (about.answer === "undecided" ? about.by : []));
  return [...new Set(by)].sort().slice(0, largestSample);
}

/**
 * The program's own policy: it has the name, which anyone may give, as the only one, and does no more than the
 * program's does, which keeps sign-ins from elsewhere out.
 */
function isOwn({ displayName, conditions, grantControls }: Policy, all: readonly Policy[]): boolean {
  if (!own.includes(displayName) || all.filter((one) => one.displayName === displayName).length > 1) return false;
  const { includeLocations = [], excludeLocations = [] } = conditions.locations ?? {};
  const controls = grantControls?.builtInControls ?? [];
  return includeLocations.includes("All") && excludeLocations.length > 0 && controls.every((one) => one === "block");
}

function demandsOf({ grantControls }: Policy): string[] {
  const { authenticationStrength, builtInControls, customAuthenticationFactors, termsOfUse } = grantControls ?? {};
  return [
    ...(builtInControls ?? []),
    ...(says(authenticationStrength) ? ["authenticationStrength"] : []),
    ...((customAuthenticationFactors ?? []).length > 0 ? ["customAuthenticationFactors"] : []),
    ...((termsOfUse ?? []).length > 0 ? ["termsOfUse"] : []),
  ].sort();
}

/** The declared identity of Connect Sync, and every enabled account of the service in the two sync roles. */
async function identitiesOf(
  graph: GraphConnection,
  connectSync: TenantDeclaration["connectSync"],
  policies: readonly Policy[],
): Promise<NamedIdentity[]> {
  const accounts = await serviceAccounts(graph, connectSync, policies);
  const application = connectSync?.identity.kind === "application" ? connectSync.identity.name : null;
  if (application === null) return accounts;
  const asked = policies.some(({ conditions }) => conditions.clientApplications);
  const ids = asked ? await principalIds(graph, application) : [];
  return [...accounts, { kind: "service principal", name: application, ids }];
}

async function serviceAccounts(
  graph: GraphConnection,
  connectSync: TenantDeclaration["connectSync"],
  policies: readonly Policy[],
): Promise<NamedIdentity[]> {
  const rolesOf = new Map<string, string[]>();
  const holders: RoleHolder[] = [];
  for (const role of syncRoles) {
    for (const holder of await holdersOf(graph, role)) {
      holders.push(holder);
      rolesOf.set(holder.id, [...(rolesOf.get(holder.id) ?? []), directoryRoles[role].templateId]);
    }
  }
  const users = [...(await usersAmong(graph, holders)).values()].filter(
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
function userToBe(connectSync: TenantDeclaration["connectSync"], found: readonly NamedIdentity[]): NamedIdentity[] {
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
    counted: true,
    permission: "User.Read.All",
  });
  return memberships.map((group) => group.id);
}

/** Of every application of the name, which need not be unique. */
async function principalIds(graph: GraphConnection, name: string): Promise<string[]> {
  const found = await graph.list(z.object({ id: z.string() }), {
    path: "/servicePrincipals",
    filter: `displayName eq ${quoted(name)}`,
    select: ["id"],
    subject: `the service principal of the application "${name}"`,
    counted: true,
    permission: "Application.Read.All",
  });
  return found.map(({ id }) => id);
}

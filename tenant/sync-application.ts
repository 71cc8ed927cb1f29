import * as z from "zod";
import type { DeclaredApplication, DeclaredCertificate } from "./declarations.ts";
import type { Listing } from "./facts/listing.ts";
import type { ApplicationOwner, CertificateLifetime, SyncApplication } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { largestSample, listing } from "./listing.ts";
import { anyOf, quoted } from "./odata.ts";
import { answersDisagree } from "./role-assignments.ts";

const keyCredential = z.object({
  startDateTime: z.string().nullish(),
  endDateTime: z.string(),
  customKeyIdentifier: z.string().nullable(),
});
const credentials = {
  keyCredentials: z.array(keyCredential),
  passwordCredentials: z.array(z.looseObject({})),
};
const application = z.object({ id: z.string(), appId: z.string(), ...credentials });
const servicePrincipal = z.object({ id: z.string(), ...credentials });

const permission = "Application.Read.All";

/** Whether there is an application of that display name; names of applications need not be unique. @throws {TenantError} */
export async function hasApplication(graph: GraphConnection, displayName: string): Promise<boolean> {
  const found = await graph.list(z.object({ id: z.string() }), {
    path: "/applications",
    filter: `displayName eq ${quoted(displayName)}`,
    select: ["id"],
    subject: `the application "${displayName}"`,
    counted: true,
    permission,
  });
  return found.length > 0;
}

/** What the applications of the declared names hold beyond what is declared. @throws {TenantError} */
export async function readSyncApplications(
  graph: GraphConnection,
  declared: readonly DeclaredApplication[],
): Promise<Listing<SyncApplication>> {
  const described: SyncApplication[] = [];
  for (const application of declared) for (const one of await readApplications(graph, application)) described.push(one);
  const notable = described.filter(
    ({ clientSecrets, owners, certificates, permissions }) =>
      clientSecrets + owners + certificates.length + permissions.length > 0,
  );
  return listing(notable, ({ name, clientId }) => `${name} ${clientId}`);
}

async function readApplications(graph: GraphConnection, declared: DeclaredApplication): Promise<SyncApplication[]> {
  const found = await graph.list(application, {
    path: "/applications",
    filter: `displayName eq ${quoted(declared.name)}`,
    select: ["id", "appId", "keyCredentials", "passwordCredentials"],
    subject: `the application "${declared.name}"`,
    counted: true,
    permission,
  });
  const described: SyncApplication[] = [];
  for (const one of found) described.push(await describe(graph, one, declared));
  return described;
}

async function describe(
  graph: GraphConnection,
  { id, appId, ...own }: z.output<typeof application>,
  declared: DeclaredApplication,
): Promise<SyncApplication> {
  const [principal] = await graph.list(servicePrincipal, {
    path: "/servicePrincipals",
    filter: `appId eq ${quoted(appId)}`,
    select: ["id", "keyCredentials", "passwordCredentials"],
    subject: `the service principal of the application ${appId}`,
    counted: true,
    permission,
  });
  // Credentials count on either: whoever may write the service principal can sign in without touching the application.
  const all = [own, ...(principal ? [principal] : [])];
  const owners = await readOwners(graph, { application: id, principal: principal?.id ?? null, appId });
  const others = all
    .flatMap(({ keyCredentials }) => keyCredentials)
    .filter((credential) => !declared.certificates.some((certificate) => isDeclared(credential, certificate)));
  return {
    name: declared.name,
    clientId: appId,
    clientSecrets: all.flatMap(({ passwordCredentials }) => passwordCredentials).length,
    owners: owners.length,
    ownedBy: listing(owners, ({ name, objectId }) => `${name.toLowerCase()} ${objectId}`),
    certificates: lifetimesOf(others),
    permissions: principal ? await otherPermissions(graph, principal.id, appId, declared) : [],
  };
}

/** Each once, the one that ends last first. */
function lifetimesOf(credentials: readonly z.output<typeof keyCredential>[]): CertificateLifetime[] {
  const lifetimes = credentials.map(({ startDateTime, endDateTime }) => ({
    firstDay: startDateTime?.slice(0, 10) ?? null,
    lastDay: endDateTime.slice(0, 10),
  }));
  const byKey = new Map(lifetimes.map((one) => [`${one.lastDay} ${one.firstDay ?? ""}`, one] as const));
  return [...byKey.entries()]
    .sort(([one], [other]) => (one < other ? 1 : -1))
    .slice(0, largestSample)
    .map(([, lifetime]) => lifetime);
}

const owner = z.object({ id: z.string(), displayName: z.string().nullish(), userPrincipalName: z.string().nullish() });

/** Owners of either may add a credential; whoever owns both counts once. */
async function readOwners(
  graph: GraphConnection,
  owned: { readonly application: string; readonly principal: string | null; readonly appId: string },
): Promise<ApplicationOwner[]> {
  const [ofApplication, ofPrincipal, caller] = await Promise.all([
    ownersOf(graph, `/applications/${owned.application}`, owned.appId),
    owned.principal === null ? [] : ownersOf(graph, `/servicePrincipals/${owned.principal}`, owned.appId),
    graph.caller(),
  ]);
  const found = new Map<string, ApplicationOwner>();
  for (const [owners, of] of [
    [ofApplication, "application"],
    [ofPrincipal, "service principal"],
  ] as const) {
    for (const { id, displayName, userPrincipalName } of owners) {
      const name = userPrincipalName ?? displayName ?? id;
      found.set(id, { name, objectId: id, of: found.has(id) ? "both" : of, caller: id === caller.objectId });
    }
  }
  return [...found.values()];
}

function ownersOf(graph: GraphConnection, path: string, appId: string) {
  return graph.list(owner, {
    path: `${path}/owners`,
    select: ["id", "displayName", "userPrincipalName"],
    subject: `the owners of the application ${appId}`,
    counted: true,
    permission,
  });
}

/** Graph gives the thumbprint in base64, or the digits themselves for a certificate that came in through the portal. */
function isDeclared(
  { customKeyIdentifier, endDateTime }: z.output<typeof keyCredential>,
  certificate: DeclaredCertificate,
): boolean {
  if (!customKeyIdentifier) return endDateTime.slice(0, 10) === certificate.lastDay;
  const decoded = Buffer.from(customKeyIdentifier, "base64").toString("hex").toUpperCase();
  return [customKeyIdentifier.toUpperCase(), decoded].some((digits) => certificate.thumbprints.includes(digits));
}

/** Access without a particular role. */
const defaultAccess = "00000000-0000-0000-0000-000000000000";

const held = z.object({ appRoleId: z.string(), resourceId: z.string() });
const offering = z.object({
  id: z.string(),
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullable() })),
});

/** Application permissions besides the declared ones, by value. */
async function otherPermissions(
  graph: GraphConnection,
  principalId: string,
  appId: string,
  declared: DeclaredApplication,
): Promise<string[]> {
  const assignments = await graph.list(held, {
    path: `/servicePrincipals/${principalId}/appRoleAssignments`,
    subject: `the permissions of the application ${appId}`,
    permission,
  });
  const resources: z.output<typeof offering>[] = [];
  for (const filter of anyOf("id", [...new Set(assignments.map(({ resourceId }) => resourceId))])) {
    const subject = "the applications that offer these permissions";
    resources.push(
      ...(await graph.list(offering, {
        path: "/servicePrincipals",
        filter,
        select: ["id", "appRoles"],
        subject,
        permission,
      })),
    );
  }
  const isOffered = ({ appRoleId, resourceId }: z.output<typeof held>) =>
    appRoleId === defaultAccess ||
    resources.some(({ id, appRoles }) => id === resourceId && appRoles.some((role) => role.id === appRoleId));
  if (!assignments.every(isOffered)) throw answersDisagree(`the permissions of the application ${appId}`);
  const roles = resources.flatMap(({ appRoles }) => appRoles);
  const values = assignments.map(({ appRoleId }) => roles.find(({ id }) => id === appRoleId)?.value ?? appRoleId);
  return [...new Set(values)].filter((value) => !declared.permissions.includes(value)).sort();
}

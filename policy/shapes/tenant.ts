/** What the resources about the tenant have to look like; see tenant/observation.ts for what it means. */
import { directoryRoles, syncRoles } from "../../catalogue/directory-roles.ts";
import { toolIds } from "../../catalogue/tools.ts";
import type * as seen from "../../tenant/observation.ts";
import { account, keysOf, phase } from "./directory.ts";
import { fact } from "./fact.ts";
import { list, moment, nullable, object, oneOf, type Shape, storedSince, tally, text, truth } from "./shape.ts";

const role = oneOf(...keysOf(directoryRoles));
const tool = oneOf(...toolIds);
const assignmentType = oneOf("active", "eligible");
const origin = oneOf("created", "adopted");
const identityKind = oneOf("application", "user");

const user = object<seen.EntraUser>({
  objectId: text,
  userPrincipalName: text,
  userType: oneOf("Member", "Guest"),
  accountEnabled: truth,
  synchronizedFromOnPremises: truth,
});

const recognised = object<seen.RecognisedRoles>({
  objectId: text,
  assignmentType,
  asked: list(role),
  held: list(role),
});

const group = object<seen.EntraGroup>({ objectId: text, displayName: text, assignableToRole: truth });

export const entraAdministrator = object<seen.EntraAdministratorInputs>({
  account,
  phase,
  userPrincipalName: text,
  origin,
  roles: list(role),
  assignment: oneOf("direct", "group"),
  assignmentType,
  group: nullable(text),
  purpose: oneOf("synchronization", "connect-health", "federation"),
  observed: object<seen.EntraAdministratorObservation>({
    origin,
    user: nullable(fact(nullable(user))),
    deleted: nullable(fact(nullable(object<seen.DeletedUser>({ objectId: text, deletedOn: moment })))),
    nameTaken: nullable(fact(truth)),
    eligibilityLicensed: nullable(fact(truth)),
    heldBefore: nullable(fact(list(role))),
    recognised: nullable(recognised),
  }),
});

export const entraRoleHoldings = object<seen.EntraRoleHoldingsInputs>({
  administrator: account,
  userPrincipalName: text,
  origin,
  roles: list(role),
  assignment: oneOf("direct", "group"),
  assignmentType,
  group: nullable(text),
  objectId: text,
  assigned: nullable(list(text)),
  observed: object<seen.EntraRoleHoldingsObservation>({
    holdings: nullable(
      fact(
        list(
          object<seen.RoleHolding>({
            role,
            state: assignmentType,
            group: nullable(object<NonNullable<seen.RoleHolding["group"]>>({ objectId: text, displayName: text })),
          }),
        ),
      ),
    ),
  }),
});

type FoundGroup = { readonly count: number; readonly group: seen.EntraGroup | null };
type RecognisedGroup = NonNullable<seen.AdministratorGroupObservation["recognised"]>;

export const administratorGroup = object<seen.AdministratorGroupInputs>({
  tool,
  name: text,
  origin,
  roles: list(role),
  assignmentType,
  member: text,
  observed: object<seen.AdministratorGroupObservation>({
    found: nullable(fact(object<FoundGroup>({ count: tally, group: nullable(group) }))),
    nameTaken: nullable(fact(truth)),
    heldBefore: nullable(fact(list(role))),
    memberBefore: nullable(fact(truth)),
    recognised: nullable(
      object<RecognisedGroup>({
        objectId: text,
        assignmentType,
        asked: list(role),
        held: list(role),
        member: text,
        memberBefore: truth,
      }),
    ),
  }),
});

export const entraConnectorIdentity = object<seen.EntraConnectorIdentityInputs>({
  account,
  phase,
  kind: identityKind,
  name: text,
  observed: object<seen.EntraConnectorIdentityObservation>({
    nameTaken: nullable(fact(truth)),
    user: nullable(fact(nullable(user))),
  }),
});

function listing<T>(item: Shape<T>): Shape<seen.Listing<T>> {
  return object<seen.Listing<T>>({ count: tally, sample: list(item) });
}

const service = object<{ readonly enabled: boolean }>({ enabled: truth });

const observed = object<seen.TenantObservation>(
  {
    syncRoleMembers: fact(
      object<seen.SyncRoleMembers>({
        serviceAccounts: listing(
          object<seen.SyncServiceAccount>({ userPrincipalName: text, tool, server: nullable(text), enabled: truth }),
        ),
        others: listing(
          object<seen.SyncRoleMember>({
            kind: oneOf("user", "service principal", "group", "unknown object"),
            name: text,
            role: oneOf(...syncRoles),
            enabled: nullable(truth),
            guest: truth,
          }),
        ),
      }),
    ),
    otherGlobalAdministrators: fact(tally),
    otherPrivilegedAssignments: fact(tally),
    syncService: fact(nullable(service)),
    passwordResetService: nullable(fact(nullable(service))),
    otherSynchronizationHolders: fact(listing(object<seen.PermissionHolder>({ name: text, objectId: text }))),
    organization: fact(
      object<seen.OrganizationSynchronization>({
        enabled: truth,
        initialDomain: text,
        foreignDomains: list(text),
        lastSynchronization: oneOf("within 3 hours", "within a day", "within a week", "longer ago", "never"),
      }),
    ),
    synchronizationFeatures: fact(
      nullable(object<seen.SynchronizationFeatures>({ softMatchBlocked: truth, hardMatchTakeoverBlocked: truth })),
    ),
    cloudSyncConfigurations: fact(
      listing(object<seen.CloudSyncConfiguration>({ name: text, objectId: text, jobs: list(text) })),
    ),
    applicationWriters: fact(
      listing(object<seen.ApplicationWriter>({ name: text, objectId: text, permissions: list(text) })),
    ),
    syncApplications: nullable(
      fact(
        listing(
          object<seen.SyncApplication>({
            name: text,
            clientId: text,
            clientSecrets: tally,
            owners: tally,
            certificates: list(text),
            permissions: list(text),
          }),
        ),
      ),
    ),
    conditionalAccess: fact(
      listing(
        object<seen.ConditionalAccessPolicy>({
          name: text,
          enforced: truth,
          appliesTo: listing(text),
          demands: list(text),
          operator: oneOf("AND", "OR"),
          undecidedBy: storedSince(list(text)),
          fromServers: oneOf("applies", "undecided"),
        }),
      ),
    ),
  },
  {
    trustedApplications: fact(
      list(
        object<seen.TrustedApplication>({
          name: text,
          by: oneOf("id", "display name"),
          found: listing(object<seen.PermissionHolder>({ objectId: text, name: text })),
        }),
      ),
    ),
    emergencyAccounts: fact(list(object<seen.EmergencyAccount>({ name: text, enabled: nullable(truth) }))),
  },
);

type ConnectSync = NonNullable<seen.TenantInputs["connectSync"]>;

export const tenant = object<seen.TenantInputs>(
  {
    administrators: list(
      object<seen.TenantInputs["administrators"][number]>({
        userPrincipalName: text,
        roles: list(role),
        throughGroup: nullable(text),
      }),
    ),
    cloudSync: nullable(object<NonNullable<seen.TenantInputs["cloudSync"]>>({ phase, domains: list(text) })),
    trustedApplications: list(text),
    administratorDomains: list(text),
    connectSync: nullable(
      object<ConnectSync>({
        phase,
        servers: list(
          object<ConnectSync["servers"][number]>({
            name: text,
            mode: oneOf("active", "staging"),
            version: nullable(text),
          }),
        ),
        identity: object<ConnectSync["identity"]>({ kind: identityKind, name: text }),
        applications: list(
          object<seen.DeclaredApplication>({
            name: text,
            certificates: list(object<seen.DeclaredCertificate>({ thumbprints: list(text), lastDay: moment })),
            permissions: list(text),
          }),
        ),
      }),
    ),
    serverAddresses: list(text),
    observed,
  },
  { emergencyAccounts: list(text), federatedDomains: list(text) },
);

export const vaultName = object<seen.VaultNameInputs>({
  name: text,
  recover: truth,
  observed: fact(nullable(object<seen.DeletedVault>({ deletedOn: moment, freeOn: moment, purgeProtection: truth }))),
});

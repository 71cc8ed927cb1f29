/** What the resources about the tenant have to look like; see contract/entra.ts for what it means. */
import type { ConnectSyncRelease, ConnectSyncVersions, ServedVersion } from "../../catalogue/connect-sync-versions.ts";
import { directoryRoles, syncRoles } from "../../catalogue/directory-roles.ts";
import { toolIds } from "../../catalogue/tools.ts";
import type { VaultNameInputs } from "../../contract/azure.ts";
import type {
  AdministratorGroupInputs,
  EntraAdministratorInputs,
  EntraConnectorIdentityInputs,
  EntraRoleHoldingsInputs,
  TenantInputs,
} from "../../contract/entra.ts";
import type { DeclaredApplication, DeclaredCertificate, DeclaredServer } from "../../tenant/declarations.ts";
import type {
  AdministratorGroupObservation,
  EligibilityObstacle,
  EntraAdministratorObservation,
  EntraRoleHoldingsObservation,
} from "../../tenant/facts/administrators.ts";
import type { EntraConnectorIdentityObservation } from "../../tenant/facts/connector-identity.ts";
import type { Listing } from "../../tenant/facts/listing.ts";
import type { EntraGroup, RecognisedRoles, RoleHolding } from "../../tenant/facts/roles.ts";
import type {
  ApplicationAdministrator,
  ApplicationOwner,
  ApplicationWriter,
  CertificateLifetime,
  CloudSyncConfiguration,
  ConditionalAccessPolicy,
  EmergencyAccount,
  OrganizationSynchronization,
  PermissionHolder,
  SyncApplication,
  SynchronizationFeatures,
  SyncRoleMember,
  SyncRoleMembers,
  SyncServiceAccount,
  TenantObservation,
  TrustedAdministrator,
  TrustedApplication,
} from "../../tenant/facts/tenant.ts";
import type { DeletedUser, EntraUser } from "../../tenant/facts/user.ts";
import type { DeletedVault } from "../../tenant/facts/vault.ts";
import { account, keysOf, phase } from "./catalogue.ts";
import { fact } from "./fact.ts";
import { list, moment, nullable, object, oneOf, type Shape, storedSince, tally, text, textOr, truth } from "./shape.ts";

/** Numbers with dots between them, which can be compared. */
const version: Shape<string> = { fits: (value) => typeof value === "string" && /^\d+(\.\d+){3}$/.test(value) };
const role = oneOf(...keysOf(directoryRoles));
const tool = oneOf(...toolIds);
const assignmentType = oneOf("active", "eligible");
const origin = oneOf("created", "adopted");
const identityKind = oneOf("application", "user");

const user = object<EntraUser>({
  objectId: text,
  userPrincipalName: text,
  userType: oneOf("Member", "Guest"),
  accountEnabled: truth,
  synchronizedFromOnPremises: truth,
});

const recognised = object<RecognisedRoles>({
  objectId: text,
  assignmentType,
  asked: list(role),
  held: list(role),
});

const group = object<EntraGroup>({ objectId: text, displayName: text, assignableToRole: truth });

export const entraAdministrator = object<EntraAdministratorInputs>(
  {
    account,
    phase,
    userPrincipalName: text,
    origin,
    roles: list(role),
    assignment: oneOf("direct", "group"),
    assignmentType,
    group: nullable(text),
    purpose: oneOf("synchronization", "connect-health", "federation"),
    observed: object<EntraAdministratorObservation>(
      {
        origin,
        user: nullable(fact(nullable(user))),
        deleted: nullable(fact(nullable(object<DeletedUser>({ objectId: text, deletedOn: moment })))),
        nameTaken: nullable(fact(truth)),
        eligibilityLicensed: nullable(fact(truth)),
        heldBefore: nullable(fact(list(role))),
        recognised: nullable(recognised),
      },
      {
        eligibilityObstacles: nullable(
          fact(
            list(
              object<EligibilityObstacle>({
                role,
                kind: oneOf("no end", "too late", "over", "ticket", "multifactor"),
                longest: nullable(text),
              }),
            ),
          ),
        ),
      },
    ),
  },
  { eligibleUntil: moment, agentVersion: text },
);

export const entraRoleHoldings = object<EntraRoleHoldingsInputs>({
  administrator: account,
  userPrincipalName: text,
  origin,
  roles: list(role),
  assignment: oneOf("direct", "group"),
  assignmentType,
  group: nullable(text),
  objectId: text,
  assigned: nullable(list(text)),
  observed: object<EntraRoleHoldingsObservation>({
    holdings: nullable(
      fact(
        list(
          object<RoleHolding>({
            role,
            state: assignmentType,
            group: nullable(object<NonNullable<RoleHolding["group"]>>({ objectId: text, displayName: text })),
          }),
        ),
      ),
    ),
  }),
});

type FoundGroup = { readonly count: number; readonly group: EntraGroup | null };
type RecognisedGroup = NonNullable<AdministratorGroupObservation["recognised"]>;

export const administratorGroup = object<AdministratorGroupInputs>({
  tool,
  name: text,
  origin,
  roles: list(role),
  assignmentType,
  member: text,
  observed: object<AdministratorGroupObservation>({
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

export const entraConnectorIdentity = object<EntraConnectorIdentityInputs>({
  account,
  phase,
  kind: identityKind,
  name: text,
  observed: object<EntraConnectorIdentityObservation>({
    nameTaken: nullable(fact(truth)),
    user: nullable(fact(nullable(user))),
  }),
});

function listing<T>(item: Shape<T>): Shape<Listing<T>> {
  return object<Listing<T>>({ count: tally, sample: list(item) });
}

const applicationAdministrators = nullable(
  fact(
    listing(
      object<ApplicationAdministrator>({
        name: text,
        objectId: text,
        kind: oneOf("user", "service principal", "unknown object"),
        roles: list(
          object<ApplicationAdministrator["roles"][number]>(
            { title: text, group: nullable(text) },
            { ownership: truth },
          ),
        ),
      }),
    ),
  ),
);

const service = object<{ readonly enabled: boolean }>({ enabled: truth });

const observed = object<TenantObservation>(
  {
    syncRoleMembers: fact(
      object<SyncRoleMembers>({
        serviceAccounts: listing(
          object<SyncServiceAccount>(
            { userPrincipalName: text, tool, server: nullable(text), enabled: truth },
            { objectId: text },
          ),
        ),
        others: listing(
          object<SyncRoleMember>(
            {
              kind: oneOf("user", "service principal", "group", "unknown object"),
              name: text,
              role: oneOf(...syncRoles),
              enabled: nullable(truth),
              guest: truth,
            },
            { objectId: text },
          ),
        ),
      }),
    ),
    otherGlobalAdministrators: fact(tally),
    otherPrivilegedAssignments: fact(tally),
    syncService: fact(nullable(service)),
    passwordResetService: nullable(fact(nullable(service))),
    otherSynchronizationHolders: fact(listing(object<PermissionHolder>({ name: text, objectId: text }))),
    organization: fact(
      object<OrganizationSynchronization>({
        enabled: truth,
        initialDomain: text,
        foreignDomains: list(text),
        lastSynchronization: oneOf("within 3 hours", "within a day", "within a week", "longer ago", "never"),
      }),
    ),
    synchronizationFeatures: fact(
      nullable(object<SynchronizationFeatures>({ softMatchBlocked: truth, hardMatchTakeoverBlocked: truth })),
    ),
    cloudSyncConfigurations: fact(
      listing(object<CloudSyncConfiguration>({ name: text, objectId: text, jobs: list(text) })),
    ),
    applicationWriters: fact(
      listing(object<ApplicationWriter>({ name: text, objectId: text, permissions: list(text) })),
    ),
    syncApplications: nullable(
      fact(
        listing(
          object<SyncApplication>(
            {
              name: text,
              clientId: text,
              clientSecrets: tally,
              owners: tally,
              certificates: list(textOr(object<CertificateLifetime>({ firstDay: nullable(moment), lastDay: moment }))),
              permissions: list(text),
            },
            {
              ownedBy: listing(
                object<ApplicationOwner>({
                  name: text,
                  objectId: text,
                  of: oneOf("application", "service principal", "both"),
                  caller: truth,
                }),
              ),
            },
          ),
        ),
      ),
    ),
    conditionalAccess: fact(
      listing(
        object<ConditionalAccessPolicy>(
          {
            name: text,
            enforced: truth,
            appliesTo: listing(text),
            demands: list(text),
            operator: oneOf("AND", "OR"),
            undecidedBy: storedSince(list(text)),
            fromServers: oneOf("applies", "undecided"),
          },
          { objectId: text },
        ),
      ),
    ),
  },
  {
    synchronizationWriters: fact(
      listing(object<ApplicationWriter>({ name: text, objectId: text, permissions: list(text) })),
    ),
    applicationAdministrators,
    eligibleApplicationAdministrators: applicationAdministrators,
    ownersOfAdministratorGroups: applicationAdministrators,
    eligibleForAdministratorGroups: applicationAdministrators,
    trustedAdministrators: fact(list(object<TrustedAdministrator>({ name: text, objectId: nullable(text) }))),
    trustedApplications: fact(
      list(
        object<TrustedApplication>({
          name: text,
          by: oneOf("id", "display name"),
          found: listing(object<PermissionHolder>({ objectId: text, name: text })),
        }),
      ),
    ),
    emergencyAccounts: fact(list(object<EmergencyAccount>({ name: text, enabled: nullable(truth) }))),
  },
);

const versions = object<ConnectSyncVersions>({
  asOf: moment,
  releases: list(object<ConnectSyncRelease>({ version, supportEnds: nullable(moment), recalled: truth })),
  served: list(object<ServedVersion>({ oldest: version, from: moment })),
});

type ConnectSync = NonNullable<TenantInputs["connectSync"]>;

export const tenant = object<TenantInputs>(
  {
    administrators: list(
      object<TenantInputs["administrators"][number]>({
        userPrincipalName: text,
        roles: list(role),
        throughGroup: nullable(text),
      }),
    ),
    cloudSync: nullable(object<NonNullable<TenantInputs["cloudSync"]>>({ phase, domains: list(text) })),
    trustedApplications: list(text),
    administratorDomains: list(text),
    connectSync: nullable(
      object<ConnectSync>(
        {
          phase,
          servers: list(
            object<DeclaredServer>({ name: text, mode: oneOf("active", "staging"), version: nullable(version) }),
          ),
          identity: object<ConnectSync["identity"]>({ kind: identityKind, name: text }),
          applications: list(
            object<DeclaredApplication>({
              name: text,
              certificates: list(
                object<DeclaredCertificate>({ thumbprints: list(text), lastDay: moment }, { firstDay: moment }),
              ),
              permissions: list(text),
            }),
          ),
        },
        { versions },
      ),
    ),
    serverAddresses: list(text),
    observed,
  },
  {
    trustedAdministrators: list(text),
    administratorNames: list(text),
    emergencyAccounts: list(text),
    federatedDomains: list(text),
  },
);

export const vaultName = object<VaultNameInputs>({
  name: text,
  recover: truth,
  observed: fact(nullable(object<DeletedVault>({ deletedOn: moment, freeOn: moment, purgeProtection: truth }))),
});

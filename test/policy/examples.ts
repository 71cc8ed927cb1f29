/** Inputs as a preview of a healthy set-up shows them; tests change the one thing they are about. */

import { requirementsOf } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import type {
  AdSyncServiceAccountInputs,
  ConnectorAccountInputs,
  ForestInputs,
  GroupManagedServiceAccountInputs,
  PrivilegedAdministratorInputs,
} from "../../contract/active-directory.ts";
import type { VaultNameInputs } from "../../contract/azure.ts";
import type {
  AdministratorGroupInputs,
  EntraAdministratorInputs,
  EntraConnectorIdentityInputs,
  EntraRoleHoldingsInputs,
  TenantInputs,
} from "../../contract/entra.ts";
import { resourceTypes } from "../../contract/resources.ts";
import type { AttestedAccountInputs } from "../../contract/server.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { LockDown } from "../../directory/facts/lock-down.ts";
import type { DomainPasswordPolicy, LogonFacts } from "../../directory/facts/logon.ts";
import type { DomainPermissions, ObjectPermissions } from "../../directory/facts/permissions.ts";
import type { Takeover } from "../../directory/facts/takeover.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";

/** The day on which the examples are judged. */
export const today = new Date("2026-11-23T09:00:00Z");

export const live: Evidence = { source: "live", domainController: "dc1.fabrikam.example", reader: "FABRIKAM\\reader" };

export function snapshot(recordedAt: string, maximumAgeDays = 7): Evidence {
  return {
    source: "snapshot",
    domainController: "dc1.fabrikam.example",
    reader: "FABRIKAM\\reader",
    recordedAt,
    maximumAgeDays,
  };
}

/** As a provider says it when a directory cannot be opened. */
export const unreachable = {
  unobservable: {
    reason: "dc1.fabrikam.example refused the connection on port 636",
    remedy: "Check that the domain controller is up and that LDAPS is allowed from here.",
  },
} as const;

export const noAccess = {
  unobservable: {
    reason: "the reader cannot read it",
    remedy: "Grant the read account read on the object.",
  },
} as const;

function found(name: string, objectClass: string, distinguishedName: string, rid: number): FoundAccount {
  return { name: `FABRIKAM\\${name}`, objectClass, distinguishedName, sid: `S-1-5-21-1-2-3-${rid}` };
}

export const connectorObject = found("svc-sync", "user", "CN=svc-sync,OU=Services,DC=fabrikam,DC=example", 1104);
export const gmsaObject = found(
  "agent$",
  "msDS-GroupManagedServiceAccount",
  "CN=agent,CN=Managed Service Accounts,DC=fabrikam,DC=example",
  1105,
);
export const adSyncObject = found(
  "adsync$",
  "msDS-GroupManagedServiceAccount",
  "CN=adsync,CN=Managed Service Accounts,DC=fabrikam,DC=example",
  1106,
);
export const administratorObject = found(
  "adm-install",
  "user",
  "CN=adm-install,OU=Tier 0,DC=fabrikam,DC=example",
  1107,
);
const singleSignOnObject = found(
  "AZUREADSSOACC$",
  "computer",
  "CN=AZUREADSSOACC,OU=Tier 0,DC=fabrikam,DC=example",
  1108,
);
const server1 = found("SRV1$", "computer", "CN=SRV1,OU=Servers,DC=fabrikam,DC=example", 1201);
const server9 = found("SRV9$", "computer", "CN=SRV9,OU=Servers,DC=fabrikam,DC=example", 1209);
const server10 = found("SRV10$", "computer", "CN=SRV10,OU=Servers,DC=fabrikam,DC=example", 1210);
const server2 = found("SRV2$", "computer", "CN=SRV2,OU=Servers,DC=fabrikam,DC=example", 1202);

const granted = { observed: { granted: true, trustee: "FABRIKAM\\svc-sync", through: [] } } as const;

function allPermissions(tool: SyncTool, domain: string, distinguishedName: string): DomainPermissions {
  const rows = requirementsOf(tool).map(({ id }) => ({ requirement: id, grant: granted }));
  return { domain, distinguishedName, requirements: { observed: rows }, objects: { observed: allObjects(tool) } };
}

const none = { count: 0, sample: [] };
export const noneHidden = { contents: none, containers: none, permissions: none, classes: none };

/** A hundred objects of every class but inetOrgPerson, and the account may do everything to all of them. */
function allObjects(tool: SyncTool): ObjectPermissions {
  const onObjects = requirementsOf(tool).filter(
    ({ id, ways: [{ on }] }) => on !== "domain root" && !id.endsWith("/inetOrgPerson"),
  );
  return {
    domainController: "dc1.fabrikam.example",
    visible: 500,
    scope: [],
    missingUnits: [],
    nothingInScope: false,
    protectedPeople: { count: 0, sample: [] },
    administrators: { observed: { count: 0, names: [], everyone: [], hidden: [] } },
    rights: [
      {
        requirements: onObjects.map(({ id }) => id),
        objects: 100,
        held: 100,
        grantedFrom: { count: 0, sample: [] },
        obstacles: [],
      },
    ],
    entries: { count: 0, sample: [] },
    hidden: { observed: { ...noneHidden, adminCount: null, inScope: noneHidden } },
    adminSdHolder: { granted: [], withoutEffect: { count: 0, sample: [] } },
  };
}

/** As it is locked down. */
function untouchable(target: FoundAccount, role: Takeover["role"] = "account"): Takeover {
  return {
    target,
    role,
    paths: { observed: { count: 0, sample: [], emptyGroups: [], ofSyncAccounts: [], unseen: [], hidden: [] } },
  };
}

/** An account that nothing keeps from signing in. */
function freeLogon(): LogonFacts {
  return {
    expires: { observed: null },
    password: { observed: { state: "never expires" } },
    lockedOut: { observed: false },
    smartCardRequired: { observed: false },
    workstations: { observed: null },
    deniedHours: { observed: 0 },
    protectedUsers: { observed: [] },
    authenticationPolicies: { observed: [] },
  };
}

/** The documented form. */
function lockedDown(): LockDown {
  return {
    inherits: false,
    owner: { name: "FABRIKAM\\Domain Admins", administrative: true, restrained: false },
    surplus: { count: 0, sample: [] },
    missing: [],
  };
}

function noWaiting(domain: string, distinguishedName: string): DomainPasswordPolicy {
  return {
    domain,
    distinguishedName,
    minimumAgeSeconds: { observed: 0 },
    fineGrained: { observed: { count: 0, sample: [] } },
  };
}

const passwordPolicies = () => [
  noWaiting("emea.fabrikam.example", "DC=emea,DC=fabrikam,DC=example"),
  noWaiting("fabrikam.example", "DC=fabrikam,DC=example"),
];

export const enterpriseAdmins = {
  group: "FABRIKAM\\Enterprise Admins",
  sid: "S-1-5-21-1-2-3-519",
  through: [],
} as const;
export const domainAdmins = { group: "FABRIKAM\\Domain Admins", sid: "S-1-5-21-1-2-3-512", through: [] } as const;

/** A healthy example of each kind of inputs. Every call gives a fresh one. */
export const examples = {
  forest: (): ForestInputs => ({
    forest: "fabrikam.example",
    features: ["password-hash-sync"],
    managedServiceAccounts: "in use",
    connectSync: "after-install",
    choosesSourceAnchor: false,
    trusted: { tierZero: [], syncAccounts: [] },
    syncServers: ["SRV1", "SRV2"],
    observed: {
      evidence: live,
      domains: {
        observed: [
          {
            dnsName: "fabrikam.example",
            distinguishedName: "DC=fabrikam,DC=example",
            functionalLevel: { observed: 7 },
            managedServiceAccountsContainer: {
              observed: {
                state: "present",
                distinguishedName: "CN=Managed Service Accounts,DC=fabrikam,DC=example",
              },
            },
            seamlessSingleSignOn: {
              observed: {
                account: singleSignOnObject,
                passwordLastSet: { observed: "2026-11-10T08:00:00.000Z" },
                encryptionTypes: { observed: 16 },
                takeover: {
                  observed: [
                    {
                      target: singleSignOnObject,
                      role: "account",
                      paths: {
                        observed: { count: 0, sample: [], emptyGroups: [], ofSyncAccounts: [], unseen: [], hidden: [] },
                      },
                    },
                  ],
                },
              },
            },
          },
        ],
      },
      functionalLevel: { observed: 7 },
      schemaVersion: { observed: 88 },
      recycleBin: { observed: true },
      kdsRootKeys: { observed: { state: "evidenced", by: gmsaObject.distinguishedName } },
      replication: {
        observed: ["emea.fabrikam.example", "fabrikam.example"].map((domain) => ({
          domain,
          distinguishedName: domain.replace(/^|\./g, (dot) => (dot === "" ? "DC=" : ",DC=")),
          holders: { observed: { count: 0, sample: [] } },
        })),
      },
      syncServers: {
        observed: [
          { server: "SRV1", computer: { observed: server1 }, takeover: untouchable(server1, "server") },
          { server: "SRV2", computer: { observed: server2 }, takeover: untouchable(server2, "server") },
        ],
      },
      tierZero: { observed: [] },
      deviceRegistration: { observed: { connectionPoint: null, services: { count: 0, sample: [] } } },
      consistencyGuids: null,
    },
  }),
  "connector account": (): ConnectorAccountInputs => ({
    account: "connect-sync-connector-account",
    phase: "after-install",
    forest: "fabrikam.example",
    name: "FABRIKAM\\svc-sync",
    features: ["password-hash-sync"],
    trusted: { tierZero: [], syncAccounts: [] },
    signsInOn: ["SRV9", "srv10.fabrikam.example"],
    observed: {
      evidence: live,
      account: { observed: connectorObject },
      details: {
        enabled: { observed: true },
        logon: freeLogon(),
        lockDown: { observed: lockedDown() },
        passwordLastSet: { observed: "2026-10-01T08:00:00Z" },
        passwordPolicies: passwordPolicies(),
        protectedGroups: { observed: [] },
        replication: [
          {
            domain: "emea.fabrikam.example",
            distinguishedName: "DC=emea,DC=fabrikam,DC=example",
            getChanges: granted,
            getChangesAll: granted,
          },
          {
            domain: "fabrikam.example",
            distinguishedName: "DC=fabrikam,DC=example",
            getChanges: granted,
            getChangesAll: granted,
          },
        ],
        permissions: [
          allPermissions("connect-sync", "emea.fabrikam.example", "DC=emea,DC=fabrikam,DC=example"),
          allPermissions("connect-sync", "fabrikam.example", "DC=fabrikam,DC=example"),
        ],
        takeover: { observed: [untouchable(connectorObject)] },
      },
    },
  }),
  "group managed service account": (): GroupManagedServiceAccountInputs => ({
    account: "cloud-sync-service-account",
    phase: "after-install",
    forest: "fabrikam.example",
    name: "agent$",
    servers: ["SRV1", "SRV2"],
    features: ["password-hash-sync"],
    domains: ["fabrikam.example"],
    agentVersion: "1.1.2505.0",
    trusted: { tierZero: [], syncAccounts: [] },
    observed: {
      evidence: live,
      account: { observed: gmsaObject },
      details: {
        enabled: { observed: true },
        logon: freeLogon(),
        lockDown: { observed: lockedDown() },
        passwordPolicies: passwordPolicies(),
        servers: [
          {
            server: "SRV1",
            computer: { observed: server1 },
            enabled: { observed: true },
            onlyAsEveryone: { observed: false },
            encryptionTypes: { observed: 28 },
            mayRetrieve: { observed: { granted: true, trustee: server1.name, through: [] } },
          },
          {
            server: "SRV2",
            computer: { observed: server2 },
            enabled: { observed: true },
            onlyAsEveryone: { observed: false },
            encryptionTypes: { observed: 28 },
            mayRetrieve: { observed: { granted: true, trustee: "FABRIKAM\\Agents", through: ["FABRIKAM\\Agents"] } },
          },
        ],
        others: { observed: { count: 0, sample: [] } },
        encryptionTypes: { observed: 28 },
        takeover: { observed: [untouchable(gmsaObject)] },
        permissions: [
          allPermissions("cloud-sync", "emea.fabrikam.example", "DC=emea,DC=fabrikam,DC=example"),
          allPermissions("cloud-sync", "fabrikam.example", "DC=fabrikam,DC=example"),
        ],
      },
    },
  }),
  "privileged administrator": (): PrivilegedAdministratorInputs => ({
    account: "connect-sync-enterprise-administrator",
    phase: "before-install",
    forest: "fabrikam.example",
    name: "FABRIKAM\\adm-install",
    temporaryUntil: "2026-12-31",
    observed: {
      evidence: live,
      account: { observed: administratorObject },
      details: { enabled: { observed: true }, administrativeGroups: { observed: [enterpriseAdmins] } },
    },
  }),
  "ADSync service account": (): AdSyncServiceAccountInputs => ({
    account: "connect-sync-service-account",
    phase: "after-install",
    forest: "fabrikam.example",
    kind: "group managed service account",
    name: "FABRIKAM\\adsync$",
    database: "remote SQL Server",
    onDomainController: false,
    signsInOn: ["SRV9", "srv10.fabrikam.example"],
    observed: {
      evidence: live,
      account: { observed: adSyncObject },
      details: {
        enabled: { observed: true },
        logon: freeLogon(),
        takeover: { observed: [untouchable(adSyncObject)] },
      },
      servers: [
        { server: "SRV9", computer: { observed: server9 }, enabled: { observed: true }, mayRetrieve: granted },
        {
          server: "srv10.fabrikam.example",
          computer: { observed: server10 },
          enabled: { observed: true },
          mayRetrieve: granted,
        },
      ],
    },
  }),
  "entra administrator": (): EntraAdministratorInputs => ({
    account: "connect-sync-hybrid-identity-administrator",
    phase: "before-install",
    userPrincipalName: "admin@fabrikam.onmicrosoft.com",
    origin: "adopted",
    roles: ["hybrid-identity-administrator"],
    assignment: "direct",
    assignmentType: "active",
    group: null,
    purpose: "synchronization",
    observed: {
      origin: "adopted",
      user: {
        observed: {
          objectId: "5f0c7f5c-2f3d-4a4b-9c0e-0d4f6d1f2a3b",
          userPrincipalName: "admin@fabrikam.onmicrosoft.com",
          userType: "Member",
          accountEnabled: true,
          synchronizedFromOnPremises: false,
        },
      },
      deleted: null,
      nameTaken: null,
      eligibilityLicensed: null,
      heldBefore: { observed: ["hybrid-identity-administrator"] },
      recognised: null,
    },
  }),
  "entra role holdings": (): EntraRoleHoldingsInputs => ({
    administrator: "connect-sync-hybrid-identity-administrator",
    userPrincipalName: "admin@fabrikam.onmicrosoft.com",
    origin: "adopted",
    objectId: "5f0c7f5c-2f3d-4a4b-9c0e-0d4f6d1f2a3b",
    roles: ["hybrid-identity-administrator"],
    assignment: "direct",
    assignmentType: "active",
    group: null,
    assigned: [],
    observed: {
      holdings: { observed: [{ role: "hybrid-identity-administrator", state: "active", group: null }] },
    },
  }),
  "entra connector identity": (): EntraConnectorIdentityInputs => ({
    account: "connect-sync-entra-connector-account",
    phase: "before-install",
    kind: "application",
    name: "Sync of SRV9",
    observed: { user: null, nameTaken: { observed: false } },
  }),
  "administrator group": (): AdministratorGroupInputs => ({
    tool: "cloud-sync",
    name: "Sync operators",
    origin: "adopted",
    roles: ["hybrid-identity-administrator"],
    assignmentType: "active",
    member: "admin@fabrikam.onmicrosoft.com",
    observed: {
      found: {
        observed: { count: 1, group: { objectId: "group", displayName: "Sync operators", assignableToRole: true } },
      },
      nameTaken: null,
      heldBefore: { observed: [] },
      memberBefore: { observed: false },
      recognised: null,
    },
  }),
  tenant: (): TenantInputs => ({
    administrators: [
      {
        userPrincipalName: "admin@fabrikam.onmicrosoft.com",
        roles: ["hybrid-identity-administrator"],
        throughGroup: null,
      },
    ],
    cloudSync: { phase: "after-install", domains: ["fabrikam.example"] },
    trustedApplications: ["7f4d2b9c-3a5e-4c1d-9d2f-8e7b6a5c4d3e"],
    trustedAdministrators: ["app-admin@fabrikam.onmicrosoft.com"],
    administratorNames: ["admin@fabrikam.onmicrosoft.com"],
    emergencyAccounts: ["break-glass@fabrikam.onmicrosoft.com"],
    federatedDomains: ["fabrikam.example"],
    administratorDomains: ["fabrikam.onmicrosoft.com"],
    connectSync: {
      phase: "after-install",
      servers: [
        { name: "SRV9", mode: "active", version: "2.6.91.0" },
        { name: "srv10.fabrikam.example", mode: "staging", version: "2.6.91.0" },
      ],
      identity: { kind: "application", name: "Sync of SRV9" },
      applications: [
        {
          name: "Sync of SRV9",
          certificates: [
            { thumbprints: ["A1".repeat(20), "B2".repeat(32)], firstDay: "2026-06-30", lastDay: "2028-06-30" },
          ],
          permissions: ["ADSynchronization.ReadWrite.All"],
        },
      ],
    },
    serverAddresses: [],
    observed: {
      syncRoleMembers: {
        observed: {
          serviceAccounts: {
            count: 2,
            sample: [
              {
                userPrincipalName: "ADToAADSyncServiceAccount@fabrikam.onmicrosoft.com",
                tool: "cloud-sync",
                server: null,
                enabled: true,
              },
              {
                userPrincipalName: "Sync_SRV9_0a1b2c3d4e5f@fabrikam.onmicrosoft.com",
                tool: "connect-sync",
                server: "SRV9",
                enabled: false,
              },
            ],
          },
          others: { count: 0, sample: [] },
        },
      },
      otherGlobalAdministrators: { observed: 2 },
      otherPrivilegedAssignments: { observed: 4 },
      syncService: { observed: { enabled: true } },
      passwordResetService: null,
      otherSynchronizationHolders: { observed: { count: 0, sample: [] } },
      syncApplications: { observed: { count: 0, sample: [] } },
      organization: {
        observed: {
          initialDomain: "fabrikam.onmicrosoft.com",
          foreignDomains: [],
          enabled: true,
          lastSynchronization: "within 3 hours",
        },
      },
      synchronizationFeatures: { observed: { softMatchBlocked: true, hardMatchTakeoverBlocked: true } },
      cloudSyncConfigurations: {
        observed: {
          count: 1,
          sample: [
            {
              name: "fabrikam.example",
              objectId: "0c9b5a1e-5b6f-4f0e-8f3b-6f1f4a0b7c11",
              jobs: ["AD2AADProvisioning: Active"],
            },
          ],
        },
      },
      applicationWriters: {
        observed: {
          count: 1,
          sample: [
            {
              name: "Deployment pipeline",
              objectId: "7f4d2b9c-3a5e-4c1d-9d2f-8e7b6a5c4d3e",
              permissions: ["Application.ReadWrite.All"],
            },
          ],
        },
      },
      trustedApplications: {
        observed: [
          {
            name: "7f4d2b9c-3a5e-4c1d-9d2f-8e7b6a5c4d3e",
            by: "id",
            found: {
              count: 1,
              sample: [{ objectId: "7f4d2b9c-3a5e-4c1d-9d2f-8e7b6a5c4d3e", name: "Deployment pipeline" }],
            },
          },
        ],
      },
      synchronizationWriters: { observed: { count: 0, sample: [] } },
      applicationAdministrators: { observed: { count: 0, sample: [] } },
      eligibleApplicationAdministrators: { observed: { count: 0, sample: [] } },
      ownersOfAdministratorGroups: { observed: { count: 0, sample: [] } },
      eligibleForAdministratorGroups: { observed: { count: 0, sample: [] } },
      trustedAdministrators: {
        observed: [{ name: "app-admin@fabrikam.onmicrosoft.com", objectId: "5a6b7c8d-1e2f-4a3b-8c4d-5e6f7a8b9c0d" }],
      },
      emergencyAccounts: { observed: [{ name: "break-glass@fabrikam.onmicrosoft.com", enabled: true }] },
      conditionalAccess: { observed: { count: 0, sample: [] } },
    },
  }),
  "vault name": (): VaultNameInputs => ({ name: "kv-fabrikam", recover: false, observed: { observed: null } }),
  "attested account": (): AttestedAccountInputs => ({
    account: "connect-sync-local-administrator",
    phase: "before-install",
    name: "SRV9\\installer",
    needed: true,
    reason: "the installer runs as a local administrator",
    attestation: {
      name: "SRV9\\installer",
      by: "R. Okafor",
      on: "2026-11-10",
      evidence: "CHG-7",
      expires: "2026-12-31",
    },
  }),
} as const;

export type Example = keyof typeof examples;

/** An example of an account with something about its logon changed. */
export function withLogon(
  example: "connector account" | "group managed service account" | "ADSync service account",
  facts: Partial<LogonFacts>,
): object {
  const inputs = examples[example]();
  const details = { ...inputs.observed.details, logon: { ...freeLogon(), ...facts } };
  return { ...inputs, observed: { ...inputs.observed, details } };
}

/** An administrator whom the program creates. */
export function createdAdministrator(): EntraAdministratorInputs {
  const { observed: _, ...declared } = examples["entra administrator"]();
  return {
    ...declared,
    origin: "created",
    observed: {
      origin: "created",
      user: null,
      deleted: null,
      nameTaken: { observed: false },
      eligibilityLicensed: null,
      heldBefore: null,
      recognised: null,
    },
  };
}

/** A resource of this program with these inputs, as it comes over the wire: plain JSON. */
export function resource(example: Example, inputs: object): DeclaredResource {
  return {
    type: resourceTypes[example],
    name: "example",
    inputs: JSON.parse(JSON.stringify(inputs)) as Record<string, unknown>,
  };
}

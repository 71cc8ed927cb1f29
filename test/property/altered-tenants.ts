/** A faulty and a sound tenant, and what holds of both whichever answer of Microsoft Graph is altered. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import { startTenant } from "../tenant/practice.ts";
import { type Alteration, type Declaration, type Findings, RecordedTenant } from "./graph-answers.ts";

const now = new Date("2026-11-23T09:00:00Z");
const domain = "contoso.onmicrosoft.com";
const syncRole = directoryRoles["directory-synchronization-accounts"].templateId;
const role = "hybrid-identity-administrator";
const named = (name: string) => `${name}@${domain}`;
const user = (name: string, different: object = {}) => ({
  userPrincipalName: named(name),
  displayName: name,
  id: `00000000-0000-4000-8000-${createHash("sha256").update(name).digest("hex").slice(0, 12)}`,
  ...different,
});

type Administrator = Declaration["administrators"][string];

function administrator(name: string, different: Partial<Administrator> = {}): Administrator {
  return {
    account: "connect-sync-hybrid-identity-administrator",
    phase: "before-install",
    userPrincipalName: named(name),
    origin: "adopted",
    roles: [role],
    assignment: "direct",
    assignmentType: "active",
    group: null,
    purpose: "synchronization",
    ...different,
  };
}

function group(name: string, different: Partial<Declaration["groups"][string]> = {}): Declaration["groups"][string] {
  return {
    tool: "cloud-sync",
    name,
    origin: "adopted",
    roles: [role],
    assignmentType: "active",
    member: named("admin"),
    ...different,
  };
}

function holdings(name: string, different: Partial<Declaration["roleHoldings"][string]> = {}) {
  const { account: _, phase: __, purpose: ___, ...declared } = administrator(name);
  return {
    ...declared,
    administrator: "connect-sync-hybrid-identity-administrator" as const,
    objectId: user(name).id,
    assigned: [],
    ...different,
  };
}

const caller = "2d1f6a0c-5b7e-4c39-9a44-7e0b8d3f6c15";

const tenant: Declaration["tenant"] = {
  administrators: [{ userPrincipalName: named("admin"), roles: [role], throughGroup: null }],
  administratorDomains: [domain],
  cloudSync: { phase: "after-install", domains: ["contoso.example"] },
  trustedApplications: [caller],
  emergencyAccounts: [named("admin")],
  connectSync: {
    phase: "after-install",
    servers: [{ name: "SYNC01", mode: "active", version: "2.6.91.0" }],
    identity: { kind: "application", name: "Connect" },
    applications: [
      {
        name: "Connect",
        certificates: [],
        permissions: ["ADSynchronization.ReadWrite.All", "PasswordWriteback.RefreshClient.All"],
      },
    ],
  },
  serverAddresses: ["192.0.2.0/24"],
};

/** What every tenant has, and what a sound one has besides. */
export const sound: TenantSeed = {
  callerObjectId: caller,
  users: [user("admin"), user("ADToAADSyncServiceAccount"), user("Sync_SYNC02_0a1b", { accountEnabled: false })],
  groups: [{ displayName: "Operators", isAssignableToRole: true, members: [named("admin")] }],
  roleAssignments: [
    { userPrincipalName: named("admin"), role: directoryRoles[role].templateId },
    { userPrincipalName: named("ADToAADSyncServiceAccount"), role: syncRole },
    { userPrincipalName: named("Sync_SYNC02_0a1b"), role: syncRole },
    { group: "Operators", role: directoryRoles[role].templateId },
  ],
  eligibleRoles: [{ userPrincipalName: named("admin"), role: directoryRoles[role].templateId }],
  applications: [
    {
      displayName: "Connect",
      certificateEnds: ["2028-06-30T00:00:00Z"],
      permissions: ["ADSynchronization.ReadWrite.All"],
    },
  ],
  namedLocations: [{ displayName: "Servers", addresses: ["192.0.2.0/24"] }],
  conditionalAccessPolicies: [
    {
      displayName: "Elsewhere",
      state: "enabled",
      conditions: {
        applications: { includeApplications: ["All"] },
        clientAppTypes: ["all"],
        users: { includeUsers: ["All"] },
        locations: { includeLocations: ["All"], excludeLocations: ["Servers"] },
      },
      grantControls: { operator: "OR", builtInControls: ["mfa"] },
    },
  ],
  synchronization: { lastSyncHoursAgo: 0, softMatchBlocked: true, hardMatchTakeoverBlocked: true },
  cloudSyncConfigurations: [{ name: "contoso.example" }],
};

export const healthy: Declaration = {
  administrators: {
    adopted: administrator("admin"),
    eligible: administrator("admin", { assignmentType: "eligible" }),
    created: administrator("to-come", { origin: "created" }),
  },
  roleHoldings: {
    "held directly": holdings("admin"),
    "eligible directly": holdings("admin", { assignmentType: "eligible" }),
    "held through a group": holdings("admin", { assignment: "group", group: "Operators" }),
  },
  groups: { adopted: group("Operators"), created: group("To come", { origin: "created" }) },
  identities: {
    application: {
      account: "connect-sync-entra-connector-account",
      phase: "before-install",
      kind: "application",
      name: "To come",
    },
    user: {
      account: "connect-sync-entra-connector-account",
      phase: "after-install",
      kind: "user",
      name: named("admin"),
    },
  },
  tenant,
};

const faultySeed: TenantSeed = {
  ...sound,
  users: [
    user("admin"),
    user("guest", { userType: "Guest" }),
    user("off", { accountEnabled: false }),
    user("synced", { onPremisesSyncEnabled: true }),
    user("taken"),
    user("person"),
    user("Sync_SYNC01_0a1b"),
    ...Array.from({ length: 19 }, (_, index) => user(`Sync_TEST${index}_0a1b`, { accountEnabled: false })),
  ],
  deletedUsers: [user("gone")],
  groups: [
    { displayName: "Operators", isAssignableToRole: false },
    { displayName: "Twice", isAssignableToRole: true },
    { displayName: "Twice", isAssignableToRole: true },
    { displayName: "Taken" },
  ],
  roleAssignments: [
    { userPrincipalName: named("person"), role: syncRole },
    ...["Sync_SYNC01_0a1b", ...Array.from({ length: 19 }, (_, index) => `Sync_TEST${index}_0a1b`)].map((name) => ({
      userPrincipalName: named(name),
      role: syncRole,
    })),
    ...["admin", "guest", "off", "synced", "taken", "person"].map((name) => ({
      userPrincipalName: named(name),
      role: directoryRoles["global-administrator"].templateId,
    })),
  ],
  eligibleRoles: [],
  applications: [
    {
      displayName: "Connect",
      certificateEnds: ["2026-06-30T00:00:00Z"],
      clientSecrets: 1,
      owners: [named("person")],
      permissions: ["ADSynchronization.ReadWrite.All", "Application.ReadWrite.All"],
    },
    { displayName: "Stranger", permissions: ["ADSynchronization.ReadWrite.All"] },
  ],
  conditionalAccessPolicies: [
    {
      displayName: "For all",
      state: "enabled",
      conditions: {
        applications: { includeApplications: ["All"] },
        clientAppTypes: ["all"],
        clientApplications: { includeServicePrincipals: ["Connect"] },
      },
      grantControls: { operator: "OR", builtInControls: ["block"] },
    },
  ],
  disabledServicePrincipals: ["synchronization", "password reset"],
  synchronization: { lastSyncHoursAgo: 60 },
  cloudSyncConfigurations: [{ name: "fabrikam.example", state: "Quarantine" }],
  missingLicences: ["Entra ID P2"],
};

const faulty: Declaration = {
  administrators: {
    missing: administrator("missing"),
    gone: administrator("gone"),
    guest: administrator("guest"),
    off: administrator("off"),
    synced: administrator("synced"),
    taken: administrator("taken", { origin: "created" }),
    unlicensed: administrator("admin", { assignmentType: "eligible" }),
  },
  roleHoldings: {
    "held directly": holdings("admin"),
    "held through a group": holdings("admin", { assignment: "group", group: "Operators" }),
  },
  groups: {
    unusable: group("Operators"),
    twice: group("Twice"),
    missing: group("Missing"),
    taken: group("Taken", { origin: "created" }),
  },
  identities: {
    taken: {
      account: "connect-sync-entra-connector-account",
      phase: "before-install",
      kind: "application",
      name: "Connect",
    },
    missing: {
      account: "connect-sync-entra-connector-account",
      phase: "after-install",
      kind: "user",
      name: named("missing"),
    },
    off: { account: "connect-sync-entra-connector-account", phase: "after-install", kind: "user", name: named("off") },
  },
  tenant: {
    ...tenant,
    administratorDomains: [domain, "fabrikam.example"],
    // Its account is still to come, and there is no room for it.
    cloudSync: { phase: "before-install", domains: ["contoso.example"] },
    // All of them declared, so that it is not open whose the accounts are.
    connectSync: tenant.connectSync && {
      ...tenant.connectSync,
      servers: ["SYNC01", ...Array.from({ length: 19 }, (_, index) => `TEST${index}`)].map((server, index) => ({
        name: server,
        mode: index === 0 ? "active" : "staging",
        version: "2.6.91.0",
      })),
    },
  },
};

/** Where null is what Microsoft Graph says of what is not so, and there is no other answer by which it could be told. */
const honest = {
  faulty: [
    "/users null value/0/userType: administrator-not-guest on guest",
    "/users null value/0/onPremisesSyncEnabled: administrator-not-synchronized on synced",
  ],
  sound: ["/groups null value/0/isAssignableToRole: administrator-group-usable on adopted"],
};

const gone = (before: ReadonlySet<string>, { mandatory, advisory, open }: Findings) =>
  [...before].filter((each) => !mandatory.has(each) && !advisory.has(each) && !open.has(each));

/** Alters one answer in `share`, and gives what `look` says of each that is not honest, with how many there were. */
async function altered(
  seed: TenantSeed,
  declaration: Declaration,
  share: number,
  look: (before: Findings, after: Findings) => readonly string[],
) {
  await using practice = await startTenant(seed);
  using recorded = new RecordedTenant(practice, declaration, now);
  const before = await recorded.findings();
  const counts: Partial<Record<Alteration["kind"], number>> = {};
  const told: string[] = [];
  let number = 0;
  for (const alteration of recorded.alterations()) {
    number += 1;
    if (number % share !== 0) continue;
    const { question, kind, place } = alteration;
    counts[kind] = (counts[kind] ?? 0) + 1;
    const [path] = question.split("?");
    for (const each of look(before, await recorded.findings(alteration)))
      told.push(`${path} ${kind} ${place}: ${each}`);
  }
  return { before, counts, told };
}

/** @param share of how many alterations one is tried; 1 for all */
export function describeAlteredAnswers(share: number): void {
  describe("an answer of Microsoft Graph that is blanked, refused, cut or altered", () => {
    it("takes no mandatory finding of a faulty tenant with it", async () => {
      const { before, counts, told } = await altered(faultySeed, faulty, share, (found, after) =>
        gone(found.mandatory, after),
      );
      expect([...before.mandatory].sort()).toEqual(planted);
      expect([...before.open]).toEqual([]);
      expect(told.filter((each) => !honest.faulty.includes(each))).toEqual([]);
      if (share === 1) console.log("faulty:", counts);
    }, 900_000);

    it("makes nothing of a sound tenant wrong", async () => {
      const { before, counts, told } = await altered(sound, healthy, share, (found, after) =>
        [...after.mandatory].filter((each) => !found.mandatory.has(each)),
      );
      expect([...before.mandatory, ...before.open]).toEqual([]);
      expect(told.filter((each) => !honest.sound.includes(each))).toEqual([]);
      if (share === 1) console.log("sound:", counts);
    }, 900_000);
  });
}

/** Every mandatory finding about a tenant that does not come from the configuration alone. */
const planted = [
  "administrator-eligibility-licensed on unlicensed",
  "administrator-exists on gone",
  "administrator-exists on missing",
  "administrator-exists on off",
  "administrator-group-usable on missing",
  "administrator-group-usable on twice",
  "administrator-group-usable on unusable",
  "administrator-holds-roles on held directly",
  "administrator-holds-roles on held through a group",
  "administrator-not-guest on guest",
  "administrator-not-synchronized on synced",
  "conditional-access-spares-sync on tenant",
  "entra-connector-user on missing",
  "entra-connector-user on off",
  "legacy-sync-user-disabled on tenant",
  "name-not-taken on taken",
  "password-reset-service-principal-enabled on tenant",
  "sync-application-certificate-valid on tenant",
  "sync-roles-left-to-service on tenant",
  "sync-service-accounts-within-limit on tenant",
  "sync-service-principal-enabled on tenant",
  "tenant-is-declared-one on tenant",
];

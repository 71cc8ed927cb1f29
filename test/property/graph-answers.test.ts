/** The whole of it with `ALL_MUTATIONS=1`; else an even share. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { PracticeTenant, TenantSeed } from "../../lab/tenant/server.ts";
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

const tenant: Declaration["tenant"] = {
  administrators: [{ userPrincipalName: named("admin"), roles: [role], throughGroup: null }],
  administratorDomains: [domain],
  cloudSync: { phase: "after-install", domains: ["contoso.example"] },
  trustedApplications: [],
  connectSync: {
    phase: "after-install",
    servers: [{ name: "SYNC01", mode: "active", version: "2.5.190.0" }],
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
const sound: TenantSeed = {
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

const healthy: Declaration = {
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
    ...Array.from({ length: 20 }, (_, index) => user(`Sync_OLD${index}_0a1b`)),
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
    ...["Sync_SYNC01_0a1b", ...Array.from({ length: 20 }, (_, index) => `Sync_OLD${index}_0a1b`)].map((name) => ({
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
  tenant: { ...tenant, administratorDomains: [domain, "fabrikam.example"] },
};

const share = process.env.ALL_MUTATIONS === "1" ? 1 : 29;

function missingIn(before: ReadonlySet<string>, after: Findings): string[] {
  return [...before].filter((each) => !after.mandatory.has(each) && !after.advisory.has(each) && !after.open.has(each));
}

async function altered(
  practice: PracticeTenant,
  declaration: Declaration,
  look: (alteration: Alteration, before: Findings, after: Findings) => void,
) {
  const recorded = new RecordedTenant(practice, declaration, now);
  const before = await recorded.findings();
  const counts: Record<string, number> = {};
  let index = 0;
  for (const alteration of recorded.alterations()) {
    index += 1;
    if (index % share !== 0) continue;
    counts[alteration.kind] = (counts[alteration.kind] ?? 0) + 1;
    look(alteration, before, await recorded.findings(alteration));
  }
  return { before, counts };
}

describe("an answer of Microsoft Graph that is blanked, refused, cut or altered", () => {
  it("takes no mandatory finding of a faulty tenant with it", async () => {
    await using practice = await startTenant(faultySeed);
    const lost: string[] = [];
    const { before, counts } = await altered(practice, faulty, ({ question, kind, place }, found, after) => {
      for (const each of missingIn(found.mandatory, after)) lost.push(`${question} ${kind} ${place}: ${each}`);
    });
    console.log([...before.mandatory].sort(), [...before.advisory].sort(), [...before.open], counts);
    expect(lost).toEqual([]);
  }, 600_000);

  it("makes nothing of a sound tenant wrong", async () => {
    await using practice = await startTenant(sound);
    const wrong: string[] = [];
    const { before, counts } = await altered(practice, healthy, ({ question, kind, place }, found, after) => {
      for (const each of after.mandatory)
        if (!found.mandatory.has(each)) wrong.push(`${question} ${kind} ${place}: ${each}`);
    });
    console.log([...before.mandatory], [...before.advisory], [...before.open], counts);
    expect(wrong).toEqual([]);
  }, 600_000);
});

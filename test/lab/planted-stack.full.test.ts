/**
 * What goes wrong in real forests, and between accounts of one stack, planted into the healthy sample at once: each is told
 * by `hybrid-sync check` of the whole stack, live and from a snapshot, and nothing else is.
 */
import { Attribute, Change, type Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { furtherGrants } from "../../catalogue/permissions/groups.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import type { ForestDescription } from "../../lab/active-directory/description.ts";
import { controlAccess, fullControl, writeProperty } from "../../lab/active-directory/permission.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import type { Surroundings } from "../../lab/practice.ts";
import { samples } from "../../lab/sample-tenants.ts";
import type { TenantSeed } from "../../lab/tenant/seed.ts";
import type { Result } from "../../report/result.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { asSystem } from "./active-directory/support/ldap.ts";
import { LiveAndRecorded } from "./live-and-recorded.ts";

/** Of a forest that is trusted, and of one that this one came from. */
const foreign = "S-1-5-21-901-902-903-1104";
const formerly = "S-1-5-21-801-802-803-1104";

const guids: Readonly<Record<string, string>> = { ...attributeGuids, ...classGuids };
const resetPassword = controlAccess("User-Force-Change-Password");

function plantedForest(): ForestDescription {
  const { users, groups, groupManagedServiceAccounts, computers, entries, ...rest } = contoso();
  return {
    ...rest,
    users: [
      ...users,
      ...["ruth", "paul", "former", "kim"].map((name) => ({ name, ou: "Staff/Berlin" })),
      { name: "svc-adsync", ou: "Tier 0/Sync/Accounts" },
      { name: "helper", ou: "Staff/Lisbon" },
    ],
    groups: [
      ...groups,
      { name: "Changes", ou: "Groups", members: ["ruth"] },
      { name: "Secrets", ou: "Groups", members: ["ruth"] },
      { name: "Desk", ou: "Groups" },
      { name: "Strangers", ou: "Groups", scope: "domain local" },
      { name: "Operators", ou: "Groups", members: ["kim"], memberOf: ["Backup Operators"] },
    ],
    groupManagedServiceAccounts: groupManagedServiceAccounts.map((account) =>
      account.name === "provAgentgMSA"
        ? { ...account, encryptionTypes: ["AES256"], retrievers: ["AGENT01", "Domain Computers", "helper"] }
        : account,
    ),
    computers: computers.map((computer) => {
      if (computer.name === "SYNC02") return { ...computer, enabled: false };
      const types = { "msDS-SupportedEncryptionTypes": "4" };
      return computer.name === "AGENT02" ? { ...computer, attributes: types } : computer;
    }),
    entries: [
      // What unlocks accounts is made out to another class, and a unit takes away what resets passwords.
      ...entries.filter((entry) => !JSON.stringify(entry).includes(attributeGuids.lockoutTime)),
      { on: "Staff", grant: writeProperty("lockoutTime", { descendants: "inetOrgPerson" }), to: "svc-connect" },
      {
        on: "Staff/Berlin",
        deny: controlAccess("User-Force-Change-Password", { descendants: "user" }),
        to: "Sync Readers",
      },
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "Changes" },
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes-All"), to: "Secrets" },
      { on: "svc-connect", grant: resetPassword, to: "Desk" },
      { on: "svc-connect", grant: resetPassword, to: "Strangers" },
      { on: "svc-connect", grant: resetPassword, to: formerly },
      { on: "SYNC01", grant: fullControl(), to: "svc-connect" },
      { on: "svc-adsync", grant: resetPassword, to: "helper" },
      { on: "provAgentgMSA", grant: fullControl(), to: "svc-connect" },
      // What Microsoft's page lists besides the features, which is no excess.
      {
        on: "domain root",
        sddl: furtherGrants
          .map(({ rights, objectType, objectClass, scope }) => {
            const guid = (name?: string) => (name === undefined ? "" : (guids[name] ?? ""));
            const flags = { "this object": "", "this object and descendants": "CI", descendants: "CIIO" }[scope];
            return `(OA;${flags};${rights};${guid(objectType)};${guid(objectClass)};{SID of provAgentgMSA})`;
          })
          .join(""),
      },
    ],
  };
}

/** What a description cannot say. */
async function plant({ directory }: Surroundings): Promise<void> {
  if (directory === undefined) throw new Error("no directory was started");
  const set = (client: Client, operation: "add" | "replace", of: string, type: string, value: string | Buffer) => {
    const modification = new Attribute({ type, values: [value] as string[] });
    return client.modify(directory.dnOf(of), new Change({ operation, modification }));
  };
  await asSystem(directory, async (client) => {
    await set(client, "add", "former", "sIDHistory", Buffer.from(encodeSid(formerly)));
    await set(client, "add", "Strangers", "member", `<SID=${foreign}>`);
    // A primary group lists nobody.
    await set(client, "add", "Desk", "member", directory.dnOf("paul"));
    // Before Windows Server 2016.
    const objectVersion = new Attribute({ type: "objectVersion", values: ["69"] });
    const schema = `CN=Schema,CN=Configuration,${directory.baseDn}`;
    await client.modify(schema, new Change({ operation: "replace", modification: objectVersion }));
    await set(client, "replace", "paul", "primaryGroupID", directory.sidOf("Desk").split("-").at(-1) ?? "");
  });
}

const person = (name: string) => ({
  userPrincipalName: `${name}@contoso.onmicrosoft.com`,
  displayName: name,
  userType: "Member" as const,
});

function plantedTenant(): TenantSeed {
  const { users = [], roleAssignments = [], ...healthy } = samples.dev?.tenant ?? {};
  const holds = (name: string, role: string) => ({ userPrincipalName: person(name).userPrincipalName, role });
  return {
    ...healthy,
    users: [...users, ...["ada", "cleo", "hugo", "eve", "olga"].map(person)],
    roleAssignments: [
      ...roleAssignments,
      holds("ada", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"),
      holds("hugo", directoryRoles["hybrid-identity-administrator"].templateId),
    ],
    eligibleRoles: [holds("cleo", "158c047a-c907-4556-b7ef-446551a6b5f7")],
    applications: [
      {
        displayName: "Entra Connect Sync SYNC01",
        owners: [person("eve").userPrincipalName],
        principalOwners: [person("olga").userPrincipalName],
      },
      {
        displayName: "Onboarding",
        permissions: ["User-OnPremisesSyncBehavior.ReadWrite.All", "OnPremDirectorySynchronization.ReadWrite.All"],
      },
    ],
  };
}

interface Sample {
  readonly "hybrid-sync:connectSync": {
    readonly accounts: Record<string, object>;
    readonly forests: readonly { readonly features: string[] }[];
    database: object;
  };
  readonly "hybrid-sync:cloudSync": { readonly features: string[] };
}

function plantedConfiguration(change: (sample: Sample) => void = () => {}): Record<string, unknown> {
  const configuration = sampleConfiguration();
  const sample = configuration as unknown as Sample;
  sample["hybrid-sync:connectSync"].accounts.serviceAccount = { kind: "domain user", name: "CONTOSO\\svc-adsync" };
  change(sample);
  return configuration;
}

let both: LiveAndRecorded;
beforeAll(async () => {
  const configuration = plantedConfiguration();
  both = await LiveAndRecorded.open({ forest: plantedForest(), tenant: plantedTenant(), configuration }, plant);
}, 120_000);
afterAll(async () => {
  await both?.[Symbol.asyncDispose]();
});

/** What is said, in order, without identifiers that are others in every tenant, and without the entries of long paths. */
function told({ findings }: Result): readonly string[] {
  return findings.map(({ level, rule, subject, fact }) =>
    `${level} ${rule}: ${subject} ${fact}`
      .replace(/, through the ACE .*$/, "")
      .replaceAll(/ \((?:(?:object id|application|service principal) )?[0-9a-f-]{36}\)/g, ""),
  );
}

/** Each with the object or the person at the end of the path. */
const planted: readonly (readonly [title: string, told: readonly string[]])[] = [
  [
    "who resets the password of the connector account: by primary group, of another forest, by SID history",
    [
      "mandatory connector-account-takeover: CONTOSO\\svc-connect can be taken over: CONTOSO\\Desk (1 member; in it: CONTOSO\\paul) → may reset the password of → CONTOSO\\svc-connect",
      `mandatory connector-account-takeover: CONTOSO\\svc-connect can be taken over: CONTOSO\\Strangers (1 member; in it: ${foreign}) → may reset the password of → CONTOSO\\svc-connect`,
      `mandatory connector-account-takeover: CONTOSO\\svc-connect can be taken over: CONTOSO\\former, by ${formerly} in its SID history, → may reset the password of → CONTOSO\\svc-connect`,
      'advisory service-account-locked-down: CONTOSO\\svc-connect is not locked down: its object can be changed by CONTOSO\\Desk ("Reset Password")',
      'advisory service-account-locked-down: CONTOSO\\svc-connect is not locked down: its object can be changed by CONTOSO\\Strangers ("Reset Password")',
      `advisory service-account-locked-down: CONTOSO\\svc-connect is not locked down: its object can be changed by ${formerly} ("Reset Password")`,
    ],
  ],
  [
    "who replicates the secrets of the domain by two groups",
    [
      'mandatory domain-replication-rights-known: DC=contoso,DC=example lets CONTOSO\\ruth replicate its secrets, with "Replicating Directory Changes" through CONTOSO\\Changes and "Replicating Directory Changes All" through CONTOSO\\Secrets',
      'advisory domain-replication-rights-known: DC=contoso,DC=example grants CONTOSO\\Secrets (1 member; in it: CONTOSO\\ruth) only "Replicating Directory Changes All"',
    ],
  ],
  [
    "every computer and a person among those who may retrieve the password of the gMSA, and an agent that may only so",
    [
      "mandatory gmsa-takeover: CONTOSO\\provAgentgMSA$ can be taken over: CONTOSO\\Domain Computers (a group) → may retrieve the password of → CONTOSO\\provAgentgMSA$",
      "mandatory gmsa-takeover: CONTOSO\\provAgentgMSA$ can be taken over: CONTOSO\\helper → may retrieve the password of → CONTOSO\\provAgentgMSA$",
      "advisory gmsa-servers-may-retrieve-password: CONTOSO\\AGENT02$ may retrieve the password of CONTOSO\\provAgentgMSA$ only through CONTOSO\\Domain Computers, which holds more than the agents",
    ],
  ],
  [
    "an agent that shares no encryption type with the gMSA",
    [
      "mandatory gmsa-shares-encryption-type: CONTOSO\\AGENT02$ supports RC4-HMAC, and CONTOSO\\provAgentgMSA$ AES256: they have none in common",
    ],
  ],
  [
    "a connector account that controls a sync server and the gMSA",
    [
      "mandatory sync-server-takeover: CONTOSO\\SYNC01$ can be taken over by an account of this stack, whose features do not need it: CONTOSO\\svc-connect → has full control of → CONTOSO\\SYNC01$",
      "mandatory gmsa-takeover: CONTOSO\\provAgentgMSA$ can be taken over by an account of this stack, whose features do not need it: CONTOSO\\svc-connect → has full control of → CONTOSO\\provAgentgMSA$",
      "mandatory connector-account-excess: CONTOSO\\svc-connect has full control on CN=SYNC01,OU=Servers,OU=Sync,OU=Tier 0,DC=contoso,DC=example, which no feature needs",
      "mandatory connector-account-excess: CONTOSO\\svc-connect has full control on CN=provAgentgMSA,CN=Managed Service Accounts,DC=contoso,DC=example, which no feature needs",
      "advisory service-account-locked-down: CONTOSO\\provAgentgMSA$ is not locked down: its object can be changed by CONTOSO\\svc-connect (full control)",
    ],
  ],
  [
    "an entry for the wrong class, and one of a unit that denies, each with its place",
    [
      "mandatory connector-account-feature-permissions: CONTOSO\\svc-connect lacks Write lockoutTime on user objects below DC=contoso,DC=example that inherit permissions, which Password writeback needs; Write lockoutTime is granted only on CN=provAgentgMSA,CN=Managed Service Accounts,DC=contoso,DC=example and 1 more objects, without the objects below; Write lockoutTime is granted for inetOrgPerson objects only, below OU=Staff,DC=contoso,DC=example",
      ...["Amelie Koch", "Nadia Haddad", "Viktor Brandt", "former", "kim", "paul", "ruth"].map(
        (name) =>
          `mandatory connector-account-blocked-objects: CONTOSO\\svc-connect lacks rights on CN=${name},OU=Berlin,OU=Staff,DC=contoso,DC=example, where an ACE for CONTOSO\\Sync Readers denies them, inherited from OU=Berlin,OU=Staff,DC=contoso,DC=example (7 of 7 user objects in scope below DC=contoso,DC=example): "Reset Password"`,
      ),
    ],
  ],
  [
    "a domain user as ADSync service account, and who can take it over",
    [
      "mandatory adsync-service-account-takeover: CONTOSO\\svc-adsync can be taken over: CONTOSO\\helper → may reset the password of → CONTOSO\\svc-adsync",
      "advisory adsync-service-account-supported: The ADSync service account as a domain user is supported with a remote SQL Server on a member server, but a group managed service account is recommended",
    ],
  ],
  [
    "what the wizard grants the gMSA, which is no excess, over the other sync accounts",
    [
      "mandatory connector-account-takeover: CONTOSO\\Sync Readers can be taken over by an account of this stack, whose features do not need it: CONTOSO\\provAgentgMSA$ → may write every property of → CONTOSO\\Sync Readers (and may add itself to it)",
      "mandatory adsync-service-account-takeover: CONTOSO\\svc-adsync can be taken over by an account of this stack, whose features do not need it: CONTOSO\\provAgentgMSA$ → may write every property of → CONTOSO\\svc-adsync",
    ],
  ],
  [
    "a schema before Windows Server 2016",
    [
      "mandatory forest-level-sufficient: The forest contoso.example has schema version 69, but Cloud Sync needs 87 (Windows Server 2016)",
    ],
  ],
  [
    "a sync server whose computer account is disabled",
    ["mandatory sync-servers-enabled: CONTOSO\\SYNC02$ is disabled"],
  ],
  [
    "an administrator in scope without adminCount",
    [
      "advisory protected-accounts-out-of-scope: DC=contoso,DC=example has CN=kim,OU=Berlin,OU=Staff,DC=contoso,DC=example in scope, an administrator of Active Directory: a member of BUILTIN\\Backup Operators (through CONTOSO\\Operators)",
    ],
  ],
  [
    "who can add a credential to the sync application, which is there before the program",
    [
      'mandatory name-not-taken: The name "Entra Connect Sync SYNC01" was taken in the tenant before this program used it',
      "advisory application-administrators-trusted: ada@contoso.onmicrosoft.com holds Application Administrator",
      "advisory application-administrators-trusted: cleo@contoso.onmicrosoft.com is eligible for Cloud Application Administrator",
      "advisory application-administrators-trusted: hugo@contoso.onmicrosoft.com holds Hybrid Identity Administrator",
      'advisory sync-application-holds-no-more: The application "Entra Connect Sync SYNC01" has the owner eve@contoso.onmicrosoft.com of the application',
      'advisory sync-application-holds-no-more: The application "Entra Connect Sync SYNC01" has the owner olga@contoso.onmicrosoft.com of the service principal',
    ],
  ],
  [
    "an application that can undo the protection of synchronized objects",
    [
      'advisory synchronization-writers-trusted: The application "Onboarding" holds OnPremDirectorySynchronization.ReadWrite.All and User-OnPremisesSyncBehavior.ReadWrite.All',
    ],
  ],
];

describe("the healthy sample", () => {
  let said: readonly (readonly [from: string, told: readonly string[]])[] = [];
  beforeAll(async () => {
    said = (await both.check(plantedConfiguration())).map(([from, result]) => [from, told(result)]);
  }, 120_000);

  it.each(planted)("with %s is told, live and from a snapshot", (_, expected) => {
    for (const [from, all] of said) expect(all, from).toEqual(expect.arrayContaining([...expected]));
  });

  it("is told nothing else", () => {
    const expected = planted.flatMap(([, own]) => own).toSorted();
    for (const [from, all] of said) expect(all.toSorted(), from).toEqual(expected);
  });
});

const localAccount = { kind: "local account", name: "SYNC01\\svc-adsync" };

/** What a declaration adds in the same forest. */
const declared: readonly (readonly [title: string, change: (sample: Sample) => void, told: readonly string[]])[] = [
  [
    "a local account with a database on another server",
    (sample) => {
      sample["hybrid-sync:connectSync"].accounts.serviceAccount = localAccount;
    },
    [
      "mandatory adsync-service-account-supported: The ADSync service account as a local account is not supported with a remote SQL Server on a member server",
    ],
  ],
  [
    "a local account with a database of its own",
    (sample) => {
      const { accounts } = sample["hybrid-sync:connectSync"];
      accounts.serviceAccount = localAccount;
      delete accounts.sqlAdministrator;
      sample["hybrid-sync:connectSync"].database = { kind: "local database" };
    },
    [],
  ],
  [
    "groups and users that are provisioned, for which the wizard has granted everything",
    (sample) => {
      sample["hybrid-sync:cloudSync"].features.push("group-provisioning", "user-provisioning");
    },
    [],
  ],
  [
    "attributes of Exchange Online that are written back, in a forest without Exchange",
    (sample) => {
      sample["hybrid-sync:cloudSync"].features.push("exchange-online-writeback");
    },
    [
      "advisory gmsa-feature-permissions: CONTOSO\\provAgentgMSA$ cannot do everything that Exchange Online attribute writeback includes in DC=contoso,DC=example: the schema of the forest has no extensionAttribute1",
    ],
  ],
  [
    "keys of Windows Hello for Business that are written back",
    (sample) => {
      sample["hybrid-sync:connectSync"].forests[0]?.features.push("windows-hello-key-writeback");
    },
    [
      "mandatory connector-account-feature-permissions: CONTOSO\\svc-connect lacks Write msDS-KeyCredentialLink on user objects below DC=contoso,DC=example that inherit permissions, which Windows Hello for Business key writeback (key trust) needs; Write msDS-KeyCredentialLink is granted only on CN=provAgentgMSA,CN=Managed Service Accounts,DC=contoso,DC=example and 1 more objects, without the objects below",
    ],
  ],
];

describe("the same", () => {
  it.each(declared)("with %s is told of that, live and from a snapshot", async (_, change, expected) => {
    const before = planted.flatMap(([, own]) => own);
    for (const [from, result] of await both.check(plantedConfiguration(change))) {
      const added = told(result).filter((text) => !before.includes(text));
      expect(added.slice(0, 1), from).toEqual(expected);
      expect(new Set(added.map((text) => text.split(": ")[0])).size, from).toBe(expected.length);
    }
  });
});

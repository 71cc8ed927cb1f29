/** What people trip over, each planted into a forest that is in order: the rule that tells is the one that docs/symptoms.md names. */
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Attribute, Change as ModifyChange } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FeatureId } from "../../catalogue/features.ts";
import { classGuids } from "../../catalogue/schema-objects.ts";
import { resourceTypes } from "../../contract/resources.ts";
import type { Directories } from "../../directory/directories.ts";
import type { EntryDescription, ForestChange, ForestDescription } from "../../lab/active-directory/description.ts";
import { controlAccess } from "../../lab/active-directory/permission.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { asSystem } from "./active-directory/support/ldap.ts";
import { liveDirectories, recordedDirectories } from "./directory/northwind.ts";

const forest = "contoso.example";
const servers = ["AGENT01", "AGENT02"];
const trusted = { tierZero: [], syncAccounts: ["CONTOSO\\svc-connect", "provAgentgMSA$"] };
const features: readonly FeatureId[] = ["password-hash-sync", "password-writeback", "ms-ds-consistency-guid"];

let folder: string;
let authority: CertificateAuthority;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-symptoms-"));
  authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Declared {
  readonly connectFeatures?: readonly FeatureId[];
  readonly cloudFeatures?: readonly FeatureId[];
}

/** The rules that are violated on a forest of this description, live and in a snapshot, each once, in order. */
async function violated(
  description: ForestDescription,
  declared: Declared = {},
  change: ForestChange = {},
): Promise<readonly string[]> {
  await using directory = await startPracticeDirectory(description, { authority });
  await directory.change(change);
  const certificate = join(folder, "authority.pem");
  const { connectFeatures = features, cloudFeatures = ["password-hash-sync"] } = declared;
  const connector = { forest, name: "CONTOSO\\svc-connect", trusted };
  const agent = { forest, name: "provAgentgMSA$", servers };
  const service = { forest, name: "CONTOSO\\gmsa-adsync$", servers: ["SYNC01", "SYNC02"], trusted };
  const whole = { forest, trusted };
  const requests = {
    connector: { subject: "connector account", ...connector },
    agent: { subject: "group managed service account", ...agent, trusted },
    service: { subject: "ADSync service account", ...service },
    forest: { subject: "forest", ...whole, consistencyGuids: true },
  } as const;
  const resourcesSeen = async (seen: Directories): Promise<readonly DeclaredResource[]> => [
    {
      type: resourceTypes["connector account"],
      name: "connector",
      inputs: {
        ...connector,
        account: "connect-sync-connector-account",
        phase: "after-install",
        features: connectFeatures,
        signsInOn: ["SYNC01", "SYNC02"],
        observed: await seen.observe(requests.connector),
      },
    },
    {
      type: resourceTypes["group managed service account"],
      name: "agent",
      inputs: {
        ...agent,
        account: "cloud-sync-service-account",
        phase: "after-install",
        features: cloudFeatures,
        domains: [forest],
        agentVersion: "1.1.2505.0",
        trusted,
        observed: await seen.observe(requests.agent),
      },
    },
    {
      type: resourceTypes["ADSync service account"],
      name: "service",
      inputs: {
        ...service,
        account: "connect-sync-service-account",
        phase: "after-install",
        kind: "group managed service account",
        database: "local database",
        onDomainController: false,
        signsInOn: service.servers,
        observed: await seen.observe(requests.service),
      },
    },
    {
      type: resourceTypes.forest,
      name: forest,
      inputs: {
        ...whole,
        features: [...connectFeatures, ...cloudFeatures],
        managedServiceAccounts: "to be created",
        connectSync: "after-install",
        choosesSourceAnchor: true,
        syncServers: [],
        observed: await seen.observe(requests.forest),
      },
    },
  ];
  const rulesIn = async (seen: Directories) => {
    const plain = JSON.parse(JSON.stringify(await resourcesSeen(seen))) as readonly DeclaredResource[];
    await seen.close();
    const violations = violationsIn(judge(plain, new Date()));
    return [...new Set(violations.map(({ rule }) => rule.name))].toSorted();
  };
  const live = await rulesIn(liveDirectories(directory, certificate));
  const file = join(folder, `${randomUUID()}.snapshot.json`);
  const recorded = await recordedDirectories(directory, certificate, Object.values(requests), { file });
  expect(await rulesIn(recorded)).toEqual(live);
  return live;
}

/** The sample, after the administrators who install have left their groups again: the whole domain is synchronized here. */
function inOrder(): Required<ForestDescription> {
  const forest = contoso();
  return { ...forest, users: forest.users.map((user) => (isInstaller(user.name) ? { ...user, memberOf: [] } : user)) };
}

function isInstaller(name: string): boolean {
  return ["adm-cloudsync", "adm-connect"].includes(name);
}

type Change = (healthy: Required<ForestDescription>) => Required<ForestDescription>;

function withEntries(...entries: readonly EntryDescription[]): Change {
  return (healthy) => ({ ...healthy, entries: [...healthy.entries, ...entries] });
}

function withoutEntry(isMeant: (entry: string) => boolean): Change {
  return (healthy) => ({ ...healthy, entries: healthy.entries.filter((entry) => !isMeant(JSON.stringify(entry))) });
}

function withConnector(attributes: Record<string, string>): Change {
  return (healthy) => ({
    ...healthy,
    users: healthy.users.map((user) =>
      user.name === "svc-connect" ? { ...user, attributes: { ...user.attributes, ...attributes } } : user,
    ),
  });
}

function withGroup(name: string, member: string): Change {
  return (healthy) => ({
    ...healthy,
    groups: [...healthy.groups, { name: `Planted in ${name}`, ou: "Groups", members: [member], memberOf: [name] }],
  });
}

function withRetrievers(...retrievers: readonly string[]): Change {
  return (healthy) => ({
    ...healthy,
    groupManagedServiceAccounts: healthy.groupManagedServiceAccounts.map((account) =>
      account.name === "provAgentgMSA" ? { ...account, retrievers } : account,
    ),
  });
}

const person = { name: "ida.person", ou: "Staff/Berlin", attributes: { objectClass: "inetOrgPerson" } };
const withPerson: Change = (healthy) => ({ ...healthy, users: [...healthy.users, person] });
const withoutContainer: Change = (healthy) => ({
  ...healthy,
  domain: { ...healthy.domain, attributes: { ...healthy.domain.attributes, otherWellKnownObjects: null } },
});
const withDisabledServer: Change = (healthy) => ({
  ...healthy,
  computers: healthy.computers.map((each) => (each.name === "AGENT01" ? { ...each, enabled: false } : each)),
});
const withDisabledSyncServer: Change = (healthy) => ({
  ...healthy,
  computers: healthy.computers.map((each) => (each.name === "SYNC01" ? { ...each, enabled: false } : each)),
});
const withoutSyncServer: Change = (healthy) => ({
  ...healthy,
  computers: healthy.computers.filter(({ name }) => name !== "SYNC02"),
  groups: healthy.groups.map((each) => (each.name === "Sync Servers" ? { ...each, members: ["SYNC01"] } : each)),
});
const withOneSyncServer: Change = (healthy) => ({
  ...healthy,
  groups: healthy.groups.map((each) => (each.name === "Sync Servers" ? { ...each, members: ["SYNC01"] } : each)),
});
const withAnchor: Change = (healthy) => ({
  ...healthy,
  groups: healthy.groups.map((each) =>
    each.name === "Sync Readers"
      ? { ...each, attributes: { ...each.attributes, "mS-DS-ConsistencyGuid": "0123456789abcdef" } }
      : each,
  ),
});
const withWeakAgent: Change = (healthy) => ({
  ...healthy,
  groupManagedServiceAccounts: healthy.groupManagedServiceAccounts.map((each) => ({
    ...each,
    encryptionTypes: ["RC4"],
  })),
});

const withWeakServer: Change = (healthy) => ({
  ...healthy,
  computers: healthy.computers.map((each) =>
    each.name === "AGENT02" ? { ...each, attributes: { "msDS-SupportedEncryptionTypes": "4" } } : each,
  ),
});

/** Creating, deleting and writing objects of a class below the object on which it stands. */
function provisioningIn(guid: string): string {
  const account = "{SID of provAgentgMSA}";
  return `(OA;CI;CCDC;${guid};;${account})(OA;CIIO;RPWPSD;;${guid};${account})`;
}

/** The number of the symptom in docs/symptoms.md, what is planted, and the rules that tell. */
const symptoms: readonly (readonly [number, string, Change, readonly string[], Declared?])[] = [
  [
    1,
    "the connector account is an Enterprise Admin",
    withGroup("Enterprise Admins", "svc-connect"),
    // It lies in the domain that is synchronized, too.
    ["connector-account-not-protected", "protected-accounts-out-of-scope"],
  ],
  [
    2,
    "a permission that nobody checked is missing",
    withoutEntry((entry) => entry.includes("23773dc2")),
    ["connector-account-feature-permissions"],
  ],
  [
    3,
    "an organizational unit inherits nothing",
    (healthy) => ({ ...healthy, inheritanceOff: ["Staff/Berlin"] }),
    ["connector-account-blocked-objects"],
  ],
  [
    5,
    "accounts cannot be unlocked",
    withoutEntry((entry) => entry.includes("28630ebf")),
    ["connector-account-feature-permissions"],
  ],
  [
    6,
    "expired passwords cannot be written back",
    withEntries({ on: "domain root", deny: controlAccess("Unexpire-Password"), to: "Authenticated Users" }),
    ["connector-account-feature-permissions"],
  ],
  [
    7,
    "changes cannot be read",
    withoutEntry((entry) => entry.includes("1131f6aa") && entry.includes("Sync Readers")),
    ["connector-account-get-changes"],
  ],
  [
    8,
    "password hashes cannot be read",
    withoutEntry((entry) => entry.includes("1131f6ad") && entry.includes("svc-connect")),
    ["connector-account-get-changes-all"],
  ],
  [11, "the gMSA supports only RC4", withWeakAgent, ["gmsa-encryption-types"]],
  [11, "an agent server supports only RC4", withWeakServer, ["gmsa-shares-encryption-type"]],
  [12, "the container for managed service accounts is gone", withoutContainer, ["managed-service-accounts-container"]],
  [
    13,
    "a server may not retrieve the password of the gMSA",
    withRetrievers("AGENT01"),
    ["gmsa-servers-may-retrieve-password"],
  ],
  [15, "a server's computer account is disabled", withDisabledServer, ["gmsa-servers-enabled"]],
  [13, "a sync server may not retrieve the password", withOneSyncServer, ["adsync-servers-may-retrieve-password"]],
  [15, "a sync server's computer account is disabled", withDisabledSyncServer, ["sync-servers-enabled"]],
  [15, "a sync server's computer account is gone", withoutSyncServer, ["sync-servers-enabled"]],
  [
    16,
    "rights for group provisioning were not set in an upgrade",
    (healthy) => healthy,
    ["gmsa-feature-permissions"],
    { cloudFeatures: ["password-hash-sync", "group-provisioning"] },
  ],
  [
    16,
    "rights for provisioning were set on a container alone, which is enough",
    withEntries(
      ...["GROUP", "USER"].map((name) => ({
        on: "CN=Users,DC=contoso,DC=example",
        sddl: provisioningIn(name === "GROUP" ? classGuids.group : classGuids.user),
      })),
    ),
    [],
    { cloudFeatures: ["password-hash-sync", "group-provisioning", "user-provisioning"] },
  ],
  [
    19,
    "the forest is not prepared for device writeback",
    (healthy) => healthy,
    ["connector-account-feature-permissions", "device-registration-prepared"],
    { connectFeatures: [...features, "device-writeback"] },
  ],
  [20, "a person is an inetOrgPerson", withPerson, ["password-hash-sync-inetorgperson"]],
  [22, "a group has an anchor of another application", withAnchor, ["consistency-guid-unused"]],
];

/** Who can take over the account that protects the stored passwords. */
const takeovers: readonly (readonly [string, Change, readonly string[]])[] = [
  [
    "may be changed by its OU's managers",
    withEntries({ on: "gmsa-adsync", sddl: "(A;;WP;;;{SID of Finance})" }),
    ["adsync-service-account-takeover"],
  ],
  [
    "gives its password to a person in the group of the servers",
    (healthy) => ({
      ...healthy,
      groups: healthy.groups.map((each) =>
        each.name === "Sync Servers" ? { ...each, members: [...(each.members ?? []), "joao.santos"] } : each,
      ),
    }),
    ["adsync-service-account-takeover"],
  ],
];

/** What keeps the connector account from signing in, and what weakens it. */
const accounts: readonly (readonly [string, Change, readonly string[]])[] = [
  ["has expired", withConnector({ accountExpires: "133497504000000000" }), ["service-account-not-expired"]],
  ["is bound to other computers", withConnector({ userWorkstations: "PC1" }), ["service-account-logon-unrestricted"]],
  ["is in Protected Users", withGroup("Protected Users", "svc-connect"), ["service-account-not-in-protected-users"]],
  [
    "may be changed by its OU's managers",
    withEntries({ on: "svc-connect", sddl: "(A;;WP;;;{SID of Finance})" }),
    ["connector-account-takeover", "service-account-locked-down"],
  ],
  [
    "has no use in writing back, as passwords must be kept",
    (healthy) => ({
      ...healthy,
      domain: { ...healthy.domain, attributes: { ...healthy.domain.attributes, minPwdAge: "-864000000000" } },
    }),
    ["password-writeback-minimum-password-age"],
  ],
];

describe("a forest that is in order", () => {
  it("has nothing that a rule would say, with everything that an untouched domain brings, and groups in between", async () => {
    const nested: Change = (healthy) => ({
      ...healthy,
      groups: [
        ...healthy.groups,
        { name: "Sync Outer", ou: "Groups", scope: "domain local", members: ["Sync Readers"] },
      ],
      entries: healthy.entries.map((entry) =>
        "to" in entry && entry.to === "Sync Readers" ? { ...entry, to: "Sync Outer" } : entry,
      ),
    });
    expect(await violated(nested(inOrder()))).toEqual([]);
  });
});

/** What is planted, in words, and the rules that tell. */
interface Planted {
  readonly title: string;
  readonly plant: Change;
  readonly rules: readonly string[];
  readonly declared: Declared;
}

const planted: readonly Planted[] = [
  ...symptoms.map(([number, title, plant, rules, declared = {}]) => ({
    title: `${number}: ${title}`,
    plant,
    rules,
    declared,
  })),
  ...takeovers.map(([title, plant, rules]) => ({
    title: `the ADSync service account ${title}`,
    plant,
    rules,
    declared: {},
  })),
  ...accounts.map(([title, plant, rules]) => ({ title: `the connector account ${title}`, plant, rules, declared: {} })),
];

/** Forests with as much planted at once as different rules tell: every one of them takes seconds to start. */
function forests(): readonly (readonly Planted[])[] {
  const all: Planted[][] = [];
  for (const one of planted) {
    const fitting = all.find((others) => others.every((other) => areTold(one, other)));
    if (fitting === undefined) all.push([one]);
    else fitting.push(one);
  }
  return all;
}

/** An administrator lacks no right, so that nothing missing would be told beside it. */
const hidesOthers = "connector-account-not-protected";

/** For a gMSA without AES nothing is said of its servers' types. */
const typesOfOne = ["gmsa-encryption-types", "gmsa-shares-encryption-type"];

/** Whether each of the two is told by rules of its own, and by the same declaration. */
function areTold(one: Planted, other: Planted): boolean {
  return (
    ![...one.rules, ...other.rules].includes(hidesOthers) &&
    JSON.stringify(one.declared) === JSON.stringify(other.declared) &&
    !typesOfOne.every((rule) => [...one.rules, ...other.rules].includes(rule)) &&
    !one.rules.some((rule) => other.rules.includes(rule))
  );
}

describe("what is planted", () => {
  for (const together of forests()) {
    it(`is told, and nothing else: ${together.map(({ title }) => title).join("; ")}`, async () => {
      const description = together.reduce((before, { plant }) => plant(before), inOrder());
      const rules = together.flatMap((each) => each.rules).toSorted();
      expect(await violated(description, together[0]?.declared)).toEqual(rules);
    });
  }

  it("is told in the documentation by the rule that tells it", async () => {
    const page = await readFile(new URL("../../docs/symptoms.md", import.meta.url), "utf8");
    for (const [number, , , rules] of symptoms.filter(([, , , told]) => told.length > 0)) {
      const row = page.split("\n").find((line) => line.startsWith(`| ${number} |`));
      expect(rules.some((rule) => row?.includes(`\`${rule}\``))).toBe(true);
    }
  });
});

describe("a KDS root key", () => {
  it("that was made for in ten days is told to a reader who may see it", async () => {
    await using directory = await startPracticeDirectory(inOrder(), { authority });
    const { bindName, password } = directory.administrator;
    const authorityFile = join(folder, "authority.pem");
    const found = async () => {
      const request = { subject: "forest", forest, trusted } as const;
      const live = liveDirectories(directory, authorityFile, { bindName }, password);
      const { evidence, ...observed } = await live.observe(request);
      await live.close();
      const file = join(folder, `${randomUUID()}.snapshot.json`);
      const seeing = { ...directory, reader: directory.administrator };
      const { evidence: _, ...recorded } = await (
        await recordedDirectories(seeing, authorityFile, [request], { file })
      ).observe(request);
      expect(recorded).toEqual(observed);
      const declared = { features: [], managedServiceAccounts: "to be created", connectSync: null, syncServers: [] };
      const inputs = { forest, trusted, choosesSourceAnchor: false, ...declared, observed: { ...observed, evidence } };
      return violationsIn(judge([{ type: resourceTypes.forest, name: forest, inputs }], new Date()))
        .filter(({ rule }) => rule.name === "kds-root-key")
        .map(({ message }) => message);
    };
    expect(await found()).toEqual([]);
    await setStartOfRootKeys(directory, new Date(Date.now() + 10 * 86_400_000));
    expect(await found()).toEqual([
      expect.stringMatching(
        /which every domain controller uses only from .* UTC;.*\n.*Add-KdsRootKey -EffectiveImmediately$/,
      ),
    ]);
  });
});

/** As the cmdlet does it that made the keys, which nobody does to one that is in use. */
async function setStartOfRootKeys(directory: PracticeDirectory, start: Date): Promise<void> {
  const base = `CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,CN=Configuration,${directory.baseDn}`;
  const ticks = String((BigInt(start.getTime()) + 11_644_473_600_000n) * 10_000n);
  await asSystem(directory, async (system) => {
    const { searchEntries } = await system.search(base, { scope: "one", attributes: ["cn"] });
    for (const { dn } of searchEntries) {
      const modification = new Attribute({ type: "msKds-UseStartTime", values: [ticks] });
      await system.modify(dn, new ModifyChange({ operation: "replace", modification }));
    }
  });
}

describe("the connector account", () => {
  it("must change its password", async () => {
    const change = { attributes: [{ of: "svc-connect", replace: { pwdLastSet: "0" } }] };
    expect(await violated(inOrder(), {}, change)).toEqual(["service-account-password-valid"]);
  });
});

/** What a stack declares that no directory shows: each is one finding of a sample that has none otherwise. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DefaultEncryptionTypes } from "../../catalogue/encryption-types.ts";
import type { ForestDescription } from "../../lab/active-directory/description.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { serverCertificate } from "../fixtures/server-certificate.ts";
import { LiveAndRecorded } from "./live-and-recorded.ts";

interface Sample {
  readonly "hybrid-sync:forests": readonly { defaultEncryptionTypes?: DefaultEncryptionTypes }[];
  readonly "hybrid-sync:connectSync": { readonly servers: Record<string, unknown>[]; identity: object };
  readonly "hybrid-sync:cloudSync": {
    readonly accounts: Record<
      "serviceAccount" | "domainAdministrator" | "hybridIdentityAdministrator",
      Record<string, unknown>
    >;
    [setting: string]: unknown;
  };
}

type Change = (sample: Sample) => void;

/** What the two servers of Connect Sync run. */
function connectSync(...versions: readonly [string, string]): Change {
  return ({ "hybrid-sync:connectSync": { servers } }) => {
    for (const [index, server] of servers.entries()) server.version = versions[index];
  };
}

/** What Microsoft says by now, of one version without support and of one with it. */
function withDates(versions: object): Change {
  return (sample) => {
    connectSync("2.5.79.0", "2.6.84.0")(sample);
    Object.assign(sample["hybrid-sync:connectSync"], { versions });
  };
}

function agents(agentVersion: string | undefined): Change {
  return ({ "hybrid-sync:cloudSync": cloudSync }) => {
    if (agentVersion === undefined) delete cloudSync.agentVersion;
    else cloudSync.agentVersion = agentVersion;
  };
}

/** To be installed by a person who is no administrator, for a gMSA in one of the ways that the wizard offers. */
function installing(mode: string, agentVersion: string | undefined, administrator = "CONTOSO\\adm-cloudsync"): Change {
  return (sample) => {
    agents(agentVersion)(sample);
    // What synchronizes the tenant by now.
    connectSync("2.6.91.0", "2.6.91.0")(sample);
    certified(inFolder("of 69 days"))(sample);
    Object.assign(sample["hybrid-sync:connectSync"], { phase: "after-install" });
    Object.assign(sample["hybrid-sync:cloudSync"], { phase: "before-install" });
    const { accounts } = sample["hybrid-sync:cloudSync"];
    accounts.serviceAccount.mode = mode;
    accounts.domainAdministrator.name = administrator;
  };
}

/** The administrator who signs in to the wizard activates the role when it is needed. */
function eligible(agentVersion: string): Change {
  return (sample) => {
    installing("own", agentVersion, "CONTOSO\\adm-connect")(sample);
    sample["hybrid-sync:cloudSync"].accounts.hybridIdentityAdministrator.assignment = "eligible";
  };
}

/** Of a gMSA for which no encryption types are set. */
function byDefault(types: DefaultEncryptionTypes | undefined): Change {
  return ({ "hybrid-sync:forests": [forest] }) => {
    if (types === undefined) delete forest?.defaultEncryptionTypes;
    else if (forest !== undefined) forest.defaultEncryptionTypes = types;
  };
}

function certified(file: () => string): Change {
  return (sample) => {
    Object.assign(sample["hybrid-sync:connectSync"].identity, { certificateFiles: [file()] });
  };
}

let folder: string;
const inFolder = (name: string) => () => join(folder, `${name}.pem`);
/** Of 100 days each, judged on 2026-11-23. */
const certificates = {
  "of 69 days": ["2026-09-15T12:00:00Z", "2026-12-24T12:00:00Z"],
  "of 71 days": ["2026-09-13T12:00:00Z", "2026-12-22T12:00:00Z"],
} as const;

const served = "connect-sync-version-served";
const custom = "own-with-custom-permissions";
const outdated = "advisory provisioning-agent-version: and 1.1.2505.0 was released on 2026-09-21";
const noAdministrator = ["mandatory installing-administrator-privileged: is not in Domain Admins or Enterprise Admins"];

const stages: readonly (readonly [title: string, change: Change, told: readonly string[]])[] = [
  ["a supported Connect Sync", connectSync("2.6.91.0", "2.6.84.0"), []],
  [
    "support that ends within 90 days, and a version that is served no longer",
    connectSync("2.5.190.0", "2.5.78.9"),
    [`mandatory ${served}: older than 2.5.79.0`, `advisory ${served}: which Microsoft supports until 2027-02-02`],
  ],
  [
    "support that has ended, and a version that was recalled",
    connectSync("2.5.79.0", "2.6.79.0"),
    [
      `advisory ${served}: has not supported since 2026-10-23`,
      `advisory ${served}: which Microsoft recalled (as known on 2026-`,
    ],
  ],
  [
    "the same in the strict profile, which also recommends AD Recycle Bin,",
    strict(connectSync("2.5.79.0", "2.6.79.0")),
    [
      `mandatory ${served}: has not supported since 2026-10-23`,
      `mandatory ${served}: which Microsoft recalled`,
      "advisory recycle-bin-enabled: has no AD Recycle Bin",
    ],
  ],
  [
    "dates that the stack itself declares",
    withDates({
      asOf: "2026-11-20",
      releases: [
        { version: "2.5.79.0", supportEnds: "2027-12-31" },
        { version: "2.6.84.0", recalled: true },
      ],
    }),
    [`advisory ${served}: is declared to run Connect Sync 2.6.84.0, which Microsoft recalled (as known on 2026-11-20)`],
  ],
  ["an agent that upgrades itself", agents("1.1.2334.0"), []],
  [
    "an agent that upgrades itself no longer",
    agents("1.1.1586.0"),
    ["advisory provisioning-agent-version: is declared as 1.1.1586.0"],
  ],
  ["a gMSA with custom permissions and an agent that needs no administrator", installing(custom, "1.1.2505.0"), []],
  ["a gMSA with custom permissions and an older agent", installing(custom, "1.1.2334.0"), noAdministrator],
  [
    "a gMSA with custom permissions and an agent of no declared version",
    installing(custom, undefined),
    ["advisory installing-administrator-privileged: undecided whether it has to be in Domain Admins"],
  ],
  ["a gMSA of one's own and an agent that needs an administrator", installing("own", "1.1.2505.0"), noAdministrator],
  ["a gMSA of the wizard", installing("created-by-wizard", "1.1.2505.0"), noAdministrator],
  ["a gMSA of one's own, which an administrator installs", installing("own", "1.1.2334.0", "CONTOSO\\adm-connect"), []],
  ["an eligible administrator, and an agent whose wizard activates the role", eligible("1.1.2102.0"), [outdated]],
  [
    "an eligible administrator, and an older agent",
    eligible("1.1.2101.0"),
    [
      outdated,
      "advisory administrator-activated-for-installation: is eligible for Hybrid Identity Administrator, but the role",
    ],
  ],
  [
    "domain controllers that take RC4 by default",
    byDefault("rc4-allowed"),
    ["advisory gmsa-encryption-types: has no encryption types set"],
  ],
  [
    "domain controllers of which nobody says what they take by default",
    byDefault(undefined),
    ["advisory gmsa-encryption-types: undecided"],
  ],
  ["a certificate of which 69 % of the lifetime are over", certified(inFolder("of 69 days")), []],
  [
    "a certificate of which 71 % of the lifetime are over",
    certified(inFolder("of 71 days")),
    ["advisory sync-application-certificate-valid: 70 % of its lifetime since 2026-09-13 is over"],
  ],
  [
    "a user as which Connect Sync signs in",
    ({ "hybrid-sync:connectSync": connect }) => {
      const userPrincipalName = "Sync_SYNC01_0a1b2c3d4e5f@contoso.onmicrosoft.com";
      connect.identity = { kind: "user", userPrincipalName };
    },
    ["advisory entra-connector-application: is declared as a user"],
  ],
];

function strict(change: Change): Change {
  return (sample) => {
    change(sample);
    Object.assign(sample, { "hybrid-sync:profile": "strict" });
  };
}

/** The healthy sample, without a Domain Administrator who installs the agents, whose gMSA has no encryption types set. */
function forest(): ForestDescription {
  const { users, groupManagedServiceAccounts, ...rest } = contoso();
  return {
    ...rest,
    users: users.map((user) => (user.name === "adm-cloudsync" ? { ...user, memberOf: [] } : user)),
    groupManagedServiceAccounts: groupManagedServiceAccounts.map((account) =>
      account.name === "provAgentgMSA" ? { ...account, encryptionTypes: null } : account,
    ),
  };
}

let both: LiveAndRecorded;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-declared-"));
  for (const [name, [first, last]] of Object.entries(certificates)) {
    const validity = { notBefore: new Date(first), notAfter: new Date(last) };
    await writeFile(inFolder(name)(), (await serverCertificate(validity)).certificate);
  }
  const configuration = sampleConfiguration();
  both = await LiveAndRecorded.open({ forest: forest(), tenant: samples.dev?.tenant ?? {}, configuration });
}, 120_000);
afterAll(async () => {
  await both?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("the healthy sample", () => {
  it.each(stages)("with %s is told that alone, live and from a snapshot", async (_, change, told) => {
    const configuration = sampleConfiguration();
    const sample = configuration as unknown as Sample;
    byDefault("aes-only")(sample);
    change(sample);
    for (const [from, { findings }] of await both.check(configuration)) {
      const said = findings.map(({ level, rule, fact }) => `${level} ${rule}: ${fact}`);
      expect(said, from).toEqual(told.map((text) => expect.stringContaining(text.split(": ")[0] ?? "")));
      for (const [index, text] of told.entries()) expect(said[index], from).toContain(text.split(": ")[1]);
    }
  });
});

/**
 * Who could take over what, on a domain controller. What is said is held against what the domain controller itself lets
 * these people do: resetting a password, joining a group, fetching changes, being in a token.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Attribute, Change } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { controlAccessRights } from "../../../catalogue/control-access-rights.ts";
import type { FeatureId } from "../../../catalogue/features.ts";
import { attributeGuids } from "../../../catalogue/schema-objects.ts";
import { resourceTypes } from "../../../contract/resources.ts";
import type { Directories } from "../../../directory/directories.ts";
import type { ObservationRequest, TrustedPrincipals } from "../../../directory/requests.ts";
import { accessRights } from "../../../directory/security/access-mask.ts";
import { encodeSid } from "../../../directory/security/sid.ts";
import type { ForestDescription } from "../../../lab/active-directory/description.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { Enforcement } from "../../../lab/proof/enforcement.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { violationsIn } from "../../../policy/judgement/judged-rule.ts";
import { asSystem } from "../active-directory/support/ldap.ts";
import { Oracle } from "../security/oracle.ts";
import { liveDirectories, recordedDirectories } from "./northwind.ts";

const clock = new Date("2026-11-23T09:00:00Z");
const root = "DC=contoso,DC=example";
const foreign = "S-1-5-21-901-902-903-1104";
const formerly = "S-1-5-21-801-802-803-1104";

const reset = `CR;${controlAccessRights["User-Force-Change-Password"].guid}`;
const getChanges = `CR;${controlAccessRights["DS-Replication-Get-Changes"].guid}`;
const getChangesAll = `CR;${controlAccessRights["DS-Replication-Get-Changes-All"].guid}`;
const unexpire = `CR;${controlAccessRights["Unexpire-Password"].guid}`;
const mayReset = (name: string) => `(OA;;${reset};;{SID of ${name}})`;
const mayNotReset = (name: string) => `(OD;;${reset};;{SID of ${name}})`;
const distribution = { groupType: "2" };

/** Who holds what on the domain root, and on an object with the same entries for another right, which can be tried out. */
const rootEntries = [
  ["OA", getChanges, "Changes"],
  ["OA", getChangesAll, "Secrets"],
  ["OD", getChangesAll, "Refused"],
  ["OA", getChanges, "dora"],
  ["OA", getChangesAll, "dora"],
] as const;
const onRoot = rootEntries.map(([type, right, name]) => `(${type};;${right};;{SID of ${name}})`).join("");
const onWitness = (wanted: string) =>
  rootEntries
    .flatMap(([type, right, name]) => (right === wanted ? `(${type};;${reset};;{SID of ${name}})` : []))
    .join("");

function plantedForest(): ForestDescription {
  const people = [
    "ruth",
    "rob",
    "nina",
    "dora",
    "petra",
    "dieter",
    "anna",
    "mallory",
    "maria",
    "hanna",
    "paul",
    "otto",
    "oscar",
    "oskar",
    "sid",
    "alice",
    "direct",
    "former",
    "kim",
    "lena",
  ];
  const accounts = [
    "svc-primary",
    "svc-denied",
    "svc-foreign",
    "svc-history",
    "svc-connect",
    "svc-plain",
    "witness-changes",
    "witness-secrets",
  ];
  return {
    domain: contoso().domain,
    organizationalUnits: ["Sync", "Servers", "People"],
    users: [...people.map((name) => ({ name, ou: "People" })), ...accounts.map((name) => ({ name, ou: "Sync" }))],
    groups: [
      // Both rights through different groups.
      { name: "Changes", ou: "Sync", members: ["ruth", "Both", "petra", "dieter"] },
      { name: "Secrets", ou: "Sync", members: ["ruth", "rob", "Both", "Newsletter"] },
      { name: "Both", ou: "Sync", members: ["nina"] },
      { name: "Refused", ou: "Sync", members: ["dora"] },
      { name: "Newsletter", ou: "Sync", members: ["dieter"], attributes: distribution },
      // Groups of agents.
      { name: "Agents", ou: "Sync", members: ["Agents Inner"] },
      { name: "Agents Inner", ou: "Sync", members: ["AGENT1"] },
      { name: "Loose Agents", ou: "Sync", members: ["Loose Inner", "Loose Empty", "Loose Mail"] },
      { name: "Loose Inner", ou: "Sync", members: ["AGENT1", "mallory"] },
      { name: "Loose Empty", ou: "Sync" },
      { name: "Kept Out", ou: "Sync", members: ["Kept Out Inner"] },
      { name: "Kept Out Inner", ou: "Sync", members: ["mallory", "direct"] },
      { name: "Loose Mail", ou: "Sync", members: ["maria"], attributes: distribution },
      // Rights on accounts.
      { name: "Desk", ou: "Sync" },
      { name: "No Resets", ou: "Sync", members: ["otto", "oscar", "oskar"] },
      { name: "Resetters", ou: "Sync", members: ["oscar", "Resetters Inner"] },
      { name: "Resetters Inner", ou: "Sync", members: ["oskar"] },
      { name: "Strangers", ou: "Sync", scope: "domain local" },
      // The right of a connector through groups.
      { name: "Sync Rights", ou: "Sync", members: ["Sync Inner", "Sync Other"] },
      { name: "Sync Inner", ou: "Sync", members: ["svc-plain"] },
      { name: "Sync Other", ou: "Sync" },
      // Administrators.
      { name: "Operators", ou: "Sync", members: ["kim"], memberOf: ["Backup Operators"] },
      {
        name: "Operators by Mail",
        ou: "Sync",
        members: ["maria"],
        memberOf: ["Backup Operators"],
        attributes: distribution,
      },
    ],
    computers: ["AGENT1", "SPARE", "SYNC1"].map((name) => ({ name, ou: "Servers" })),
    groupManagedServiceAccounts: [
      { name: "gmsa-nested", retrievers: ["Agents"] },
      { name: "gmsa-loose", retrievers: ["Loose Agents"] },
      { name: "gmsa-wide", retrievers: ["Domain Computers"] },
      { name: "gmsa-person", retrievers: ["AGENT1", "SPARE", "direct"] },
      { name: "gmsa-all", retrievers: ["AGENT1", "S-1-5-11"] },
      { name: "gmsa-anyone", retrievers: ["AGENT1", "S-1-1-0"] },
      {
        name: "gmsa-refusing",
        retrievers: [],
        attributes: {
          "msDS-GroupMSAMembership": {
            sddl:
              "O:BAD:(D;;RP;;;{SID of otto})(D;;RP;;;{SID of Kept Out})(D;;RP;;;{SID of Loose Mail})" +
              ["AGENT1", "otto", "direct", "Loose Agents", "maria"]
                .map((name) => `(A;;RP;;;{SID of ${name}})`)
                .join(""),
          },
        },
      },
    ],
    entries: [
      { on: "domain root", sddl: `${onRoot}(A;;WP;;;{SID of Sync Rights})(OA;;${unexpire};;${formerly})` },
      { on: "witness-changes", sddl: onWitness(getChanges) },
      { on: "witness-secrets", sddl: onWitness(getChangesAll) },
      { on: "svc-primary", sddl: mayReset("Desk") },
      {
        on: "svc-denied",
        sddl: `${mayNotReset("No Resets")}${mayReset("otto")}${mayReset("Resetters")}${mayReset("hanna")}`,
      },
      { on: "svc-foreign", sddl: `${mayReset("Strangers")}(OA;;${reset};;${foreign})` },
      { on: "svc-history", sddl: `(OA;;${reset};;${formerly})` },
      { on: "Loose Empty", sddl: `(OA;;WP;${attributeGuids.member};;{SID of hanna})` },
      { on: "Sync Other", sddl: `(OA;;WP;${attributeGuids.member};;{SID of hanna})` },
      { on: "SYNC1", sddl: "(A;;GA;;;{SID of svc-connect})" },
      { on: "svc-plain", sddl: `${mayReset("svc-connect")}(A;;WD;;;{SID of gmsa-nested})` },
    ],
  };
}

let folder: string;
let practice: PracticeDirectory;
let live: Directories;
let enforcement: Enforcement;
let oracle: Oracle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-takeover-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  practice = await startPracticeDirectory(plantedForest(), { authority });
  await asSystem(practice, async (client) => {
    const add = (dn: string, type: string, value: string | Buffer) =>
      client.modify(
        dn,
        new Change({ operation: "add", modification: new Attribute({ type, values: [value] as string[] }) }),
      );
    const replace = (dn: string, type: string, value: string) =>
      client.modify(dn, new Change({ operation: "replace", modification: new Attribute({ type, values: [value] }) }));
    // A stand-in is made for whoever is none of the forest.
    await add(practice.dnOf("Strangers"), "member", `<SID=${foreign}>`);
    await add(practice.dnOf("former"), "sIDHistory", Buffer.from(encodeSid(formerly)));
    // A primary group lists nobody.
    for (const [user, group] of [
      ["paul", "Desk"],
      ["petra", "Secrets"],
      ["lena", "Operators"],
    ] as const) {
      const rid = practice.sidOf(group).split("-").at(-1) ?? "";
      await add(practice.dnOf(group), "member", practice.dnOf(user));
      await replace(practice.dnOf(user), "primaryGroupID", rid);
    }
  });
  live = liveDirectories(practice, join(folder, "authority.pem"));
  enforcement = new Enforcement(practice);
  oracle = new Oracle();
}, 120_000);
afterAll(async () => {
  await live?.close();
  await enforcement?.[Symbol.asyncDispose]();
  await oracle?.[Symbol.asyncDispose]();
  await practice?.stop();
  await rm(folder, { recursive: true, force: true });
});

const nobody: TrustedPrincipals = { tierZero: [], syncAccounts: [] };
const shared = { phase: "after-install", features: ["password-hash-sync"], signsInOn: ["SYNC1"] };

interface Said {
  readonly rule: string;
  readonly level: string;
  readonly message: string;
}

function said(type: string, inputs: object): readonly Said[] {
  return violationsIn(judge([{ type, name: "it", inputs: JSON.parse(JSON.stringify(inputs)) }], clock)).map(
    ({ rule, enforcementLevel, message }) => ({ rule: rule.name, level: enforcementLevel, message }),
  );
}

const requests = {
  connector: (name: string, trusted = nobody) =>
    ({ subject: "connector account", forest: practice.domain, name, trusted }) as const,
  gmsa: (name: string, servers = ["AGENT1"]) =>
    ({
      subject: "group managed service account",
      forest: practice.domain,
      name: `${name}$`,
      servers,
      trusted: nobody,
    }) as const,
  forest: (trusted = nobody, syncServers: readonly string[] = []) =>
    ({ subject: "forest", forest: practice.domain, trusted, syncServers }) as const,
};

async function ofConnector(name: string, trusted = nobody): Promise<readonly Said[]> {
  const request = requests.connector(name, trusted);
  const observed = await live.observe(request);
  const inputs = { ...shared, ...request, account: "connect-sync-connector-account", observed };
  return said(resourceTypes["connector account"], inputs).filter(({ rule }) => rule.endsWith("takeover"));
}

async function ofGmsa(name: string): Promise<readonly Said[]> {
  const request = requests.gmsa(name);
  const observed = await live.observe(request);
  const inputs = { ...shared, ...request, account: "cloud-sync-service-account", domains: [practice.domain], observed };
  return said(resourceTypes["group managed service account"], inputs).filter(({ rule }) =>
    /gmsa-(takeover|no-other-retrievers|servers-may)/.test(rule),
  );
}

async function ofForest(trusted = nobody, syncServers: readonly string[] = []): Promise<readonly Said[]> {
  const request = requests.forest(trusted, syncServers);
  const observed = await live.observe(request);
  const inputs = {
    ...shared,
    ...request,
    managedServiceAccounts: "in use",
    connectSync: "after-install",
    choosesSourceAnchor: false,
    observed,
  };
  return said(resourceTypes.forest, inputs).filter(({ rule }) => /replication-rights|sync-server/.test(rule));
}

async function mayResetPassword(who: string, of: string): Promise<boolean> {
  const [allowed] = await enforcement.attempts(practice.dnOf(who), [{ do: "reset_password", dn: practice.dnOf(of) }]);
  return allowed === true;
}

/** The level, the rule, and what is said of whom. */
const facts = (all: readonly Said[]) =>
  all.map(
    ({ rule, level, message }) =>
      `${level} ${rule}: ${message.split("\n")[0]?.split(", through the ACE")[0]?.split(";")[0]}`,
  );

describe("taking over a connector account", () => {
  it("counts whoever has a group with the right as primary group", async () => {
    expect(await mayResetPassword("paul", "svc-primary")).toBe(true);
    expect(await ofConnector("svc-primary")).toMatchObject([
      {
        level: "mandatory",
        message: expect.stringContaining("CONTOSO\\Desk (1 member; in it: CONTOSO\\paul) → may reset the password of"),
      },
    ]);
  });

  it("does not count whom another entry denies what one allows, alone or as everyone in a group", async () => {
    for (const who of ["otto", "oscar", "oskar"]) expect(await mayResetPassword(who, "svc-denied"), who).toBe(false);
    expect(await mayResetPassword("hanna", "svc-denied")).toBe(true);
    expect(facts(await ofConnector("svc-denied"))).toEqual([
      "mandatory connector-account-takeover: CONTOSO\\svc-denied can be taken over: CONTOSO\\hanna → may reset the password of → CONTOSO\\svc-denied",
    ]);
  });

  it("counts accounts of another forest, by an entry of their own and in a group", async () => {
    const found = await ofConnector("svc-foreign");
    expect(found.map(({ level }) => level)).toEqual(["mandatory", "mandatory"]);
    expect(found[0]?.message).toContain(
      `${foreign} (an account or group of another forest) → may reset the password of`,
    );
    expect(found[1]?.message).toContain(`CONTOSO\\Strangers (1 member; in it: ${foreign}) → may reset the password of`);
  });

  it("counts whoever carries the identifier of an entry in its SID history, which the practice directory leaves out of tokens", async () => {
    expect(await ofConnector("svc-history")).toMatchObject([
      {
        level: "mandatory",
        message: expect.stringContaining(
          `CONTOSO\\former, by ${formerly} in its SID history, → may reset the password of`,
        ),
      },
    ]);
    expect(await ofConnector("svc-history")).toMatchObject([
      { message: expect.stringContaining(`D:(OA;;${reset};;${formerly})`) },
    ]);
  });

  it("goes on where the account itself holds rights by its SID history", async () => {
    const { details } = await live.observe(requests.connector("former"));
    expect(details?.takeover).toMatchObject({
      observed: [{ target: { name: "CONTOSO\\former" }, paths: { observed: {} } }],
    });
    expect(details?.replication).toMatchObject([{ getChanges: { observed: { granted: false } } }]);
  });

  it("looks at groups nested in one that holds rights, and names the rights and the way", async () => {
    expect(await joins("hanna", "Sync Other")).toBe(true);
    const found = (await ofConnector("svc-plain")).filter(({ message }) => message.startsWith("CONTOSO\\Sync"));
    expect(found).toMatchObject([
      {
        level: "mandatory",
        message: expect.stringMatching(
          /^CONTOSO\\Sync Other can be taken over: CONTOSO\\hanna → may change the members of → CONTOSO\\Sync Other \(which is in CONTOSO\\Sync Rights\), .*; anyone who is in the group holds all its rights: Write all properties on DC=contoso,DC=example\./,
        ),
      },
    ]);
  });

  it("counts accounts of the stack for what their features do not need", async () => {
    const needs = (features: readonly FeatureId[]): TrustedPrincipals => ({
      tierZero: [],
      syncAccounts: ["svc-connect", "gmsa-nested$"],
      needs: [{ account: "svc-connect", tool: "connect-sync", features }],
    });
    const ofPlain = async (features: readonly FeatureId[]) =>
      facts(await ofConnector("svc-plain", needs(features))).filter((text) => text.includes("svc-plain can be"));
    const gmsa =
      "mandatory connector-account-takeover: CONTOSO\\svc-plain can be taken over by an account of this stack, whose features do not need it: CONTOSO\\gmsa-nested$ → may change the permissions of → CONTOSO\\svc-plain";
    expect(await ofPlain(["password-writeback"])).toEqual([gmsa]);
    expect(await ofPlain(["password-hash-sync"])).toEqual([
      "mandatory connector-account-takeover: CONTOSO\\svc-plain can be taken over by an account of this stack, whose features do not need it: CONTOSO\\svc-connect → may reset the password of → CONTOSO\\svc-plain",
      gmsa,
    ]);
  });
});

describe("the password of a gMSA", () => {
  it("is retrieved by declared servers in nested groups, which is no finding", async () => {
    expect(await retrieves("AGENT1", "gmsa-nested")).toBe(true);
    expect(await ofGmsa("gmsa-nested")).toEqual([]);
  });

  it("is retrieved by people in nested groups, and by those who can join them, but not through distribution groups", async () => {
    expect(await retrieves("mallory", "gmsa-loose")).toBe(true);
    expect(await retrieves("maria", "gmsa-loose")).toBe(false);
    expect(await joins("hanna", "Loose Empty")).toBe(true);
    expect(facts(await ofGmsa("gmsa-loose"))).toEqual([
      "mandatory gmsa-takeover: CONTOSO\\Loose Inner can be taken over: CONTOSO\\mallory → may retrieve the password as a member of → CONTOSO\\Loose Inner (which is in CONTOSO\\Loose Agents)",
      "mandatory gmsa-takeover: CONTOSO\\Loose Empty can be taken over: CONTOSO\\hanna → may change the members of → CONTOSO\\Loose Empty (which is in CONTOSO\\Loose Agents)",
    ]);
  });

  it.each([
    ["gmsa-wide", "SPARE", "CONTOSO\\Domain Computers (a group)"],
    ["gmsa-all", "mallory", "Authenticated Users"],
    ["gmsa-anyone", "mallory", "Everyone"],
    ["gmsa-person", "direct", "CONTOSO\\direct"],
  ])("of %s is retrieved by %s, which is as grave as through a group", async (gmsa, who, name) => {
    expect(await retrieves(who, gmsa)).toBe(true);
    expect(facts(await ofGmsa(gmsa))).toContain(
      `mandatory gmsa-takeover: CONTOSO\\${gmsa}$ can be taken over: ${name} → may retrieve the password of → CONTOSO\\${gmsa}$`,
    );
  });

  it("is retrieved by nobody to whom an entry denies it, alone, in a nested group or in an allowed one", async () => {
    for (const who of ["otto", "mallory", "direct"]) expect(await retrieves(who, "gmsa-refusing"), who).toBe(false);
    // A distribution group denies nobody anything.
    for (const who of ["AGENT1", "maria"]) expect(await retrieves(who, "gmsa-refusing"), who).toBe(true);
    expect(facts(await ofGmsa("gmsa-refusing")).filter((text) => text.startsWith("mandatory"))).toEqual([
      "mandatory gmsa-takeover: CONTOSO\\gmsa-refusing$ can be taken over: CONTOSO\\maria → may retrieve the password of → CONTOSO\\gmsa-refusing$",
      "mandatory gmsa-takeover: CONTOSO\\Loose Empty can be taken over: CONTOSO\\hanna → may change the members of → CONTOSO\\Loose Empty (which is in CONTOSO\\Loose Agents)",
    ]);
  });

  it("of a server that retrieves it only as one of all computers is told to that server", async () => {
    const [, told] = await ofGmsa("gmsa-wide");
    expect(told).toMatchObject({ level: "advisory", rule: "gmsa-servers-may-retrieve-password" });
    expect(told?.message).toContain(
      "CONTOSO\\AGENT1$ may retrieve the password of CONTOSO\\gmsa-wide$ only through CONTOSO\\Domain Computers",
    );
    expect((await ofGmsa("gmsa-all")).map(({ rule }) => rule)).toEqual(["gmsa-takeover"]);
  });

  it("is retrieved by another computer, which may be a standby agent", async () => {
    expect(facts(await ofGmsa("gmsa-person"))).toContain(
      "advisory gmsa-no-other-retrievers: CONTOSO\\gmsa-person$ also lets CONTOSO\\SPARE$ (computer) retrieve its password",
    );
  });
});

describe("replicating the secrets of a domain", () => {
  it("takes both rights, whichever groups they come through", async () => {
    const found = (await ofForest()).filter(({ rule }) => rule === "domain-replication-rights-known");
    for (const who of ["ruth", "rob", "nina", "dora", "petra", "dieter"]) {
      const holds =
        (await mayResetPassword(who, "witness-changes")) && (await mayResetPassword(who, "witness-secrets"));
      const isFound = found.some(({ level, message }) => level === "mandatory" && message.includes(`CONTOSO\\${who}`));
      expect([who, isFound]).toEqual([who, holds]);
    }
    expect(facts(found)).toEqual([
      ...["ruth", "petra", "Both (1 member"]
        .map((who) => `mandatory domain-replication-rights-known: DC=contoso,DC=example lets CONTOSO\\${who}`)
        .map((text) => expect.stringContaining(text)),
      expect.stringContaining(
        "advisory domain-replication-rights-known: DC=contoso,DC=example grants CONTOSO\\Secrets (5 members",
      ),
    ]);
    expect(found[0]?.message).toContain(
      'with "Replicating Directory Changes" through CONTOSO\\Changes and "Replicating Directory Changes All" through CONTOSO\\Secrets',
    );
    // What can be tried out of it: fetching changes.
    for (const who of ["ruth", "nina", "dora", "petra"]) expect(await fetchesChanges(who), who).toBe(true);
    expect(await fetchesChanges("rob")).toBe(false);
  });
});

describe("a sync server", () => {
  it("is taken over by a connector account that controls it", async () => {
    const trusted: TrustedPrincipals = {
      tierZero: [],
      syncAccounts: ["svc-connect"],
      needs: [{ account: "svc-connect", tool: "connect-sync", features: ["password-hash-sync", "password-writeback"] }],
    };
    expect(await mayResetPassword("svc-connect", "SYNC1")).toBe(true);
    expect(
      facts(await ofForest(trusted, ["SYNC1"])).filter((text) => text.startsWith("mandatory sync-server")),
    ).toEqual([
      "mandatory sync-server-takeover: CONTOSO\\SYNC1$ can be taken over by an account of this stack, whose features do not need it: CONTOSO\\svc-connect → has full control of → CONTOSO\\SYNC1$",
    ]);
  });
});

describe("administrators in scope", () => {
  it("are those in protected groups, with or without adminCount", async () => {
    const people = ["OU=People,DC=contoso,DC=example"];
    const request = { ...requests.connector("svc-primary"), organizationalUnits: people } as const;
    const observed = await live.observe(request);
    const inputs = { ...shared, ...request, account: "connect-sync-connector-account", observed };
    const found = said(resourceTypes["connector account"], inputs).filter(({ rule }) => rule.startsWith("protected-"));
    for (const who of ["kim", "lena"])
      expect(await enforcement.tokenOf(practice.dnOf(who)), who).toContain("S-1-5-32-551");
    for (const who of ["sid", "maria"])
      expect(await enforcement.tokenOf(practice.dnOf(who)), who).not.toContain("S-1-5-32-551");
    expect(facts(found)).toEqual(
      ["kim", "lena"].map(
        (who) =>
          `advisory protected-accounts-out-of-scope: DC=${practice.domain.replaceAll(".", ",DC=")} has CN=${who},${people[0]} in scope, an administrator of Active Directory: a member of BUILTIN\\Backup Operators (through CONTOSO\\Operators)`,
      ),
    );
  });
});

describe("a snapshot", () => {
  it("shows the same of all of them", async () => {
    const trusted = { tierZero: [], syncAccounts: ["svc-connect", "gmsa-nested$"] };
    const asked: readonly ObservationRequest[] = [
      ...["svc-primary", "svc-denied", "svc-foreign", "svc-history", "former"].map((name) => requests.connector(name)),
      { ...requests.connector("svc-primary"), organizationalUnits: ["OU=People,DC=contoso,DC=example"] },
      requests.connector("svc-plain", trusted),
      ...["gmsa-nested", "gmsa-loose", "gmsa-wide", "gmsa-person", "gmsa-all", "gmsa-anyone", "gmsa-refusing"].map(
        (name) => requests.gmsa(name),
      ),
      requests.forest(trusted, ["SYNC1"]),
    ];
    const file = join(folder, "takeover.snapshot.json");
    const recorded = await recordedDirectories(practice, join(folder, "authority.pem"), asked, { file });
    for (const request of asked) {
      const { evidence: _, ...fromFile } = await recorded.observe(request);
      const { evidence: __, ...fromForest } = await live.observe(request);
      expect(fromFile).toEqual(fromForest);
    }
  });
});

async function joins(who: string, group: string): Promise<boolean> {
  const [allowed] = await enforcement.attempts(practice.dnOf(who), [{ do: "join", dn: practice.dnOf(group) }]);
  return allowed === true;
}

async function fetchesChanges(who: string): Promise<boolean> {
  const stored = (await enforcement.describe(root)).find(({ dn }) => dn === root);
  if (stored === undefined) throw new Error("no root");
  const { accounts } = await enforcement.root(Buffer.from(stored.descriptor, "hex"), [practice.dnOf(who)]);
  return accounts[0]?.fetches === true;
}

/** Whether the domain controller's own access check lets an account, with the token it gets, retrieve the password. */
async function retrieves(who: string, gmsa: string): Promise<boolean> {
  const sids = await enforcement.tokenOf(practice.dnOf(who));
  let membership = "";
  await asSystem(practice, async (client) => {
    const attribute = "msDS-GroupMSAMembership";
    const { searchEntries } = await client.search(practice.dnOf(gmsa), {
      scope: "base",
      attributes: [attribute],
      explicitBufferAttributes: [attribute],
    });
    const stored = searchEntries[0]?.[attribute];
    if (!(stored instanceof Buffer)) throw new Error(`${gmsa} has no ${attribute}`);
    membership = stored.toString("hex");
  });
  const request = { ask: "check", bytes: membership, sids, masks: [accessRights.readProperty] };
  const [answer] = await oracle.ask([request], z.object({ granted: z.array(z.boolean()) }));
  return answer?.granted[0] === true;
}

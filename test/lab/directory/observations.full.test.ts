import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Directories } from "../../../directory/directories.ts";
import { type LiveSettings, openLiveDirectory } from "../../../directory/live/open.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import { recordSnapshot } from "../../../directory/snapshot/recorder.ts";
import { DirectoryUnavailableError } from "../../../directory/source.ts";
import { controlAccess } from "../../../lab/active-directory/permission.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { occurrences } from "../../secret-search.ts";
import { deleteAsSystem, liveDirectories, liveSettings, northwind, recordedDirectories } from "./northwind.ts";

const forest = "ad.northwind.test";
let folder: string;
let authorityFile: string;
let directory: PracticeDirectory;
let live: Directories;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-observations-"));
  const authority = await CertificateAuthority.create();
  authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, authority.certificate);
  directory = await startPracticeDirectory(northwind(), { authority });
  live = liveDirectories(directory, authorityFile);
});

afterAll(async () => {
  await live?.close();
  await directory?.stop();
  await rm(folder, { recursive: true, force: true });
});

function connector(name: string | null) {
  return live.observe({ subject: "connector account", forest, name });
}

function agent(servers: readonly string[], name = "provAgentgMSA$") {
  return live.observe({ subject: "group managed service account", forest, name, servers });
}

function snapshotOf(requests: readonly ObservationRequest[]): Promise<Directories> {
  const file = join(folder, `${requests.length}.snapshot.json`);
  return recordedDirectories(directory, authorityFile, requests, { file, at: new Date("2026-11-01T00:00:00Z") });
}

function withoutEvidence<T extends { readonly evidence: unknown }>({ evidence: _, ...facts }: T): Omit<T, "evidence"> {
  return facts;
}

describe("a healthy forest", () => {
  it("shows its domain, levels and the evidence of a KDS root key", async () => {
    expect(await live.observe({ subject: "forest", forest })).toMatchObject({
      evidence: { source: "live", domainController: "nw-dc7.ad.northwind.test", reader: "NWIND\\hs-reader" },
      domains: {
        observed: [
          {
            dnsName: forest,
            distinguishedName: "DC=ad,DC=northwind,DC=test",
            functionalLevel: { observed: 7 },
            managedServiceAccountsContainer: {
              observed: {
                state: "present",
                distinguishedName: "CN=Managed Service Accounts,DC=ad,DC=northwind,DC=test",
              },
            },
            seamlessSingleSignOn: { observed: null },
          },
        ],
      },
      functionalLevel: { observed: 7 },
      schemaVersion: { observed: 88 },
      recycleBin: { observed: false },
      kdsRootKeys: {
        observed: {
          state: "evidenced",
          by: "CN=provAgentgMSA,CN=Managed Service Accounts,DC=ad,DC=northwind,DC=test",
        },
      },
      deviceRegistration: { observed: { connectionPoint: null, services: { count: 0, sample: [] } } },
    });
  });

  it("shows the rights of the connector account and the groups through which it holds them", async () => {
    const { account, details } = await connector("NWIND\\svc_aadc");
    expect(account).toMatchObject({ observed: { name: "NWIND\\svc_aadc", objectClass: "user" } });
    expect(details).toMatchObject({
      enabled: { observed: true },
      protectedGroups: { observed: [] },
      replication: [
        {
          domain: forest,
          getChanges: { observed: { granted: true, trustee: "NWIND\\svc_aadc", through: [] } },
          getChangesAll: {
            observed: {
              granted: true,
              trustee: "NWIND\\Replicators Outer",
              through: ["NWIND\\Replicators Inner", "NWIND\\Replicators Outer"],
            },
          },
        },
      ],
    });
  });

  it.each([
    "NWIND\\svc_aadc",
    "nwind\\SVC_AADC",
    "ad.northwind.test\\svc_aadc",
    "svc_aadc",
    "svc_aadc@ad.northwind.test",
    "CN=Sync\\, Connector (EMEA),OU=Service Accounts,OU=IT,OU=EMEA,OU=Corp,DC=ad,DC=northwind,DC=test",
  ])("finds the connector account as %s", async (name) => {
    expect((await connector(name)).account).toMatchObject({ observed: { sid: directory.sidOf("svc_aadc") } });
  });

  it("finds the account that the installer named", async () => {
    expect((await connector(null)).account).toMatchObject({ observed: { name: "NWIND\\MSOL_5f1e2d3c4b5a" } });
  });

  it.each([
    "NWIND\\nobody",
    "nobody",
    "nobody@ad.northwind.test",
    "CN=nobody,DC=ad,DC=northwind,DC=test",
    "no*",
    "a)(cn=*",
  ])("reports %s as absent", async (name) => {
    expect((await connector(name)).account).toEqual({ observed: null });
  });

  it.each([
    ["FABRIKAM\\svc_aadc", "FABRIKAM"],
    ["CN=svc_aadc,DC=fabrikam,DC=test", "fabrikam.test"],
    ["CN=svc_aadc,OU=EMEA", "CN=svc_aadc,OU=EMEA"],
  ])("does not take the domain of %s, which the forest has not, for an absent account", async (name, domain) => {
    expect((await connector(name)).account).toEqual({
      unobservable: {
        reason: `The forest has no domain named ${domain}`,
        remedy: "Correct the name: the forest has NWIND (ad.northwind.test)",
      },
    });
  });

  it.each(["AGENT-A", "AGENT-A$", "NWIND\\agent-a", "agent-a.ad.northwind.test"])(
    "finds the server %s, and not the user of that name",
    async (server) => {
      const { details } = await agent([server]);
      expect(details?.servers).toMatchObject([
        {
          server,
          computer: { observed: { sid: directory.sidOf("AGENT-A$"), objectClass: "computer" } },
          mayRetrieve: { observed: { granted: true, trustee: "NWIND\\Agents", through: ["NWIND\\Agents"] } },
        },
      ]);
      expect(details?.others).toEqual({ observed: { count: 0, sample: [] } });
    },
  );

  it.each(["provAgentgMSA", "NWIND\\provAgentgMSA$", "provagentgmsa$"])("finds the gMSA as %s", async (name) => {
    const observation = await agent([], name);
    expect(observation.account).toMatchObject({
      observed: { name: "NWIND\\provAgentgMSA$", objectClass: "msDS-GroupManagedServiceAccount" },
    });
    expect(observation.details).toMatchObject({
      enabled: { observed: true },
      encryptionTypes: { observed: 24 },
    });
  });

  it("shows that an administrator is privileged through a nested group", async () => {
    const observation = await live.observe({ subject: "privileged administrator", forest, name: "NWIND\\adm.install" });
    expect(observation.details?.administrativeGroups).toEqual({
      observed: [
        {
          group: "NWIND\\Enterprise Admins",
          sid: `${directory.domainSid}-519`,
          through: ["NWIND\\Tier Zero"],
        },
        {
          group: "BUILTIN\\Administrators",
          sid: "S-1-5-32-544",
          through: ["NWIND\\Tier Zero", "NWIND\\Enterprise Admins"],
        },
      ],
    });
  });

  it("shows a disabled administrator without privileges", async () => {
    const observation = await live.observe({ subject: "privileged administrator", forest, name: "former" });
    expect(observation.details).toEqual({ enabled: { observed: false }, administrativeGroups: { observed: [] } });
  });

  it("shows what kind of account runs ADSync", async () => {
    const observation = await live.observe({ subject: "ADSync service account", forest, name: "msa-sync$" });
    expect(observation.account).toMatchObject({ observed: { objectClass: "msDS-ManagedServiceAccount" } });
  });

  it("sees KDS root keys with a reader who may", async () => {
    const { bindName, password } = directory.administrator;
    const administrator = liveDirectories(directory, authorityFile, { bindName }, password);
    const { kdsRootKeys } = await administrator.observe({ subject: "forest", forest });
    await administrator.close();
    const day = expect.stringMatching(/^20\d\d-.*Z$/);
    expect(kdsRootKeys).toMatchObject({
      observed: { state: "seen", keys: [{ created: day, start: day }] },
    });
  });
});

describe("a hardened account", () => {
  it("shows its name, and says what its reader may not see", async () => {
    const name = "NWIND\\svc_hardened";
    const { account, details } = await connector(name);
    const distinguishedName = directory.dnOf("svc_hardened");
    expect(account).toMatchObject({ observed: { name, distinguishedName } });
    expect(details?.enabled).toEqual({
      unobservable: {
        reason: `NWIND\\hs-reader cannot read userAccountControl of ${distinguishedName}`,
        remedy: `Grant NWIND\\hs-reader Read userAccountControl on ${distinguishedName}`,
      },
    });
    expect(details?.protectedGroups).toMatchObject({
      observed: [{ group: "BUILTIN\\Print Operators", through: ["NWIND\\Print Team"] }],
    });
  });
});

const everything: readonly ObservationRequest[] = [
  { subject: "forest", forest },
  { subject: "connector account", forest, name: "NWIND\\svc_aadc" },
  { subject: "connector account", forest, name: null },
  { subject: "connector account", forest, name: "NWIND\\nobody" },
  { subject: "group managed service account", forest, name: "provAgentgMSA", servers: ["AGENT-A", "SPARE", "ghost"] },
  { subject: "privileged administrator", forest, name: "adm.install" },
  { subject: "ADSync service account", forest, name: "msa-sync$" },
  { subject: "ADSync service account", forest, name: "msa-sync$", servers: ["AGENT-A", "SPARE", "ghost"] },
  { subject: "ADSync service account", forest, name: "provAgentgMSA$", servers: ["AGENT-A", "SPARE", "ghost"] },
  { subject: "ADSync service account", forest, name: "NWIND\\svc_aadc", servers: ["AGENT-A"] },
  { subject: "ADSync service account", forest, name: null, servers: ["AGENT-A", "ghost"] },
];

describe("a recorded snapshot", () => {
  it("gives the same observations as the live forest", async () => {
    const recorded = await snapshotOf(everything);
    for (const request of everything)
      expect(withoutEvidence(await recorded.observe(request))).toEqual(withoutEvidence(await live.observe(request)));
  });

  it("gives the same observations twice", async () => {
    const recorded = await snapshotOf(everything);
    for (const request of everything)
      expect(JSON.stringify(await recorded.observe(request))).toBe(JSON.stringify(await recorded.observe(request)));
  });

  it("says what it was recorded from", async () => {
    const recorded = await snapshotOf(everything);
    expect((await recorded.observe({ subject: "forest", forest })).evidence).toEqual({
      source: "snapshot",
      domainController: "nw-dc7.ad.northwind.test",
      reader: "NWIND\\hs-reader",
      recordedAt: "2026-11-01T00:00:00.000Z",
      maximumAgeDays: 7,
    });
  });

  it.each([
    "svc_aadc",
    "CN = Sync\\2C Connector (EMEA), OU=Service Accounts, OU=IT, OU=EMEA, OU=Corp, DC=ad, DC=northwind, DC=test",
    "SVC_AADC@ad.northwind.test",
    "ad.northwind.test\\svc_aadc",
    "CN=Sync\\, Connector (EMEA),OU=Service Accounts,OU=IT,OU=EMEA,OU=Corp,DC=ad,DC=northwind,DC=test",
  ])("answers for an account under another form of its name, %s", async (name) => {
    const recorded = await snapshotOf(everything);
    const request = { subject: "connector account", forest, name } as const;
    expect(withoutEvidence(await recorded.observe(request))).toEqual(withoutEvidence(await live.observe(request)));
  });

  it("answers for servers that are declared later, when the gMSA already lists them", async () => {
    await directory.change({ retrievers: [{ of: "provAgentgMSA", retrievers: ["Agents", "SPARE"] }] });
    const gmsa = { subject: "group managed service account", forest, name: "provAgentgMSA" } as const;
    const recorded = await snapshotOf([{ ...gmsa, servers: ["AGENT-A"] }]);
    const request = { ...gmsa, servers: ["AGENT-A.ad.northwind.test", "NWIND\\SPARE$"] };
    expect(withoutEvidence(await recorded.observe(request))).toEqual(withoutEvidence(await live.observe(request)));
    await directory.change({ retrievers: [{ of: "provAgentgMSA", retrievers: ["Agents"] }] });
  });

  it("tells an account that was not found from one that nobody looked for", async () => {
    const recorded = await snapshotOf(everything);
    const observe = async (name: string) =>
      (await recorded.observe({ subject: "connector account", forest, name })).account;
    expect(await observe("nwind\\NOBODY")).toEqual({ observed: null });
    expect(await observe("NWIND\\former")).toHaveProperty(
      "unobservable.reason",
      expect.stringContaining("the recording did not ask for it"),
    );
  });
});

describe("a forest with faults", () => {
  it("shows each of them, and the snapshot shows the same", async () => {
    const svc = "svc_aadc";
    const getChanges = controlAccess("DS-Replication-Get-Changes");
    await directory.change({
      remove: {
        entries: [{ on: "domain root", grant: getChanges, to: svc }],
        members: [{ group: "Replicators Outer", members: ["Replicators Inner"] }],
      },
      add: {
        entries: [
          { on: "domain root", deny: getChanges, to: "Ring 1" },
          { on: "domain root", grant: getChanges, to: svc },
        ],
        members: [
          { group: "Ring 1", members: ["Replicators Inner"] },
          { group: "Backup Operators", members: ["Ring 1"] },
        ],
      },
      attributes: [
        { of: svc, replace: { userAccountControl: "514", pwdLastSet: "0" } },
        { of: "provAgentgMSA", replace: { "msDS-SupportedEncryptionTypes": "4" } },
      ],
      retrievers: [{ of: "provAgentgMSA", retrievers: ["SPARE", "S-1-5-21-7-7-7-1234", "Domain Computers"] }],
    });
    await live.close();
    live = liveDirectories(directory, authorityFile);
    const { details } = await connector(svc);
    expect(details).toMatchObject({
      enabled: { observed: false },
      protectedGroups: {
        observed: [{ group: "BUILTIN\\Backup Operators", through: ["NWIND\\Replicators Inner", "NWIND\\Ring 1"] }],
      },
      replication: [
        {
          getChanges: { observed: { granted: false, deniedTo: "NWIND\\Ring 1" } },
          getChangesAll: { observed: { granted: false, deniedTo: null } },
        },
      ],
    });
    expect((await agent(["AGENT-A", "ghost"])).details).toMatchObject({
      encryptionTypes: { observed: 4 },
      servers: [
        { mayRetrieve: { observed: { granted: true, through: ["NWIND\\Domain Computers"] } } },
        { computer: { observed: null }, mayRetrieve: { observed: { granted: false } } },
      ],
      others: {
        observed: {
          count: 3,
          sample: expect.arrayContaining([
            expect.objectContaining({ kind: "unresolved", name: null }),
            expect.objectContaining({ name: "NWIND\\SPARE$", kind: "computer" }),
            expect.objectContaining({ name: "NWIND\\Domain Computers", kind: "group" }),
          ]),
        },
      },
    });
    const recorded = await snapshotOf(everything);
    for (const request of everything)
      expect(withoutEvidence(await recorded.observe(request))).toEqual(withoutEvidence(await live.observe(request)));
  });

  it("whose container for managed service accounts was deleted says so, and evidences no KDS root key", async () => {
    await deleteAsSystem(directory, [
      directory.dnOf("provAgentgMSA"),
      directory.dnOf("msa-sync"),
      `CN=Managed Service Accounts,${directory.baseDn}`,
    ]);
    const later = liveDirectories(directory, authorityFile);
    const { domains, kdsRootKeys } = await later.observe({ subject: "forest", forest });
    await later.close();
    expect(domains).toHaveProperty("observed.0.managedServiceAccountsContainer.observed.state", "deleted");
    expect(kdsRootKeys).toEqual({ observed: { state: "not visible" } });
  });
});

describe("a directory that cannot be read", () => {
  const password = "Falsch-pässwörd-9";
  const unseen = { source: "none" } as const;
  const refused = { ...unseen, logonRefused: true } as const;

  it.each<[string, Partial<LiveSettings>, RegExp, object]>([
    [
      "a wrong password",
      {} as Partial<LiveSettings>,
      /does not accept the name or password of NWIND\\hs-reader$/,
      refused,
    ],
    ["an untrusted certificate authority", { certificateAuthorityFile: "stranger.pem" }, /is not trusted$/, unseen],
    [
      "a domain controller that is not there",
      { domainController: "127.0.0.1", port: 9 },
      /refuses the connection$/,
      unseen,
    ],
    ["a missing certificate authority file", { certificateAuthorityFile: "nowhere.pem" }, /does not exist$/, unseen],
  ])("because of %s leaves everything unobservable and shows no secret", async (_, facts, expected, evidence) => {
    const stranger = await CertificateAuthority.create();
    await writeFile(join(folder, "stranger.pem"), stranger.certificate);
    const file = facts.certificateAuthorityFile;
    const declared = file === undefined ? facts : { ...facts, certificateAuthorityFile: join(folder, file) };
    const directories = liveDirectories(directory, authorityFile, declared, password);
    const observations = await Promise.all(everything.map((request) => directories.observe(request)));
    await directories.close();
    for (const observation of observations) {
      expect(observation.evidence).toEqual(evidence);
      expect(observation).toSatisfy((facts: object) => expected.test(firstReason(facts)));
    }
    const text = JSON.stringify(observations);
    expect(occurrences(password, text)).toEqual([]);
    expect(text).not.toMatch(/\bat .*\.ts:\d+/);
  });

  it("because it belongs to another forest says which", async () => {
    const settings = liveSettings(directory, authorityFile);
    const directories = new Directories([{ name: "contoso.test", directory: { live: settings } }], {
      projectRoot: "/",
      environment: { READER_SECRET: directory.reader.password },
    });
    const { schemaVersion } = await directories.observe({ subject: "forest", forest: "contoso.test" });
    await directories.close();
    expect(schemaVersion).toHaveProperty(
      "unobservable.reason",
      `${directory.address}:636 belongs to the forest ad.northwind.test, not to contoso.test`,
    );
  });

  it("cannot be recorded either", async () => {
    const source = openLiveDirectory(forest, liveSettings(directory, authorityFile), {
      projectRoot: "/",
      environment: { READER_SECRET: password },
    });
    await expect(recordSnapshot(source, everything, () => new Date())).rejects.toThrow(DirectoryUnavailableError);
  });

  it("over StartTLS is read just the same", async () => {
    const directories = liveDirectories(directory, authorityFile, { transport: "starttls" });
    const { schemaVersion } = await directories.observe({ subject: "forest", forest });
    await directories.close();
    expect(schemaVersion).toEqual({ observed: 88 });
  });
});

function firstReason(observation: object): string {
  return /"reason":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(observation))?.[1]?.replaceAll("\\\\", "\\") ?? "";
}

/** Cloud Sync in two forests, beside Connect Sync, and with more units than a configuration takes, on the real engine. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unitsPerConfiguration } from "../../catalogue/cloud-sync-limits.ts";
import type { ForestDescription } from "../../lab/active-directory/description.ts";
import { controlAccess } from "../../lab/active-directory/permission.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { Practice, Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { recordedConfiguration } from "../lab/live-and-recorded.ts";
import { changes, violations } from "./events.ts";
import { expectSameWithoutEngine, listed } from "./findings.ts";

/** For a test of several updates, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;
const common = { stack: "dev", clock: sampleClock, tenant: samples.dev?.tenant ?? {} };
const both = {
  ...common,
  tenant: { ...common.tenant, cloudSyncConfigurations: [{ name: "contoso.example" }, { name: "fabrikam.example" }] },
};
const sites = Array.from({ length: unitsPerConfiguration }, (_, number) => `Site ${number}`);

/** The healthy sample with more units, and the same under another name with another gMSA. */
function twoForests(): readonly ForestDescription[] {
  const { organizationalUnits, ...rest } = contoso();
  const one = { ...rest, organizationalUnits: [...organizationalUnits, ...sites.map((site) => `Staff/${site}`)] };
  const text = JSON.stringify(one)
    .replaceAll("contoso", "fabrikam")
    .replaceAll("CONTOSO", "FABRIKAM")
    .replaceAll("provAgentgMSA", "agents");
  const { domain, ...other } = JSON.parse(text) as ForestDescription;
  return [one, { ...other, domain: { ...domain, sid: "S-1-5-21-1140175193-2603927845-1361870524" } }];
}

let folder: string;
let directories: readonly PracticeDirectory[] = [];
/** As the stack declares them, with the connector account for which they are prepared. */
let forests: readonly object[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-topologies-"));
  const authority = await CertificateAuthority.create();
  const certificateAuthorityFile = join(folder, "authority.pem");
  await writeFile(certificateAuthorityFile, authority.certificate);
  for (const description of twoForests())
    directories = [...directories, await startPracticeDirectory(description, { authority })];
  for (const { domain, netBiosName, address, port, reader } of directories) {
    const file = join(folder, domain);
    await writeFile(file, reader.password, { mode: 0o600 });
    const bind = { domainController: address, port, bindName: reader.bindName, secret: { file } };
    const tierZero = [`${netBiosName}\\svc-connect`];
    forests = [...forests, { name: domain, tierZero, directory: { live: { ...bind, certificateAuthorityFile } } }];
  }
}, 120_000);
afterAll(async () => {
  for (const directory of directories) await directory.stop();
  await rm(folder, { recursive: true, force: true });
});

const hybridIdentityAdministrator = {
  create: { userPrincipalName: "cloudsync-admin@contoso.onmicrosoft.com", displayName: "Cloud Sync administrator" },
};

interface Agents {
  readonly domainAdministrator: object;
  readonly serviceAccount: object;
}

function agentsOf(forest: string, netBiosName: string, gmsa: string) {
  return {
    forest,
    domains: [forest],
    organizationalUnits: [`OU=Staff,DC=${netBiosName.toLowerCase()},DC=example`],
    features: ["password-hash-sync"],
    agentServers: ["AGENT01", "AGENT02"],
    agentVersion: "1.1.2505.0",
    domainAdministrator: { name: `${netBiosName}\\adm-cloudsync`, temporaryUntil: "2026-12-31" },
    serviceAccount: { name: `${netBiosName}\\${gmsa}$` },
  };
}
const ofContoso = agentsOf("contoso.example", "CONTOSO", "provAgentgMSA");
const ofFabrikam = agentsOf("fabrikam.example", "FABRIKAM", "agents");

function declaring(cloudSync: object, declared: readonly object[]): Record<string, unknown> {
  const { "hybrid-sync:tenant": tenant } = sampleConfiguration();
  return { "hybrid-sync:tenant": tenant, "hybrid-sync:forests": declared, "hybrid-sync:cloudSync": cloudSync };
}

const inEntries = (...entries: readonly object[]) => ({
  phase: "after-install",
  forests: entries,
  accounts: { hybridIdentityAdministrator },
});

function asOneForest<T extends Agents>({ domainAdministrator, serviceAccount, ...rest }: T) {
  const accounts = { hybridIdentityAdministrator, domainAdministrator, serviceAccount };
  return { phase: "after-install", ...rest, accounts };
}

describe("Cloud Sync in two forests, with a gMSA each", () => {
  let practice: Practice;
  const configuration = () => declaring(inEntries(ofContoso, ofFabrikam), forests);
  beforeAll(async () => {
    practice = await Practice.open({ ...both, configuration: configuration() });
  }, 120_000);
  afterAll(() => practice?.close());

  /** What check says over snapshots of both forests. */
  async function recorded(): Promise<readonly string[]> {
    const snapshots = await recordedConfiguration(practice.surroundings, configuration());
    await using surroundings = await Surroundings.open({ ...both, configuration: snapshots });
    return (await surroundings.check()).findings.map(({ rule, resource }) => `${rule} on ${resource}`);
  }

  it(
    "is applied without a finding, and complete, and has none from snapshots",
    async () => {
      const applied = await practice.pulumi(["up", "--yes", "--skip-preview", "--color", "never"]);
      expect(applied.exitCode, applied.output).toBe(0);
      const preview = await practice.pulumi(["preview"]);
      expect(violations(preview.events)).toEqual([]);
      expect(changes(preview.events)).toEqual({});
      await expectSameWithoutEngine(practice, preview);
      expect(await recorded()).toEqual([]);
    },
    several,
  );

  it(
    "is told of a right that one of the gMSAs lacks, of that one alone",
    async () => {
      const grant = controlAccess("DS-Replication-Get-Changes-All");
      await directories[1]?.change({ remove: { entries: [{ on: "domain root", grant, to: "agents" }] } });
      const preview = await practice.pulumi(["preview"]);
      expect(preview.exitCode).not.toBe(0);
      const told = ["gmsa-feature-permissions on cloud-sync-service-account-fabrikam.example-agents"];
      expect(violations(preview.events)).toEqual(told);
      await expectSameWithoutEngine(practice, preview);
      expect(await recorded()).toEqual(told);
    },
    several,
  );
});

describe("Cloud Sync in one forest", () => {
  /** Without the names of resources, which tell entries apart. */
  const judged = async (cloudSync: object) => {
    const configuration = declaring(cloudSync, forests.slice(0, 1));
    await using surroundings = await Surroundings.open({ ...common, configuration });
    const { accounts, findings, verdicts } = await surroundings.check();
    return JSON.parse(
      JSON.stringify({ accounts, findings, verdicts }).replaceAll("-contoso.example-provagentgmsa", ""),
    );
  };

  it(
    "is judged alike whichever way it is declared",
    async () => {
      const single = await judged(asOneForest(ofContoso));
      expect(single.verdicts.length).toBeGreaterThan(30);
      expect(await judged(inEntries(ofContoso))).toEqual(single);
    },
    several,
  );

  it(
    "is told once of what both tools have in scope, and of more units than a configuration takes",
    async () => {
      const { "hybrid-sync:cloudSync": cloudSync, ...sample } = sampleConfiguration();
      const { "hybrid-sync:connectSync": connectSync } = sample as { "hybrid-sync:connectSync": { forests: object[] } };
      const [{ tierZero: _, ...forest } = { tierZero: null }] = forests as { tierZero?: unknown }[];
      const staff = "OU=Staff,DC=contoso,DC=example";
      const scopes = (cloud: readonly string[], connect: readonly string[]) => ({
        ...sample,
        "hybrid-sync:forests": [forest],
        "hybrid-sync:cloudSync": { ...(cloudSync as object), organizationalUnits: cloud },
        "hybrid-sync:connectSync": {
          ...connectSync,
          forests: connectSync.forests.map((each) => ({ ...each, organizationalUnits: connect })),
        },
      });
      const shared = scopes([staff], [staff]);
      const many = scopes(
        ["Lisbon", ...sites].map((unit) => `OU=${unit},${staff}`),
        [`OU=Berlin,${staff}`],
      );
      await using practice = await Practice.open({ ...common, configuration: shared });
      for (const [configuration, rule, words] of [
        [shared, "objects-of-one-tool", "in scope of Cloud Sync and of Connect Sync"],
        [
          many,
          "cloud-sync-scope-within-limit",
          `${unitsPerConfiguration + 1} separate organizational units in scope of Cloud Sync`,
        ],
      ] as const) {
        await practice.configure(configuration);
        const preview = await practice.pulumi(["preview"]);
        expect(listed(preview.events).filter((text) => text.includes(rule))).toHaveLength(1);
        expect(violations(preview.events)).toEqual([`${rule} on cloud-sync-service-account`]);
        expect(preview.output.split(words)).toHaveLength(2);
        await expectSameWithoutEngine(practice, preview);
        const snapshot = await recordedConfiguration(practice.surroundings, configuration);
        await using surroundings = await Surroundings.open({ ...common, configuration: snapshot });
        expect((await surroundings.check()).findings.map((finding) => finding.rule)).toEqual([rule]);
      }
    },
    several,
  );
});

/**
 * What only a declaration makes a finding, planted into one domain: every verdict is the same whether the domain controller
 * is asked or a snapshot.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Attribute, Change } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DefaultEncryptionTypes } from "../../../catalogue/encryption-types.ts";
import type { FeatureId } from "../../../catalogue/features.ts";
import { resourceTypes } from "../../../contract/resources.ts";
import type { Directories } from "../../../directory/directories.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import { connectorRights } from "../../../lab/active-directory/connector-rights.ts";
import type { ForestDescription } from "../../../lab/active-directory/description.ts";
import { controlAccess, writeProperty } from "../../../lab/active-directory/permission.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { violationsIn } from "../../../policy/judgement/judged-rule.ts";
import { asSystem } from "../active-directory/support/ldap.ts";
import { liveDirectories, recordedDirectories } from "./northwind.ts";

const forest = "contoso.example";
const root = "DC=contoso,DC=example";
const people = `OU=People,${root}`;
const reading = ["basic-read", "password-hash-sync"] as const;

function plantedForest(): ForestDescription {
  return {
    domain: contoso().domain,
    organizationalUnits: ["Sync", "Servers", "People"],
    users: [
      ...["svc-hello", "svc-plain", "svc-class", "svc-adsync", "helper"].map((name) => ({ name, ou: "Sync" })),
      { name: "ada", ou: "People" },
    ],
    computers: [
      { name: "AGENT1", ou: "Servers" },
      { name: "AGENTAES", ou: "Servers", attributes: { "msDS-SupportedEncryptionTypes": "24" } },
      { name: "AGENTRC4", ou: "Servers", attributes: { "msDS-SupportedEncryptionTypes": "4" } },
    ],
    groupManagedServiceAccounts: [
      { name: "gmsa-bare", retrievers: ["AGENT1"] },
      { name: "gmsa-granted", retrievers: ["AGENT1"] },
      { name: "gmsa-unset", retrievers: ["AGENT1", "AGENTAES", "AGENTRC4"], encryptionTypes: null },
      { name: "gmsa-aes", retrievers: ["AGENT1", "AGENTAES", "AGENTRC4"] },
    ],
    entries: [
      ...connectorRights(reading, "gmsa-granted"),
      { on: "domain root", grant: writeProperty("msDS-KeyCredentialLink", { descendants: "user" }), to: "svc-hello" },
      ...connectorRights(["password-writeback"], "svc-class").filter(
        (entry) => !JSON.stringify(entry).includes("00299570"),
      ),
      {
        on: "People",
        grant: controlAccess("User-Force-Change-Password", { descendants: "inetOrgPerson" }),
        to: "svc-class",
      },
      { on: "svc-adsync", sddl: "(A;;WP;;;{SID of helper})" },
    ],
  };
}

let folder: string;
let certificate: string;
let practice: PracticeDirectory;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-declared-"));
  certificate = join(folder, "authority.pem");
  const authority = await CertificateAuthority.create();
  await writeFile(certificate, authority.certificate);
  practice = await startPracticeDirectory(plantedForest(), { authority });
}, 120_000);
afterAll(async () => {
  await practice?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Of one resource, as `level rule: message` in order, live; a snapshot of the same has to say the same. */
async function said(request: ObservationRequest, declared: object, rules: RegExp): Promise<readonly string[]> {
  const type = resourceTypes[request.subject];
  const judgedBy = async (seen: Directories) => {
    const inputs = { ...request, ...declared, observed: await seen.observe(request) };
    await seen.close();
    const resources = [{ type, name: "it", inputs: JSON.parse(JSON.stringify(inputs)) }];
    return violationsIn(judge(resources, new Date()))
      .filter(({ rule }) => rules.test(rule.name))
      .map(({ rule, enforcementLevel, message }) => `${enforcementLevel} ${rule.name}: ${message.split(" [HS-")[0]}`);
  };
  const live = await judgedBy(liveDirectories(practice, certificate));
  const file = join(folder, `${randomUUID()}.snapshot.json`);
  expect(await judgedBy(await recordedDirectories(practice, certificate, [request], { file }))).toEqual(live);
  return live;
}

const trusted = { tierZero: [], syncAccounts: [] };

function ofForest(declared: object, rules: RegExp): Promise<readonly string[]> {
  const shared = { features: [], managedServiceAccounts: "in use", connectSync: null, choosesSourceAnchor: false };
  return said({ subject: "forest", forest, trusted }, { ...shared, syncServers: [], ...declared }, rules);
}

function ofGmsa(name: string, declared: object, rules: RegExp, servers = ["AGENT1"]): Promise<readonly string[]> {
  const request = { subject: "group managed service account", forest, name: `${name}$`, servers, trusted } as const;
  const shared = { account: "cloud-sync-service-account", phase: "before-install", features: ["password-hash-sync"] };
  return said(request, { ...shared, domains: [forest], ...declared }, rules);
}

function ofConnector(
  name: string,
  features: readonly FeatureId[],
  rules: RegExp,
  organizationalUnits = [people],
): Promise<readonly string[]> {
  const request = { subject: "connector account", forest, name, trusted, organizationalUnits } as const;
  const shared = { account: "connect-sync-connector-account", phase: "after-install", signsInOn: [] };
  return said(request, { ...shared, features }, rules);
}

describe("a gMSA of one's own, with custom permissions,", () => {
  const rules = /^gmsa-feature-permissions$/;
  const mode = "own-with-custom-permissions";
  const rights = [
    '"Replicating Directory Changes" on',
    '"Replicating Directory Changes All" on',
    "Read all properties on foreignSecurityPrincipal objects",
  ];

  it("has what it needs where everything was granted, with any agent", async () => {
    expect(await ofGmsa("gmsa-granted", { mode, agentVersion: "1.1.2505.0" }, rules)).toEqual([]);
    expect(await ofGmsa("gmsa-granted", { mode }, rules)).toEqual([]);
  });

  it("is granted everything by agents before 1.1.2334.0, and nothing by later ones", async () => {
    expect(await ofGmsa("gmsa-bare", { mode, agentVersion: "1.1.2108.0" }, rules)).toEqual([]);
    for (const agentVersion of ["1.1.2334.0", "1.1.2505.0"]) {
      const found = await ofGmsa("gmsa-bare", { mode, agentVersion }, rules);
      expect(found).toEqual(
        rights.map((right, index) =>
          expect.stringContaining(
            `${index < 2 ? "mandatory" : "advisory"} gmsa-feature-permissions: CONTOSO\\gmsa-bare$ lacks ${right}`,
          ),
        ),
      );
    }
  });

  it("is undecided where nobody declares the version", async () => {
    const found = await ofGmsa("gmsa-bare", { mode }, rules);
    expect(found).toHaveLength(rights.length);
    for (const right of rights)
      expect(found).toContainEqual(expect.stringContaining(`CONTOSO\\gmsa-bare$: undecided whether it gets ${right}`));
  });
});

describe("a gMSA and its agents", () => {
  const rules = /encryption-type/;
  const servers = ["AGENT1", "AGENTAES", "AGENTRC4"];
  const nothingShared = (gmsa: string, types: string) =>
    `mandatory gmsa-shares-encryption-type: CONTOSO\\AGENTRC4$ supports RC4-HMAC, and CONTOSO\\${gmsa}$ ${types}: they have none in common; the server cannot sign in as the gMSA, and the provisioning agent does not start.`;
  const byDefault = (defaultEncryptionTypes: DefaultEncryptionTypes) => ({ defaultEncryptionTypes });

  it("share a type, or are told, by what each of them names", async () => {
    expect(await ofGmsa("gmsa-aes", {}, rules, servers)).toEqual([nothingShared("gmsa-aes", "AES128 and AES256")]);
  });

  it("share one by what the domain controllers do where the gMSA names none", async () => {
    expect(await ofGmsa("gmsa-unset", byDefault("aes-only"), rules, servers)).toEqual([
      nothingShared("gmsa-unset", "the default of the domain controllers"),
    ]);
    expect(await ofGmsa("gmsa-unset", byDefault("rc4-allowed"), rules, servers)).toEqual([
      expect.stringContaining("advisory gmsa-encryption-types: CONTOSO\\gmsa-unset$ has no encryption types set"),
    ]);
    expect(await ofGmsa("gmsa-unset", {}, rules, servers)).toEqual([
      expect.stringContaining("advisory gmsa-encryption-types: CONTOSO\\gmsa-unset$: undecided"),
      expect.stringContaining("advisory gmsa-shares-encryption-type: CONTOSO\\AGENTRC4$: undecided"),
    ]);
  });
});

describe("a connector account", () => {
  const rules = /^connector-account-feature-permissions$/;

  it("may write keys of Windows Hello for Business, or is told the right", async () => {
    expect(await ofConnector("svc-hello", ["windows-hello-key-writeback"], rules)).toEqual([]);
    expect(await ofConnector("svc-plain", ["windows-hello-key-writeback"], rules)).toEqual([
      expect.stringContaining(
        `mandatory connector-account-feature-permissions: CONTOSO\\svc-plain lacks Write msDS-KeyCredentialLink on user objects below ${root}`,
      ),
    ]);
  });

  it("is told of an entry made out to the wrong class, and where it stands", async () => {
    expect(await ofConnector("svc-class", ["password-writeback"], rules)).toEqual([
      expect.stringContaining(`"Reset Password" is granted for inetOrgPerson objects only, below ${people};`),
    ]);
  });
});

describe("an ADSync service account that is a domain user", () => {
  it("is advised against, and whoever can take it over is named", async () => {
    const request = { subject: "ADSync service account", forest, name: "svc-adsync", servers: [], trusted } as const;
    const user = { kind: "domain user", database: "local database", onDomainController: false, signsInOn: [] };
    const declared = { account: "connect-sync-service-account", phase: "after-install", ...user };
    expect(await said(request, declared, /^adsync-service-account/)).toEqual([
      expect.stringMatching(
        /^mandatory adsync-service-account-takeover: .*CONTOSO\\helper → may write every property of/,
      ),
      expect.stringMatching(/^mandatory adsync-service-account-takeover: .*CONTOSO\\svc-hello → may add a sign-in key/),
      expect.stringMatching(/^advisory adsync-service-account-supported: .* as a domain user is supported/),
    ]);
  });
});

describe("a forest", () => {
  it("with a schema before Windows Server 2016 is told for Cloud Sync alone", async () => {
    const rules = /^forest-level-sufficient$/;
    expect(await ofForest({ cloudSync: "before-install" }, rules)).toEqual([]);
    const modification = new Attribute({ type: "objectVersion", values: ["69"] });
    await asSystem(practice, (client) =>
      client.modify(`CN=Schema,CN=Configuration,${root}`, new Change({ operation: "replace", modification })),
    );
    expect(await ofForest({ cloudSync: "before-install" }, rules)).toEqual([
      expect.stringContaining("has schema version 69, but Cloud Sync needs 87 (Windows Server 2016);"),
    ]);
    expect(await ofForest({ connectSync: "before-install" }, rules)).toEqual([]);
  });
});

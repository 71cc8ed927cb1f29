/** Every name in the configuration, and what is said where it leads to nothing: none ends in a pass. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { wayOut } from "../../catalogue/remedy.ts";
import { judge } from "../../policy/judge-stack.ts";
import { type Example, examples, resource, today } from "./examples.ts";
import { changed } from "./permission-rows.ts";

const nobody = { observed: null } as const;
const nothing = { count: 0, sample: [] } as const;

/** Inputs of an account in Active Directory, none of whose name was seen. */
function unseen(
  example:
    | "connector account"
    | "group managed service account"
    | "ADSync service account"
    | "privileged administrator",
) {
  return (name: string) => {
    const inputs = examples[example]();
    return { ...inputs, name, observed: { ...inputs.observed, account: nobody, details: null } };
  };
}

const tenant = (declared: object, observed: object = {}) => {
  const inputs = examples.tenant();
  return { ...inputs, ...declared, observed: { ...inputs.observed, ...observed } };
};

const adopted = (userPrincipalName: string) => {
  const inputs = examples["entra administrator"]();
  const observed = { ...inputs.observed, user: nobody, heldBefore: { observed: [] } };
  return { ...inputs, userPrincipalName, observed };
};

interface Row {
  readonly keys: readonly string[];
  /** As somebody misspelt it. */
  readonly name: string;
  readonly example: Example;
  readonly inputs: (name: string) => object;
  /** Who says so, and in which words. */
  readonly rule: string;
  readonly says: string;
}

const rows: readonly Row[] = [
  {
    keys: ["forests[].tierZero"],
    name: "FABRIKAM\\Teir 0",
    example: "forest",
    inputs: (name) => {
      const inputs = examples.forest();
      return { ...inputs, observed: { ...inputs.observed, tierZero: { observed: [{ name, found: nobody }] } } };
    },
    rule: "tier-zero-names-found",
    says: "was not seen",
  },
  {
    keys: ["cloudSync.exchangeOnlineAttributes"],
    name: "proxyAdresses",
    example: "group managed service account",
    inputs: (name) => {
      const inputs = examples["group managed service account"]();
      const declared = {
        ...inputs,
        features: ["exchange-online-writeback"] as const,
        exchangeOnlineAttributes: [name],
      };
      const grant = { observed: { granted: false, notInSchema: [name] } } as const;
      const row = { requirement: `exchange-online-writeback/write ${name}/user`, grant };
      return changed(declared, "fabrikam.example", (domain) =>
        "observed" in domain.requirements
          ? { ...domain, requirements: { observed: [...domain.requirements.observed, row] } }
          : domain,
      );
    },
    rule: "gmsa-feature-permissions",
    says: "the schema of the forest has no proxyAdresses",
  },
  {
    keys: ["tenant.emergencyAccounts"],
    name: "braek-glass@fabrikam.onmicrosoft.com",
    example: "tenant",
    inputs: (name) =>
      tenant({ emergencyAccounts: [name] }, { emergencyAccounts: { observed: [{ name, enabled: null }] } }),
    rule: "tenant-names-found",
    says: "was not found in the tenant",
  },
  {
    keys: ["tenant.trustedApplications"],
    name: "Deploiment pipeline",
    example: "tenant",
    inputs: (name) =>
      tenant(
        { trustedApplications: [name] },
        { trustedApplications: { observed: [{ name, by: "display name", found: nothing }] } },
      ),
    rule: "tenant-names-found",
    says: "was not found in the tenant",
  },
  {
    keys: ["tenant.trustedAdministrators"],
    name: "app-amdin@fabrikam.onmicrosoft.com",
    example: "tenant",
    inputs: (name) =>
      tenant({ trustedAdministrators: [name] }, { trustedAdministrators: { observed: [{ name, objectId: null }] } }),
    rule: "tenant-names-found",
    says: "was not found in the tenant",
  },
  {
    keys: ["tenant.federatedDomains"],
    name: "fabrikan.example",
    example: "tenant",
    inputs: (name) => {
      return tenant(
        { federatedDomains: [name] },
        {
          organization: {
            observed: {
              initialDomain: "fabrikam.onmicrosoft.com",
              foreignDomains: [name],
              enabled: true,
              lastSynchronization: "within 3 hours",
            },
          },
        },
      );
    },
    rule: "tenant-names-found",
    says: "is not a verified domain of the tenant",
  },
  {
    keys: ["cloudSync.domains", "cloudSync.forests[].domains"],
    name: "fabrikan.example",
    example: "group managed service account",
    inputs: (name) => ({ ...examples["group managed service account"](), domains: [name] }),
    rule: "gmsa-feature-permissions",
    says: "cannot verify",
  },
  {
    keys: ["cloudSync.agentServers", "cloudSync.forests[].agentServers"],
    name: "SVR1",
    example: "group managed service account",
    inputs: (name) => {
      const inputs = examples["group managed service account"]();
      const row = {
        server: name,
        computer: nobody,
        enabled: nobody,
        mayRetrieve: nobody,
        onlyAsEveryone: { observed: false },
      };
      const details = { ...inputs.observed.details, servers: [row] };
      return { ...inputs, servers: [name], observed: { ...inputs.observed, details } };
    },
    rule: "gmsa-servers-may-retrieve-password",
    says: "was not seen in the directory",
  },
  {
    keys: ["cloudSync.accounts.serviceAccount.name", "cloudSync.forests[].serviceAccount.name"],
    name: "agnet$",
    example: "group managed service account",
    inputs: unseen("group managed service account"),
    rule: "gmsa-exists",
    says: "was not seen",
  },
  {
    keys: [
      "cloudSync.accounts.domainAdministrator.name",
      "cloudSync.forests[].domainAdministrator.name",
      "connectSync.accounts.enterpriseAdministrator.name",
    ],
    name: "FABRIKAM\\amd-install",
    example: "privileged administrator",
    inputs: unseen("privileged administrator"),
    rule: "installing-administrator-privileged",
    says: "was not seen",
  },
  {
    keys: [
      "cloudSync.accounts.hybridIdentityAdministrator.adopt",
      "connectSync.accounts.hybridIdentityAdministrator.adopt",
    ],
    name: "amdin@fabrikam.onmicrosoft.com",
    example: "entra administrator",
    inputs: adopted,
    rule: "administrator-exists",
    says: "was not found in the tenant",
  },
  {
    keys: [
      "cloudSync.accounts.hybridIdentityAdministrator.throughGroup.adopt",
      "connectSync.accounts.hybridIdentityAdministrator.throughGroup.adopt",
    ],
    name: "Sync oprators",
    example: "administrator group",
    inputs: (name) => {
      const inputs = examples["administrator group"]();
      const found = { observed: { count: 0, group: null } };
      return { ...inputs, name, observed: { ...inputs.observed, found, heldBefore: null, memberBefore: null } };
    },
    rule: "administrator-group-usable",
    says: "was not found in the tenant",
  },
  {
    keys: ["connectSync.forests[].connectorAccount"],
    name: "FABRIKAM\\svc-snyc",
    example: "connector account",
    inputs: unseen("connector account"),
    rule: "connector-account-exists",
    says: "was not seen",
  },
  {
    keys: ["connectSync.servers[].name"],
    name: "SYCN01",
    example: "forest",
    inputs: (name) => {
      const inputs = examples.forest();
      const syncServers = { observed: [{ server: name, computer: nobody, takeover: null }] };
      return { ...inputs, observed: { ...inputs.observed, syncServers } };
    },
    rule: "sync-server-takeover",
    says: "no computer with that name was seen",
  },
  {
    keys: ["connectSync.identity.userPrincipalName"],
    name: "Sync_SRV8_0a1b@fabrikam.onmicrosoft.com",
    example: "entra connector identity",
    inputs: (name) => ({
      ...examples["entra connector identity"](),
      kind: "user",
      phase: "after-install",
      name,
      observed: { nameTaken: null, user: nobody },
    }),
    rule: "entra-connector-user",
    says: "was not found in the tenant",
  },
  {
    keys: ["connectSync.accounts.serviceAccount.name"],
    name: "FABRIKAM\\adsnyc$",
    example: "ADSync service account",
    inputs: unseen("ADSync service account"),
    rule: "adsync-service-account-exists",
    says: "was not seen",
  },
];

/** Names that are not in the table, and why they need not be. */
const elsewhere: readonly (readonly [why: string, ...keys: RegExp[]])[] = [
  ["where the forest is opened, which fails in a sentence of its own", /^forests\[\]\.(name|directory\..*)$/],
  ["checked in the configuration: one of the names under forests", /\.forest$/],
  [
    "the program makes it, or takes it from nobody",
    /\.create(\.|$)/,
    /displayName$/,
    /^azure\.(resourceGroup|workspace|keyVault)\.name$/,
  ],
  ["organizational-units-found has tests of its own", /organizationalUnits$/],
  [
    "one of a list",
    /\.(features|roles|phase|mode|kind|purpose|assignment|state|transport)$/,
    /^(judgement|profile)$/,
    /\.defaultEncryptionTypes$/,
    /^attestations\[\]\.account$/,
  ],
  ["a decision: what it is about is looked for, and an exception that accepts nothing is said", /^exceptions\[\]\./],
  [
    "a value, not a name",
    /\.(eligibleUntil|temporaryUntil|version|agentVersion|addresses|location|on|expires|by|evidence|emails)$/,
  ],
  ["connector-account-feature-permissions tells it, with a test of its own", /^connectSync\.forests\[\]\.domains$/],
  ["a version or a day, not a name", /^connectSync\.versions\./],
  ["attested, because nothing shows it", /\.(localAdministrator|sqlAdministrator)\.name$/, /^attestations\[\]\.name$/],
  [
    "looked up by the azuread provider, which ends in a sentence of its own",
    /^guardRails\.legacyUserPolicy\.users$/,
    /^azure\.(operators|keyVault\.readers)$/,
  ],
  ["a file, which is read or refused", /certificateFiles?$/],
];

/** Facts that need nobody to be there. */
const ofDeclaration: readonly string[] = [
  "may be privileged until 2026-12-31",
  "is not declared as Global Administrator",
  "is in the tenant's initial domain",
  "has the roles that its purpose needs",
];

describe("a name in the configuration that leads to nothing", () => {
  it.each(rows.map((row) => [row.keys[0] ?? "", row] as const))(
    "is said: %s",
    (_, { name, example, inputs, rule, says }) => {
      const all = judge([resource(example, inputs(name))], today);
      const verdicts = all.find((one) => one.rule.name === rule)?.verdicts ?? [];
      const about = verdicts.filter(({ subject, fact, remedy = wayOut`` }) =>
        `${subject} ${fact} ${remedy}`.includes(name),
      );
      expect(about.map(({ subject, fact }) => `${subject} ${fact}`)).toContainEqual(expect.stringContaining(says));
      expect(about.every(({ verdict }) => verdict === "unmet" || verdict === "unobservable")).toBe(true);
      // Nor does any other rule conclude that all is well with it, beyond what the declaration alone tells.
      const met = all.flatMap((one) => one.verdicts).filter(({ verdict }) => verdict === "met");
      expect(met.filter(({ subject, fact }) => subject.includes(name) && !ofDeclaration.includes(fact))).toEqual([]);
    },
  );

  it("is one of these, whatever the key", () => {
    const documentation = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
    const keys = [...documentation.matchAll(/^\| `([^`]+)` \| (?:text|list of texts) \|/gm)].map(([, key = ""]) => key);
    expect(keys.length).toBeGreaterThan(60);
    const known = rows.flatMap((row) => row.keys);
    expect(known.filter((key) => !keys.includes(key))).toEqual([]);
    const patterns = elsewhere.flatMap(([, ...some]) => some);
    expect(keys.filter((key) => !known.includes(key) && !patterns.some((one) => one.test(key)))).toEqual([]);
  });
});

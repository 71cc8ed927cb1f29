/** No false alarm: a new forest and a new tenant, with the smallest lawful declaration, are told what is true of them only. */
import { describe, expect, it } from "vitest";
import { connectorRights } from "../../lab/active-directory/connector-rights.ts";
import type { ForestDescription } from "../../lab/active-directory/description.ts";
import { liveAndRecorded } from "./live-and-recorded.ts";

/** As Samba provisions it; the practice directory adds its read account, and nothing else. */
const forest: ForestDescription = { domain: { dnsName: "contoso.example", netBiosName: "CONTOSO" } };
const forests = [{ name: "contoso.example", directory: { snapshot: { file: "replaced.json" } } }];
const phase = "before-install";
const administrator = (name: string) => ({
  create: { userPrincipalName: `${name}@contoso.onmicrosoft.com`, displayName: name },
});

const cloudSync = (domain: string) => ({
  phase,
  forest: domain,
  domains: [domain],
  agentServers: ["DC1"],
  accounts: {
    domainAdministrator: { name: "Administrator" },
    hybridIdentityAdministrator: administrator("cloudsync-admin"),
  },
});
const connectSync = (domain: string) => ({
  phase,
  forests: [{ forest: domain, features: [] }],
  servers: [{ name: "DC1" }],
  identity: { kind: "application", displayName: "Entra Connect Sync DC1" },
  accounts: {
    serviceAccount: { kind: "virtual account" },
    hybridIdentityAdministrator: administrator("connect-admin"),
    enterpriseAdministrator: { name: "Administrator" },
    localAdministrator: { name: "DC1\\installer" },
  },
});
const attestations = [
  {
    ...{ account: "connect-sync-local-administrator", name: "DC1\\installer", by: "Maria Lopez" },
    ...{ on: "2026-11-16", evidence: "CHG-1", expires: "2026-12-31" },
  },
];

/** What is truly so in a new forest or tenant, each with its reason. */
const keyUnknown =
  // Nothing has made a key; a gMSA, which Cloud Sync needs, has no password without one.
  "advisory unobservable kds-root-key: The forest contoso.example cannot verify whether there is a KDS root key: no gMSA has a password yet, and an ordinary read account cannot see the keys";
const pipelineWrites =
  // The practice tenant's own caller creates the application; until it is named as trusted, it is one more that may.
  'advisory unmet application-writers-trusted: The application "hybrid-sync pipeline" holds AppRoleAssignment.ReadWrite.All and Application.ReadWrite.All';

/** Nobody has locked it down; the entries that every domain has are one message. */
const notLockedDown = [
  "inherits permissions",
  "has the ACEs that Windows gives operators and others on such objects",
].map(
  (fact) => `advisory unmet service-account-locked-down: CONTOSO\\svc-connect is not locked down: its object ${fact}`,
);

/** An ordinary user, with the entries of a new domain and what the cmdlets grant. */
const withConnector: ForestDescription = {
  ...forest,
  users: [{ name: "svc-connect" }],
  entries: connectorRights(["basic-read", "password-hash-sync"], "svc-connect"),
};

const stacks: readonly (readonly [string, ForestDescription, object, readonly string[]])[] = [
  ["Cloud Sync", forest, { "hybrid-sync:cloudSync": cloudSync("contoso.example") }, [keyUnknown]],
  [
    "Connect Sync",
    forest,
    { "hybrid-sync:connectSync": connectSync("contoso.example"), "hybrid-sync:attestations": attestations },
    [pipelineWrites],
  ],
  [
    "Connect Sync with a connector account of one's own",
    withConnector,
    {
      "hybrid-sync:connectSync": {
        ...connectSync("contoso.example"),
        forests: [
          { forest: "contoso.example", features: ["password-hash-sync"], connectorAccount: "CONTOSO\\svc-connect" },
        ],
      },
      "hybrid-sync:attestations": attestations,
    },
    [pipelineWrites, ...notLockedDown],
  ],
];

describe("an untouched forest and an untouched tenant", () => {
  it.each(stacks)(
    "have nothing wrong for %s but what is true of them, live and from a snapshot",
    async (_, forest, declared, told) => {
      const configuration = { "hybrid-sync:forests": forests, ...declared };
      await liveAndRecorded({ forest, configuration, tenant: {} }, async (surroundings, from) => {
        const { findings, stops, verdicts } = await surroundings.check();
        expect(stops).toEqual([]);
        // Which object the application is differs in every practice tenant.
        const said = findings.map(({ level, verdict, rule, subject, fact }) =>
          `${level} ${verdict} ${rule}: ${subject} ${fact}`.replace(/ \(service principal .*\)$/, ""),
        );
        expect(said.toSorted(), from).toEqual(told.toSorted());
        expect(verdicts.length).toBeGreaterThan(10);
      });
    },
    120_000,
  );
});

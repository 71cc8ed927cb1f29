/** The faulty sample forest with more faults, so that most rules about a directory have a finding, and how it is judged. */
import { join } from "node:path";
import { resourceTypes } from "../../../contract/resources.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import type { ForestDescription } from "../../../lab/active-directory/description.ts";
import type { PracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { contosoFaulty } from "../../../lab/active-directory/sample-forests.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { violationsIn } from "../../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../../policy/judgement/rule.ts";
import { liveDirectories } from "./northwind.ts";

export const root = "DC=contoso,DC=example";
const forest = "contoso.example";
const clock = new Date("2026-11-23T09:00:00Z");
const trusted = { tierZero: [], syncAccounts: ["svc-connect", "provAgentgMSA$"] };
const features = ["password-hash-sync", "password-writeback", "ms-ds-consistency-guid"] as const;

/** Attributes of the account, besides those that the sample gives it. */
const restrictedLogon = {
  // 2020-01-01.
  accountExpires: "132223104000000000",
  userWorkstations: "SYNC01",
};

export function forestOfFaults(): ForestDescription {
  const faulty = contosoFaulty();
  return {
    ...faulty,
    users: faulty.users.map((user) =>
      user.name === "svc-connect"
        ? { ...user, memberOf: ["Protected Users"], attributes: { ...user.attributes, ...restrictedLogon } }
        : user,
    ),
    groups: [
      ...faulty.groups,
      { name: "Agent Rights", ou: "Groups", members: ["provAgentgMSA", "nadia.haddad"] },
      { name: "Agent Hosts", ou: "Groups", members: ["AGENT01", "joao.santos"] },
    ],
    computers: faulty.computers.map((computer) =>
      computer.name === "AGENT02" ? { ...computer, enabled: false } : computer,
    ),
    groupManagedServiceAccounts: faulty.groupManagedServiceAccounts.map((account) => ({
      ...account,
      retrievers: ["AGENT01", "Agent Hosts"],
    })),
    entries: [
      ...faulty.entries,
      // On the servers and accounts themselves, and on the unit of the accounts.
      ...["SYNC01", "Tier 0/Sync/Accounts", "provAgentgMSA", "AZUREADSSOACC"].map((on) => ({
        on,
        sddl: "(A;;WD;;;{SID of Helpdesk})",
      })),
      {
        on: "Staff",
        sddl: "(OA;CIIO;WP;bf967a0a-0de6-11d0-a285-00aa003049e2;bf967aba-0de6-11d0-a285-00aa003049e2;{SID of Agent Rights})",
      },
    ],
  };
}

const requests = {
  connector: { subject: "connector account", forest, name: "CONTOSO\\svc-connect", trusted },
  agent: {
    subject: "group managed service account",
    forest,
    name: "provAgentgMSA$",
    servers: ["AGENT01", "AGENT02"],
    organizationalUnits: [`OU=Staff,${root}`, `OU=Stuff,${root}`],
    trusted,
  },
  cloudAdministrator: { subject: "privileged administrator", forest, name: "CONTOSO\\adm-cloudsync" },
  installer: { subject: "privileged administrator", forest, name: "CONTOSO\\nadia.haddad" },
  service: { subject: "ADSync service account", forest, name: "CONTOSO\\msa-adsync$" },
  disabled: { subject: "ADSync service account", forest, name: "CONTOSO\\viktor.brandt" },
  forest: { subject: "forest", forest, trusted, syncServers: ["SYNC01", "AGENT01"], consistencyGuids: true },
} as const satisfies Record<string, ObservationRequest>;

export interface Finding {
  readonly rule: string;
  readonly resource: string;
  readonly mandatory: boolean;
  /** Whether it says that something is wrong; else it says that something is not known. */
  readonly unmet: boolean;
  readonly message: string;
}

/** What is said of the forest as the reader sees it now. */
export async function findingsIn(directory: PracticeDirectory, folder: string): Promise<readonly Finding[]> {
  const live = liveDirectories(directory, join(folder, "authority.pem"));
  const observe = async (request: ObservationRequest) => JSON.parse(JSON.stringify(await live.observe(request)));
  const shared = { phase: "after-install", signsInOn: ["SYNC01", "SYNC02"], temporaryUntil: "2026-10-31" };
  const resources: readonly DeclaredResource[] = [
    {
      type: resourceTypes["connector account"],
      name: "connector",
      inputs: {
        ...shared,
        ...requests.connector,
        account: "connect-sync-connector-account",
        features,
        observed: await observe(requests.connector),
      },
    },
    {
      type: resourceTypes["group managed service account"],
      name: "agent",
      inputs: {
        ...shared,
        ...requests.agent,
        account: "cloud-sync-service-account",
        features: ["password-hash-sync"],
        domains: [forest],
        observed: await observe(requests.agent),
      },
    },
    {
      type: resourceTypes["privileged administrator"],
      name: "administrator",
      inputs: {
        ...shared,
        ...requests.cloudAdministrator,
        account: "cloud-sync-domain-administrator",
        observed: await observe(requests.cloudAdministrator),
      },
    },
    {
      type: resourceTypes["privileged administrator"],
      name: "installer",
      inputs: {
        ...shared,
        ...requests.installer,
        phase: "before-install",
        temporaryUntil: null,
        account: "cloud-sync-domain-administrator",
        observed: await observe(requests.installer),
      },
    },
    ...(await Promise.all(
      (["service", "disabled"] as const).map(async (name) => ({
        type: resourceTypes["ADSync service account"],
        name,
        inputs: {
          ...shared,
          ...requests[name],
          account: "connect-sync-service-account",
          kind: "standalone managed service account",
          database: "local database",
          onDomainController: false,
          observed: await observe(requests[name]),
        },
      })),
    )),
    {
      type: resourceTypes.forest,
      name: "forest",
      inputs: {
        ...requests.forest,
        features: [...features, "device-writeback", "device-sync"],
        managedServiceAccounts: "in use",
        connectSync: "after-install",
        choosesSourceAnchor: true,
        observed: await observe(requests.forest),
      },
    },
  ];
  await live.close();
  return violationsIn(judge(resources, clock)).map(({ rule, resource, verdict, enforcementLevel, message }) => ({
    rule: rule.name,
    resource: resource.name,
    mandatory: enforcementLevel === "mandatory",
    unmet: verdict.verdict === "unmet",
    message,
  }));
}

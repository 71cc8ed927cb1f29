/** Forests for tests: other names and depths than the samples. */

import { Directories } from "../../../directory/directories.ts";
import { type LiveSettings, openLiveDirectory } from "../../../directory/live/open.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import { writeSnapshot } from "../../../directory/snapshot/file.ts";
import { recordSnapshot } from "../../../directory/snapshot/recorder.ts";
import type { ForestDescription } from "../../../lab/active-directory/description.ts";
import { controlAccess } from "../../../lab/active-directory/permission.ts";
import type { PracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { asSystem } from "../active-directory/support/ldap.ts";

const depth = "Corp/EMEA/IT/Service Accounts";

/**
 * What authenticated users may read of a user where Pre-Windows 2000 Compatible Access is empty: the property sets
 * General Information and Public Information.
 */
const generalAndPublicInformation =
  "O:DAG:DAD:P(A;;GA;;;DA)(A;;GA;;;SY)(OA;;RP;59ba2f42-79a2-11d0-9020-00c04fc2d3cf;;AU)(OA;;RP;e48d0154-bcf8-11d1-8702-00c04fb96050;;AU)";

/** Everything as it should be, with rights through nested groups. */
export function northwind(): Required<ForestDescription> {
  return {
    domain: { dnsName: "ad.northwind.test", netBiosName: "NWIND", domainController: "nw-dc7" },
    reader: { name: "hs-reader", ou: depth },
    organizationalUnits: [depth, "Corp/EMEA/IT/Servers"],
    users: [
      { name: "svc_aadc", displayName: "Sync, Connector (EMEA)", ou: depth },
      { name: "MSOL_5f1e2d3c4b5a", memberOf: ["Replicators Inner"] },
      { name: "adm.install", ou: "Corp/EMEA", memberOf: ["Tier Zero"] },
      { name: "former", ou: "Corp/EMEA", enabled: false },
      { name: "AGENT-A", ou: "Corp/EMEA" },
      { name: "svc_hardened", ou: depth, attributes: { nTSecurityDescriptor: { sddl: generalAndPublicInformation } } },
    ],
    groups: [
      { name: "Replicators Inner", ou: depth, members: ["svc_aadc"] },
      { name: "Replicators Outer", ou: depth, scope: "domain local", members: ["Replicators Inner"] },
      { name: "Ring 1", members: ["Replicators Outer"], scope: "domain local" },
      { name: "Tier Zero", members: [], memberOf: ["Enterprise Admins"], scope: "universal" },
      { name: "Print Team", members: ["svc_hardened"], memberOf: ["Print Operators"] },
      { name: "Agents", members: ["AGENT-A$", "AGENT-B"] },
      // A distribution group, 2 of groupType: its members get nothing by it.
      { name: "Newsletter", members: ["svc_aadc"], memberOf: ["Print Operators"], attributes: { groupType: "2" } },
    ],
    computers: [
      { name: "AGENT-A", ou: "Corp/EMEA/IT/Servers", attributes: { dNSHostName: "agent-a.ad.northwind.test" } },
      { name: "AGENT-B", ou: "Corp/EMEA/IT/Servers" },
      { name: "SPARE", ou: "Corp/EMEA/IT/Servers" },
    ],
    groupManagedServiceAccounts: [
      { name: "provAgentgMSA", retrievers: ["Agents"], attributes: { userAccountControl: "4096" } },
    ],
    standaloneManagedServiceAccounts: [{ name: "msa-sync" }],
    inheritanceOff: [],
    entries: [
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "svc_aadc" },
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes-All"), to: "Replicators Outer" },
    ],
  };
}

/** What an observation needs of a practice directory. */
type Seen = Pick<PracticeDirectory, "address" | "domain" | "reader">;

/** How the reader of a practice directory is declared. */
export function liveSettings(directory: Seen, certificateAuthorityFile: string): LiveSettings {
  return {
    domainController: directory.address,
    transport: "ldaps",
    bindName: directory.reader.bindName,
    secret: { environmentVariable: "READER_SECRET" },
    certificateAuthorityFile,
  };
}

/** Observes live; `facts` changes how the forest is declared. */
export function liveDirectories(
  directory: PracticeDirectory,
  certificateAuthorityFile: string,
  facts: Partial<LiveSettings> = {},
  password = directory.reader.password,
): Directories {
  const live = { ...liveSettings(directory, certificateAuthorityFile), ...facts };
  return new Directories([{ name: directory.domain, directory: { live } }], {
    projectRoot: "/",
    environment: { READER_SECRET: password },
    timeouts: { connect: 5_000, operation: 20_000 },
  });
}

/** Records what `requests` need into `file`, and observes from it. */
export async function recordedDirectories(
  directory: Seen,
  certificateAuthorityFile: string,
  requests: readonly ObservationRequest[],
  { file, at = new Date() }: { readonly file: string; readonly at?: Date },
): Promise<Directories> {
  const name = directory.domain;
  const source = openLiveDirectory(name, liveSettings(directory, certificateAuthorityFile), {
    projectRoot: "/",
    environment: { READER_SECRET: directory.reader.password },
  });
  await writeSnapshot(file, await recordSnapshot(source, requests, () => at));
  await source.close();
  const snapshot = { file, maximumAgeDays: 7 };
  return new Directories([{ name, directory: { snapshot } }], { projectRoot: "/", environment: {} });
}

/** Deletes what a description cannot take away. */
export async function deleteAsSystem(directory: PracticeDirectory, names: readonly string[]): Promise<void> {
  await asSystem(directory, async (client) => {
    for (const name of names) await client.del(name);
  });
}

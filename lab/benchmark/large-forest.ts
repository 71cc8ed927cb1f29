/** A forest large enough to measure on: the same for every run, kept in the user's cache folder. */
import { connectorRights } from "../active-directory/connector-rights.ts";
import type { ForestDescription } from "../active-directory/description.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../active-directory/practice-directory.ts";
import type { CertificateAuthority } from "../certificate-authority.ts";

export const connectorAccount = "svc-connect";
export const serviceAccount = "provAgentgMSA";

const forest: ForestDescription = {
  domain: { dnsName: "large.example", netBiosName: "LARGE", sid: "S-1-5-21-1718281828-459045235-360287471" },
  organizationalUnits: ["Tier 0"],
  users: [{ name: connectorAccount, ou: "Tier 0" }],
  groupManagedServiceAccounts: [{ name: serviceAccount, retrievers: [] }],
  entries: [
    ...connectorRights(
      ["basic-read", "password-hash-sync", "ms-ds-consistency-guid", "password-writeback", "exchange-hybrid"],
      connectorAccount,
    ),
    ...connectorRights(["basic-read", "password-hash-sync", "password-writeback"], serviceAccount),
  ],
};

export function startLargeForest(
  objects: number,
  authority: CertificateAuthority,
  progress: (line: string) => void,
): Promise<PracticeDirectory> {
  return startPracticeDirectory(forest, { authority, progress, population: objects });
}

import { shell } from "../../catalogue/command.ts";
import { countOf } from "../../catalogue/count-of.ts";
import { shownName } from "../../files/named-file.ts";
import type { FoundForest } from "./discover-forest.ts";
import type { FoundTenant } from "./discover-tenant.ts";
import type { Proposal } from "./proposal.ts";
import type { Told } from "./told.ts";

/** What a person reads at the end: what was found, what is open, and what to do next. */
export function summary(
  { stack, forest: name, secret, reader }: Told,
  { open }: Proposal,
  {
    forest,
    tenant,
    file,
  }: { readonly forest: FoundForest | null; readonly tenant: FoundTenant | null; readonly file: string },
): readonly string[] {
  const where =
    "environmentVariable" in secret
      ? `the environment variable ${secret.environmentVariable}`
      : `the file ${secret.file}, which only its owner may read`;
  return [
    `Wrote ${shownName(file)}.`,
    ...(forest === null
      ? []
      : [
          `Found in ${name}, on ${forest.domainController}: ${countOf(forest.domains.length, "domain")}, ${countOf(forest.connectorAccounts.length, "likely connector account")}, ${countOf(forest.managedAccounts.length, "gMSA")}.`,
        ]),
    ...(tenant === null
      ? []
      : [
          `Found in ${tenant.initialDomain ?? "the tenant"}: ${countOf(tenant.cloudSync.length, "configuration")} of Cloud Sync, ${countOf(tenant.connectUsers.length + tenant.connectApplications.length, "possible identity", "possible identities")} of Connect Sync, ${countOf(tenant.administrators.length, "cloud-only Hybrid Identity Administrator")}.`,
        ]),
    ...[...(forest?.unseen ?? []), ...(tenant?.unseen ?? [])].map((what) => `Not read: ${what}.`),
    "",
    `Still open (${open.length}), each marked OPEN in the file:`,
    ...open.map(({ path, what }) => `  ${pathOf(path)}: ${what}`),
    "",
    "Next:",
    `  1. Put the password of ${reader ?? "the read account"} into ${where}.`,
    `  2. ${shell`npx hybrid-sync doctor --stack ${stack}`}`,
    `  3. ${shell`npx hybrid-sync check --stack ${stack}`}`,
  ];
}

function pathOf(path: readonly (string | number)[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .slice(1);
}

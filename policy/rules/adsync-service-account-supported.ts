import { adSyncServiceAccountSupport } from "../../catalogue/adsync-service-account.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { AdSyncServiceAccountInputs, AdSyncServiceAccountKind } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";

export const adSyncServiceAccountSupported: Rule<AdSyncServiceAccountInputs> = {
  name: "adsync-service-account-supported",
  title: "ADSync service account is of a supported kind",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "Connect Sync supports this kind of ADSync service account with the declared database, and on a domain controller if the server is one.",
  consequence: "the installation fails or is unsupported, and the account cannot be changed afterwards",
  remedy: wayOut`Choose a kind that is supported, before the installation.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-adsync-service-account",
  resources: resources.adSyncServiceAccounts,
  judge({ kind, database, onDomainController }) {
    const server = onDomainController ? "domainController" : "memberServer";
    const place = `with a ${database} on a ${onDomainController ? "domain controller" : "member server"}`;
    const support = adSyncServiceAccountSupport[database];
    const level = support[kind][server];
    const subject = `The ADSync service account as a ${kind}`;
    if (level !== "unsupported") return [met(subject, `is ${article(level)} ${place}`, `${kind} ${place}`)];
    const kinds = Object.keys(support) as AdSyncServiceAccountKind[];
    const alternatives = kinds
      .filter((other) => support[other][server] !== "unsupported")
      .map((other) => `${other} (${support[other][server]})`);
    return [
      unmet(subject, `is not supported ${place}`, {
        remedy: wayOut`Supported there: ${enumerated(alternatives)}. Set it with: pulumi config set --path hybrid-sync:connectSync.accounts.serviceAccount.kind "group managed service account"`,
      }),
    ];
  },
};

function article(level: "default" | "recommended" | "supported"): string {
  return level === "default" ? "the default" : level;
}

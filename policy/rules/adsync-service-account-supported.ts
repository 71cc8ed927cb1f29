import type { Phase } from "../../catalogue/accounts.ts";
import { adSyncServiceAccountSupport, type Support } from "../../catalogue/adsync-service-account.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { AdSyncServiceAccountInputs, AdSyncServiceAccountKind } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about, type Subject } from "../judgement/subject.ts";
import { advisory, met, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";

export const adSyncServiceAccountSupported: Rule<AdSyncServiceAccountInputs> = {
  name: "adsync-service-account-supported",
  title: "ADSync service account is of a supported kind",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "Connect Sync supports this kind of ADSync service account with the declared database, and on a domain controller if the server is one. A domain user is advisory, because a group managed service account is recommended.",
  consequence: "the installation fails or is unsupported, and the account cannot be changed afterwards",
  remedy: wayOut`Choose a kind that is supported, before the installation.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-adsync-service-account",
  resources: resources.adSyncServiceAccounts,
  judge({ kind, database, onDomainController, phase }) {
    const server = onDomainController ? "domainController" : "memberServer";
    const place = `with a ${database} on a ${onDomainController ? "domain controller" : "member server"}`;
    const support = adSyncServiceAccountSupport[database];
    const level = support[kind][server];
    const subject = about(`The ADSync service account as a ${kind}`, kind, database, server);
    if (kind === "domain user" && level !== "unsupported") return [better(subject, { level, place, phase })];
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

/** Someone knows the password of a user, and it is reset and read like that of any other. */
function better(subject: Subject, { level, place, phase }: { level: Possible; place: string; phase: Phase }): Verdict {
  const installed = phase === "after-install";
  return advisory(
    unmet(subject, `is ${article(level)} ${place}, but a group managed service account is recommended`, {
      evidence: `domain user ${place}`,
      consequence: "people can know its password, and with it the credentials of every account that synchronizes",
      remedy: installed
        ? wayOut`The account of an installed server cannot be changed. Install the next server with a group managed service account, and let it take over.`
        : wayOut`Use a group managed service account: pulumi config set --path hybrid-sync:connectSync.accounts.serviceAccount.kind "group managed service account"`,
    }),
  );
}

type Possible = Exclude<Support, "unsupported">;

function article(level: Possible): string {
  return level === "default" ? "the default" : level;
}

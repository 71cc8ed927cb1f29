import { wayOut } from "../../catalogue/remedy.ts";
import type { AdSyncServiceAccountInputs, AdSyncServiceAccountKind } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { installerCreatesIt, met, notApplicable, unmet } from "../judgement/verdict.ts";
import { whereabouts } from "../topics/active-directory.ts";
import { place } from "../topics/evidence.ts";
import { declaredSubject, judgeExistence } from "../topics/observed-account.ts";

/** Structural class of each kind that has an object in the directory; MS-ADSC. */
const classes: Readonly<Record<Exclude<AdSyncServiceAccountKind, "virtual account" | "local account">, string>> = {
  "standalone managed service account": "msDS-ManagedServiceAccount",
  "group managed service account": "msDS-GroupManagedServiceAccount",
  "domain user": "user",
};

export const adSyncServiceAccountExists: Rule<AdSyncServiceAccountInputs> = {
  name: "adsync-service-account-exists",
  title: "ADSync service account exists and is of the declared kind",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "An ADSync service account of the domain is of the declared kind. It exists, unless the installer creates it later.",
  consequence: "the Connect wizard stops where it asks for the service account",
  remedy: wayOut`Create the account, or declare the existing one.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-adsync-service-account",
  resources: resources.adSyncServiceAccounts,
  judge(inputs, context) {
    const { kind, name, phase } = inputs;
    const subject = declaredSubject(inputs);
    if (kind === "virtual account" || kind === "local account") {
      return [notApplicable(subject, `is a ${kind}, which has no object in the directory`)];
    }
    if (name === null) {
      // The wizard makes a standalone one by itself, on a domain controller; any other has to be there for it.
      return [
        kind === "standalone managed service account" && phase === "before-install"
          ? installerCreatesIt(subject, "is created by the installer")
          : unmet(about(subject, "without a name"), `is declared as a ${kind} without a name`, {
              consequence: "the program cannot check anything about it",
              remedy: wayOut`Name it: pulumi config set --path hybrid-sync:connectSync.accounts.serviceAccount.name NAME`,
            }),
      ];
    }
    const where = place(inputs.observed.evidence);
    return judgeExistence(inputs, context, (found) =>
      found === null ? unmet(about(subject, "not seen"), `was not seen ${where}`) : judgeClass(found, kind, where),
    );
  },
};

function judgeClass(found: FoundAccount, kind: keyof typeof classes, where: string) {
  return found.objectClass.toLowerCase() === classes[kind].toLowerCase()
    ? met(found, `is a ${kind}`, `${whereabouts(found)}, seen ${where}`)
    : unmet(
        about(found, found.objectClass),
        `is an object of class ${found.objectClass}, but is declared as a ${kind}`,
        {
          remedy: wayOut`Declare the kind it has under hybrid-sync:connectSync.accounts.serviceAccount, or name another account.`,
        },
      );
}

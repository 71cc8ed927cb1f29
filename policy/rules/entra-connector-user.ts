import { wayOut } from "../../catalogue/remedy.ts";
import { enablingUser } from "../../catalogue/tenant-commands.ts";
import type { EntraConnectorIdentityInputs } from "../../contract/entra.ts";
import type { EntraUser } from "../../tenant/facts/user.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Subject, subjectOf } from "../judgement/subject.ts";
import { installerCreatesIt, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";

export const entraConnectorUser: Rule<EntraConnectorIdentityInputs> = {
  name: "entra-connector-user",
  title: "Legacy Sync_ user exists and is enabled",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "If Connect Sync is declared to sign in as a user, the wizard has created that user in the tenant, and it is enabled.",
  consequence: "Connect Sync cannot sign in to Microsoft Entra ID, and every change stops",
  remedy: wayOut`Let Connect Sync create its user again: run Add-ADSyncAADServiceAccount on its server.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-azureadaccount",
  resources: resources.entraConnectorIdentities,
  judge(inputs) {
    const subject = subjectOf(inputs.account, inputs.name);
    const { user } = inputs.observed;
    if (user === null) return [notApplicable(subject, "is an application")];
    return settle(user, { subject, question: "whether it exists in the tenant" }, (found) =>
      judgeUser(inputs, subject, found),
    );
  },
};

function judgeUser({ phase }: EntraConnectorIdentityInputs, subject: Subject, found: EntraUser | null): Verdict {
  if (found === null) {
    return phase === "before-install"
      ? installerCreatesIt(subject, "does not exist yet; the wizard creates it")
      : unmet(about(subject, "not found"), "was not found in the tenant");
  }
  return found.accountEnabled
    ? met(subject, "exists and is enabled", `user of the tenant, object ${found.objectId}`)
    : unmet(about(subject, "blocked"), "is blocked from signing in", {
        remedy: wayOut`Enable it with: ${enablingUser(found.objectId)}`,
      });
}

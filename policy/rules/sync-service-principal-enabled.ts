import { wayOut } from "../../catalogue/remedy.ts";
import { syncService } from "../../catalogue/sync-applications.ts";
import { creatingServicePrincipal, enablingServicePrincipal } from "../../catalogue/tenant-commands.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { advisory, met, notApplicable, unmet } from "../judgement/verdict.ts";

const { title, applicationId } = syncService;
const subject = about(`The service principal "${title}" (${applicationId})`, applicationId);

export const syncServicePrincipalEnabled: Rule<TenantInputs> = {
  name: "sync-service-principal-enabled",
  title: "Microsoft's service principal for Connect Sync exists and is enabled",
  severity: "critical",
  enforcementLevel: "mandatory",
  description: `The tenant has the service principal "${title}", and it is enabled. The rule is advisory if Connect Sync signs in as a user.`,
  consequence: "Connect Sync cannot export to the tenant",
  remedy: wayOut`Create it or enable it, and do not delete it when you clean up unused service principals.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/harden-update-ad-fs-pingfederate",
  resources: resources.tenants,
  judge({ connectSync, observed }) {
    if (connectSync === null) return [notApplicable(subject, "is needed by Connect Sync only")];
    const question = "whether it exists and is enabled";
    const verdicts = settle(observed.syncService, { subject, question }, (found) => {
      if (found === null) {
        return unmet(about(subject, "missing"), "does not exist in the tenant", {
          remedy: wayOut`Create it with: ${creatingServicePrincipal(applicationId)}`,
        });
      }
      return found.enabled
        ? met(subject, "exists and is enabled")
        : unmet(about(subject, "disabled"), "is disabled", {
            remedy: wayOut`Enable it with: ${enablingServicePrincipal(applicationId)}`,
          });
    });
    return connectSync.applications.length > 0
      ? verdicts
      : verdicts.map((verdict) => (verdict.verdict === "met" ? verdict : advisory(verdict)));
  },
};

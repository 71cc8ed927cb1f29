import { wayOut } from "../../catalogue/remedy.ts";
import { passwordResetService } from "../../catalogue/sync-applications.ts";
import { creatingServicePrincipal, enablingServicePrincipal } from "../../catalogue/tenant-commands.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, notApplicable, unmet } from "../judgement/verdict.ts";

const { title, applicationId } = passwordResetService;
const subject = about(`The service principal "${title}"`, applicationId);

export const passwordResetServicePrincipalEnabled: Rule<TenantInputs> = {
  name: "password-reset-service-principal-enabled",
  title: "Microsoft's service principal for password writeback exists and is enabled",
  severity: "high",
  enforcementLevel: "mandatory",
  description: `If Connect Sync signs in as an application and writes passwords back, the service principal "${title}" exists in the tenant and is enabled.`,
  consequence: "the permissions of password writeback cannot be granted to the application",
  remedy: wayOut`Enable self-service password reset, which creates it, or create it, and do not change it afterwards.`,
  reference: passwordResetService.source,
  resources: resources.tenants,
  judge({ observed: { passwordResetService: observed } }) {
    if (observed === null) return [notApplicable(subject, "is needed for password writeback as an application only")];
    return settle(observed, { subject, question: "whether it exists and is enabled" }, (found) => {
      if (found === null) {
        return unmet(about(subject, "missing"), "does not exist in the tenant", {
          remedy: wayOut`Enable self-service password reset, or create it with: ${creatingServicePrincipal(applicationId)}`,
        });
      }
      return found.enabled
        ? met(subject, "exists and is enabled")
        : unmet(about(subject, "disabled"), "is disabled", {
            remedy: wayOut`Enable it with: ${enablingServicePrincipal(applicationId)}`,
          });
    });
  },
};

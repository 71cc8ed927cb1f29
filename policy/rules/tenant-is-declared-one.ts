import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, ofItem, unmet } from "../judgement/verdict.ts";
import { theTenant } from "../topics/tenant.ts";

const subject = theTenant;

export const tenantIsDeclaredOne: Rule<TenantInputs> = {
  name: "tenant-is-declared-one",
  title: "The tenant is the declared one",
  severity: "critical",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description: "The domains of the declared administrators are verified in the tenant of the credentials.",
  consequence: "the credentials are those of another tenant, or the administrators cannot exist here",
  remedy: wayOut`Set ARM_TENANT_ID and the credentials to those of the intended tenant, or declare administrators in a domain of this one.`,
  reference: "https://learn.microsoft.com/entra/identity/users/domains-manage",
  resources: resources.tenants,
  judge({ administratorDomains, observed: { organization } }) {
    const isAdministrators = (domain: string) => administratorDomains.includes(domain.toLowerCase());
    const question = "whether it is the declared tenant";
    return settle(organization, { subject, question }, ({ initialDomain, foreignDomains }) => {
      const foreign = foreignDomains.filter(isAdministrators);
      return foreign.length === 0
        ? met(subject, `is ${initialDomain}, and has the domains of the declared administrators`)
        : foreign.map((domain) =>
            ofItem(unmet(about(subject, domain), `is ${initialDomain}, and has no verified domain ${domain}`), domain),
          );
    });
  },
};

import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { named } from "../judgement/subject.ts";
import { advisory, met, notApplicable, unmet } from "../judgement/verdict.ts";
import { judgeForest } from "../topics/forest.ts";

/**
 * Advisory, because such forests often work, and nothing but a new forest mends it. Copies of the page from before 2021
 * name single-label domains beside dotted NetBIOS names; the present one names the latter alone.
 */
export const domainNamesSupported: Rule<ForestInputs> = {
  name: "domain-names-supported",
  title: "Connect Sync supports the names of the domains",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "In a forest of Connect Sync, no domain has a NetBIOS name with a period or a DNS name of only one part (a single-label domain).",
  consequence: "the wizard may fail, and Connect Sync is not supported with such a domain",
  remedy: wayOut`Ask Microsoft before you install Connect Sync, or synchronize the forest with Cloud Sync.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
  resources: resources.forests,
  judge(inputs, context) {
    return judgeForest(inputs, context, ({ domains }, subject) => {
      if (inputs.connectSync === null) return notApplicable(subject, "is not synchronized by Connect Sync");
      return settle(domains, { subject, question: "the names of its domains" }, (all) =>
        each(subject, all, ({ dnsName, dottedNetBiosName }) => {
          const domain = named(dnsName);
          if (dottedNetBiosName !== undefined)
            return advisory(unmet(domain, `has the NetBIOS name ${dottedNetBiosName}, with a period`));
          if (!dnsName.includes(".")) return advisory(unmet(domain, "has a DNS name of only one part"));
          return met(domain, "has a name that Connect Sync supports");
        }),
      );
    });
  },
};

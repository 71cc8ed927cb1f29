import { wayOut } from "../../catalogue/remedy.ts";
import { managedServiceAccountsKey } from "../../catalogue/well-known-objects.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, named } from "../judgement/subject.ts";
import { advisory, met, notApplicable, unmet } from "../judgement/verdict.ts";
import { place } from "../topics/evidence.ts";
import { judgeForest } from "../topics/forest.ts";
import { inLeftOutDomain } from "../topics/synchronized-domains.ts";

/** Blocking while a gMSA is still to be created; afterwards it stands in the way of the next one only. */
export const managedServiceAccountsContainer: Rule<ForestInputs> = {
  name: "managed-service-accounts-container",
  title: "Every domain has its container for managed service accounts",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "If managed service accounts are used, otherWellKnownObjects of every domain names an existing container for them.",
  consequence: 'creating a gMSA fails with "There is no such object on the server" (0x80072030)',
  remedy: wayOut`Create the container CN=Managed Service Accounts again, and set the value "B:32:${managedServiceAccountsKey}:" with its distinguished name in otherWellKnownObjects of the domain.`,
  reference:
    "https://learn.microsoft.com/troubleshoot/entra/entra-id/ad-dmn-services/azure-ad-hybrid-sync-no-such-object-on-server",
  resources: resources.forests,
  judge(inputs, context) {
    const { managedServiceAccounts, observed } = inputs;
    return judgeForest(inputs, context, (_, subject) => {
      if (managedServiceAccounts === "none")
        return notApplicable(subject, "has no managed service account of this stack");
      const question = "whether its domains have a container for managed service accounts";
      return settle(observed.domains, { subject, question }, (domains) =>
        each(subject, domains, ({ dnsName, distinguishedName, managedServiceAccountsContainer: container }) =>
          inLeftOutDomain(
            inputs,
            dnsName,
            settle(container, { subject: named(distinguishedName), question: "its otherWellKnownObjects" }, (found) => {
              if (found.state === "present") {
                return met(distinguishedName, `keeps managed service accounts in ${found.distinguishedName}`);
              }
              const fact =
                found.state === "missing"
                  ? "names no container for managed service accounts"
                  : `names ${found.distinguishedName} for managed service accounts, which has been deleted`;
              const verdict = unmet(
                about(named(distinguishedName), found.state),
                `${fact} ${place(observed.evidence)}`,
              );
              return managedServiceAccounts === "to be created" ? verdict : advisory(verdict);
            }),
          ),
        ),
      );
    });
  },
};

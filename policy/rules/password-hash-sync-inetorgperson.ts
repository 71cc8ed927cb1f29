import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { DomainPermissions } from "../../directory/facts/permissions.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { named } from "../judgement/subject.ts";
import { met, notApplicable, unmet } from "../judgement/verdict.ts";
import { objectsSeen } from "../topics/evidence.ts";
import { judgeHidden } from "../topics/hidden-objects.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains } from "../topics/replication.ts";
import { nothingSeen } from "../topics/scope.ts";
import { synchronizedDomains } from "../topics/synchronized-domains.ts";

/** The requirement that is about every object of the class; what is observed of it says how many there are in scope. */
const aboutTheClass = "basic-read/read all properties/inetOrgPerson";

/** Where one may be that is not seen, or not seen to be one. */
const unseen = { where: "in scope", causes: ["contents", "containers", "classes"] } as const;

export const passwordHashSyncInetOrgPerson: Rule<ConnectorAccountInputs | GroupManagedServiceAccountInputs> = {
  name: "password-hash-sync-inetorgperson",
  title: "Password hash synchronization covers no inetOrgPerson objects",
  severity: "low",
  enforcementLevel: "advisory",
  description: "With password hash synchronization, no object in scope is of the class inetOrgPerson.",
  consequence:
    "password hash synchronization leaves them out, and they cannot sign in to the cloud with their password",
  remedy: wayOut`Convert them to users, or let them sign in another way.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites",
  resources: resources.syncAccounts,
  judge(inputs, context) {
    const question = "which classes of people are in scope";
    return judgeAccount<{ readonly permissions: readonly DomainPermissions[] }>(
      inputs,
      context,
      question,
      (found, { permissions }) => {
        if (!inputs.features.includes("password-hash-sync"))
          return notApplicable(found, "synchronizes no password hashes");
        const domains = synchronizedDomains(inputs, permissions);
        if (domains.length === 0) return noDomains(found, question, inputs.forest);
        return each(found, domains, (domain) => {
          const subject = named(domain.distinguishedName);
          return settle(domain.objects, { subject, question }, (objects) => {
            const row = objects.rights.find(({ requirements }) => requirements.includes(aboutTheClass));
            const count = row?.objects ?? 0;
            const seen = `among the ${objectsSeen(objects, inputs.observed.evidence)}`;
            if (count === 0) {
              const unknown = judgeHidden(subject, question, domain, objects.hidden, unseen);
              if (unknown.length > 0) return unknown;
              return (
                nothingSeen(subject, question, objects, domain) ??
                met(subject, `has no inetOrgPerson in scope, ${seen}`)
              );
            }
            const people = count === 1 ? "1 inetOrgPerson" : `${count} objects of the class inetOrgPerson`;
            return unmet(subject, `has ${people} in scope, ${seen}`);
          });
        });
      },
    );
  },
};

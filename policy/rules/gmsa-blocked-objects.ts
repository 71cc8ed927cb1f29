import { powershell } from "../../catalogue/command.ts";
import { gmsaPage } from "../../catalogue/permissions/requirement.ts";
import type { GroupManagedServiceAccountInputs } from "../../directory/observation.ts";
import { judgeBlockedObjects } from "../blocked-objects.ts";
import { each, judgeAccount } from "../judgement.ts";
import { noDomains } from "../replication.ts";
import { type Rule, resources } from "../rule.ts";
import { synchronizedDomains } from "../synchronized-domains.ts";

/** A domain that was not seen is another rule's to say: the one about what its features need. */
export const gmsaBlockedObjects: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-blocked-objects",
  title: "gMSA is kept from no object that is synchronized",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "What the gMSA needs reaches every object in scope, also where inheritance is switched off or an entry denies it.",
  consequence: "the export of these objects fails (error 8344, insufficient access rights)",
  remedy: "Switch inheritance on, or take the objects out of what is synchronized.",
  reference: gmsaPage,
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "what it may do to the objects that are synchronized";
    return judgeAccount(inputs, context, question, (found, { permissions }) => {
      const judged = { tool: "cloud-sync", found, features: inputs.features, command: () => powershell`` } as const;
      const served = synchronizedDomains(inputs, permissions);
      if (served.length === 0) return noDomains(found.name, question, inputs.forest);
      return each(found.name, served, (domain) => judgeBlockedObjects(judged, domain, inputs.observed.evidence));
    });
  },
};

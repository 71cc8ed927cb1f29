import { gmsaPage } from "../../catalogue/pages.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { judgeBlockedObjects } from "../topics/blocked-objects.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains } from "../topics/replication.ts";
import { synchronizedDomains } from "../topics/synchronized-domains.ts";

/** A domain that was not seen is another rule's to say: the one about what its features need. */
export const gmsaBlockedObjects: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-blocked-objects",
  title: "gMSA can write every object in scope",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The gMSA has its permissions on every object in scope, also where inheritance is disabled or an access control entry (ACE) denies them.",
  consequence: "the export of these objects fails (error 8344, insufficient access rights)",
  remedy: wayOut`Enable inheritance, or exclude the objects from synchronization.`,
  reference: gmsaPage,
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "what it may do to the objects that are synchronized";
    return judgeAccount(inputs, context, question, (found, { permissions }) => {
      const { features, exchangeOnlineAttributes } = inputs;
      const needs = { tool: "cloud-sync", found, features, exchangeOnlineAttributes } as const;
      const served = synchronizedDomains(inputs, permissions);
      if (served.length === 0) return noDomains(found, question, inputs.forest);
      return each(found, served, (domain) => judgeBlockedObjects(needs, domain, inputs.observed.evidence));
    });
  },
};

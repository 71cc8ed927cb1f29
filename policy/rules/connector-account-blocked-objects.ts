import { connectorPermissionsPage } from "../../catalogue/pages.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { judgeBlockedObjects } from "../topics/blocked-objects.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains } from "../topics/replication.ts";
import { synchronizedDomains } from "../topics/synchronized-domains.ts";

/** What is granted on a domain root does not reach every object: where it stops for most of them, the feature fails. */
export const connectorAccountBlockedObjects: Rule<ConnectorAccountInputs> = {
  name: "connector-account-blocked-objects",
  title: "AD DS Connector account can write every object in scope",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The AD DS Connector account has its permissions on every object in scope, also where inheritance is disabled or an access control entry (ACE) denies them.",
  consequence: "the export of these objects fails (error 8344, insufficient access rights)",
  remedy: wayOut`Enable inheritance, or exclude the objects from synchronization.`,
  reference: connectorPermissionsPage,
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "what it may do to the objects that are synchronized";
    return judgeAccount(inputs, context, question, (found, details) => {
      const permissions = synchronizedDomains(inputs, details.permissions);
      if (permissions.length === 0) return noDomains(found, question, inputs.forest);
      const needs = { tool: "connect-sync", found, features: inputs.features } as const;
      return each(found, permissions, (domain) => judgeBlockedObjects(needs, domain, inputs.observed.evidence));
    });
  },
};

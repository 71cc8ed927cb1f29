import { unitsPerConfiguration } from "../../catalogue/cloud-sync-limits.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { named } from "../judgement/subject.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { agentSetting } from "../topics/cloud-sync-settings.ts";
import { outermost, scopeIn } from "../topics/declared-scope.ts";
import { declaredSubject } from "../topics/observed-account.ts";

export const cloudSyncScopeWithinLimit: Rule<GroupManagedServiceAccountInputs> = {
  name: "cloud-sync-scope-within-limit",
  title: "A configuration of Cloud Sync names no more units than it can",
  severity: "medium",
  enforcementLevel: "mandatory",
  description: `In each domain, Cloud Sync has at most ${unitsPerConfiguration} separate organizational units in scope.`,
  consequence: "the configuration cannot have all of them, and some are not synchronized",
  remedy: wayOut`Name a unit that contains several of them, because nested units are included.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs) {
    const faults = each(declaredSubject(inputs), inputs.domains, (domain) => {
      const units = outermost(scopeIn(domain, inputs.organizationalUnits ?? []));
      if (units.length <= unitsPerConfiguration) return [];
      return unmet(
        named(domain),
        `has ${units.length} separate organizational units in scope of Cloud Sync, and a configuration takes ${unitsPerConfiguration}`,
        {
          remedy: wayOut`Name units that contain several of them under ${agentSetting(inputs, "organizationalUnits")}, because nested units are included.`,
        },
      );
    });
    return faults.length > 0 ? faults : [met("The scope of Cloud Sync", "has no more units in a domain than possible")];
  },
};

import type { FeatureId } from "../../catalogue/features.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { about, named } from "../judgement/subject.ts";
import { met, notApplicable, ofItem, unmet } from "../judgement/verdict.ts";
import { agentSetting } from "../topics/cloud-sync-settings.ts";
import { overlapOf, scopeIn } from "../topics/declared-scope.ts";
import { declaredSubject } from "../topics/observed-account.ts";

/** With these alone, Cloud Sync only writes to Active Directory, beside Connect Sync. */
const writing: ReadonlySet<FeatureId> = new Set<FeatureId>([
  "group-provisioning",
  "user-provisioning",
  "exchange-online-writeback",
]);

/** Advisory, because filters by group or attribute, which no stack declares, may keep the objects apart. */
export const objectsOfOneTool: Rule<GroupManagedServiceAccountInputs> = {
  name: "objects-of-one-tool",
  title: "Cloud Sync and Connect Sync have different objects in scope",
  severity: "high",
  enforcementLevel: "advisory",
  description:
    "No organizational unit is in scope of Cloud Sync and of Connect Sync, because an object belongs to one tool only.",
  consequence:
    "both tools synchronize its objects, which Microsoft does not support, and each undoes what the other does",
  remedy: wayOut`Declare the organizational units of each tool, or remove the tool that no longer synchronizes.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/plan-cloud-sync-topologies",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs) {
    const { connectSync, domains, features, organizationalUnits = [] } = inputs;
    const subject = declaredSubject(inputs);
    if (connectSync === undefined) return [notApplicable(subject, "has its forest for itself")];
    if (features.length > 0 && features.every((feature) => writing.has(feature)))
      return [notApplicable(subject, "only writes to Active Directory")];
    const faults = each(subject, domains, (domain) => {
      const theirs = connectSync.domains?.map((name) => name.toLowerCase());
      const shared =
        theirs === undefined || theirs.includes(domain.toLowerCase())
          ? overlapOf(scopeIn(domain, organizationalUnits), scopeIn(domain, connectSync.organizationalUnits))
          : [];
      const remedy = wayOut`Declare different organizational units under ${agentSetting(inputs, "organizationalUnits")} and under hybrid-sync:connectSync.forests[].organizationalUnits, or remove the tool that no longer synchronizes.`;
      return shared.map((unit) =>
        ofItem(
          unmet(about(named(domain), unit), `has ${unit} in scope of Cloud Sync and of Connect Sync`, { remedy }),
          unit,
        ),
      );
    });
    return faults.length > 0
      ? faults
      : [met("The scope of Cloud Sync", "has nothing that is in scope of Connect Sync too")];
  },
};

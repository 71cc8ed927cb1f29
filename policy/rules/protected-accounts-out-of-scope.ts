import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { AdministratorsInScope, DomainPermissions, ObjectPermissions } from "../../directory/facts/permissions.ts";
import { forEach } from "../judgement/each-thing.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, inWords, named, others, type Subject } from "../judgement/subject.ts";
import { cannotVerify, met, notObserved, ofItem, unmet, type Verdict } from "../judgement/verdict.ts";
import { throughGroups } from "../topics/active-directory.ts";
import { objectsSeen } from "../topics/evidence.ts";
import { judgeHidden } from "../topics/hidden-objects.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains } from "../topics/replication.ts";
import { nothingSeen } from "../topics/scope.ts";
import { synchronizedDomains } from "../topics/synchronized-domains.ts";

/** Parts of Active Directory itself are not among them: no tool synchronizes those. */
export const protectedAccountsOutOfScope: Rule<ConnectorAccountInputs | GroupManagedServiceAccountInputs> = {
  name: "protected-accounts-out-of-scope",
  title: "Administrators of Active Directory are not synchronized",
  severity: "low",
  enforcementLevel: "advisory",
  description:
    "No account in scope is an administrator of Active Directory. Administrators are the members of the groups that AdminSDHolder protects, directly, through nested groups or by primary group, with or without adminCount. Nor was one in scope protected once: such an account has adminCount 1 and disabled inheritance.",
  consequence:
    "administrators of the domain get a cloud identity, which is one more way to attack them, and nothing is written back to their accounts",
  remedy: wayOut`Exclude administrators from synchronization: name organizational units without them under organizationalUnits, and choose the same in the tool. If an account is no longer an administrator, clear adminCount and enable inheritance.`,
  reference:
    "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/troubleshoot-permission-issue-sync-service-manager",
  resources: resources.syncAccounts,
  judge(inputs, context) {
    const question = "whether administrators are in scope";
    return judgeAccount<{ readonly permissions: readonly DomainPermissions[] }>(
      inputs,
      context,
      question,
      (found, { permissions }) => {
        const domains = synchronizedDomains(inputs, permissions);
        if (domains.length === 0) return noDomains(found, question, inputs.forest);
        return each(found, domains, (domain) => {
          const subject = named(domain.distinguishedName);
          return settle(domain.objects, { subject, question }, (objects) => {
            const { administrators } = objects;
            const seen = `among the ${objectsSeen(objects, inputs.observed.evidence)}`;
            const found = [
              ...(administrators === undefined
                ? [cannotVerify(about(subject, "administrators"), question, anotherVersion, refresh)]
                : settle(administrators, { subject: about(subject, "administrators"), question }, (people) =>
                    judgeAdministrators(subject, people, question, whereIn(objects)),
                  )),
              ...onceProtected(subject, objects, seen),
              ...judgeUnread(subject, question, domain, objects),
            ];
            if (found.length > 0) return found;
            return (
              nothingSeen(subject, question, objects, domain) ?? met(subject, `has no administrator in scope, ${seen}`)
            );
          });
        });
      },
    );
  },
};

const anotherVersion = "another version of hybrid-sync recorded the observation";
const refresh = wayOut`Run "pulumi refresh" to observe it again.`;

function whereIn({ scope }: ObjectPermissions): string {
  return scope.length === 0 ? "in scope (the whole domain)" : "in scope";
}

/** One verdict for each person. */
function judgeAdministrators(
  subject: Subject,
  { count, names, everyone, hidden }: AdministratorsInScope,
  question: string,
  where: string,
): readonly Verdict[] {
  return [
    ...names.map(({ distinguishedName, group, through }) =>
      ofItem(
        unmet(
          about(inWords(subject.words, named(distinguishedName)), "administrator"),
          `has ${distinguishedName} ${where}, an administrator of Active Directory: a member of ${group}${throughGroups(through)}`,
        ),
        distinguishedName,
      ),
    ),
    ...(count > names.length
      ? [unmet(others(about(subject, "administrator")), `has ${count - names.length} more administrators ${where}`)]
      : []),
    ...everyone.map(({ name, sid, group, groupSid, through }) =>
      unmet(
        about(subject, "everyone", sid ?? name, groupSid ?? group),
        `has everyone in ${name} as administrators of Active Directory: ${name} is a member of ${group}${throughGroups(through)}`,
        { remedy: wayOut`Remove ${name} from ${[...through, group][0] ?? group}.` },
      ),
    ),
    ...hidden.map((why) => notObserved(about(subject, "hidden", why.reason), question, why)),
  ];
}

/** AdminSDHolder leaves its marks on those who are administrators no longer. */
function onceProtected(subject: Subject, objects: ObjectPermissions, seen: string): readonly Verdict[] {
  return forEach(
    objects.protectedPeople,
    (name) => name,
    (item, name) =>
      unmet(
        name === null ? others(about(subject, "once protected")) : about(subject, name, "once protected"),
        `has ${item} ${whereIn(objects)}, whom AdminSDHolder protects or once protected, ${seen}`,
      ),
  );
}

/** Anything may be where the reader sees nothing. */
function judgeUnread(
  subject: Subject,
  question: string,
  domain: DomainPermissions,
  { hidden }: ObjectPermissions,
): readonly Verdict[] {
  const name = "observed" in hidden ? hidden.observed.adminCount : null;
  const unread =
    name === null
      ? []
      : [
          cannotVerify(
            about(subject, "adminCount"),
            question,
            `the read account cannot read adminCount of ${name}`,
            wayOut`Grant the read account Read adminCount on the people in scope.`,
          ),
        ];
  return [...judgeHidden(subject, question, domain, hidden, { where: "in scope" }), ...unread];
}

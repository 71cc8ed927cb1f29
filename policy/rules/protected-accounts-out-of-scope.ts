import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { DomainPermissions, ObjectPermissions } from "../../directory/facts/permissions.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { cannotVerify, met, unmet, type Verdict } from "../judgement/verdict.ts";
import { objectsSeen } from "../topics/evidence.ts";
import { judgeHidden } from "../topics/hidden-objects.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains } from "../topics/replication.ts";
import { nothingSeen } from "../topics/scope.ts";
import { synchronizedDomains } from "../topics/synchronized-domains.ts";

/** Objects named in a message; the rest is counted. */
const mostNames = 3;

/** Parts of Active Directory itself are not among them: no tool synchronizes those. */
export const protectedAccountsOutOfScope: Rule<ConnectorAccountInputs | GroupManagedServiceAccountInputs> = {
  name: "protected-accounts-out-of-scope",
  title: "Administrators of Active Directory are not synchronized",
  severity: "low",
  enforcementLevel: "advisory",
  description:
    "No account in scope is or was protected by AdminSDHolder. Such an account has adminCount 1 and disabled inheritance.",
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
        if (domains.length === 0) return noDomains(found.name, question, inputs.forest);
        return each(found.name, domains, (domain) => {
          const { distinguishedName: subject } = domain;
          return settle(domain.objects, { subject, question }, (objects) => {
            const { protectedPeople, scope } = objects;
            const seen = `among the ${objectsSeen(objects, inputs.observed.evidence)}`;
            const { count } = protectedPeople;
            const unknown = judgeUnread(subject, question, domain, objects);
            if (count === 0)
              return unknown.length > 0
                ? unknown
                : (nothingSeen(subject, question, objects, domain) ??
                    met(subject, `has no administrator in scope, ${seen}`));
            const where = scope.length === 0 ? "in scope (the whole domain)" : "in scope";
            const names = protectedPeople.sample.slice(0, mostNames);
            const more = count > names.length ? ` and ${count - names.length} more` : "";
            return unmet(
              subject,
              `has ${count === 1 ? "1 person" : `${count} people`} ${where} whom AdminSDHolder protects or once protected, ${seen}: ${names.join("; ")}${more}`,
            );
          });
        });
      },
    );
  },
};

/** Anything may be where the reader sees nothing. */
function judgeUnread(
  subject: string,
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
            subject,
            question,
            `the read account cannot read adminCount of ${name}`,
            wayOut`Grant the read account Read adminCount on the people in scope.`,
          ),
        ];
  return [...judgeHidden(subject, question, domain, hidden, { where: "in scope" }), ...unread];
}

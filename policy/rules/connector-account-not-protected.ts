import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { Membership } from "../../directory/facts/account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settleWhole } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, never, ofItem, unmet } from "../judgement/verdict.ts";
import { describeMembership, wayOutOf } from "../topics/active-directory.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { grantsBeforeLeaving } from "../topics/permissions.ts";

/** Relative identifiers of Domain Admins and Enterprise Admins, in MS-DTYP 2.4.2.4. */
const refusedByTheWizard = /^S-1-5-21-\d+-\d+-\d+-(512|519)$/;

export const connectorAccountNotProtected: Rule<ConnectorAccountInputs> = {
  name: "connector-account-not-protected",
  title: "AD DS Connector account is in no protected group",
  severity: "critical",
  enforcementLevel: "mandatory",
  description:
    "The AD DS Connector account is in no protected group such as Domain Admins or Enterprise Admins, directly or through nested groups.",
  consequence: "anyone who takes over the sync server gets the rights of the group in the domain",
  remedy: wayOut`Remove the account from the group. Connect Sync needs its own rights, not memberships.`,
  reference:
    "https://learn.microsoft.com/windows-server/identity/ad-ds/plan/security-best-practices/appendix-c--protected-accounts-and-groups-in-active-directory",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "in which protected groups it is";
    return judgeAccount(inputs, context, question, (found, { protectedGroups, permissions }) =>
      settleWhole(protectedGroups, { subject: found, question }, (memberships) => {
        if (memberships.length === 0) return met(found, "is in no protected group");
        const needs = { tool: "connect-sync", found, features: inputs.features } as const;
        return memberships.map((membership) => {
          const isIn = describeMembership(membership);
          const verdict = unmet(about(found, membership.sid), `is in ${isIn}`, {
            ...(isRefused(membership) && {
              consequence:
                "the Connect wizard refuses members of Domain Admins and Enterprise Admins, and anyone who takes over the sync server would control the domain",
            }),
            remedy: wayOutOf(
              found,
              [membership],
              inputs.forest,
              (group) => grantsBeforeLeaving(needs, permissions, group),
              memberships,
            ),
          });
          return ofItem(isRefused(membership) ? never(verdict, "administrator") : verdict, isIn);
        });
      }),
    );
  },
};

function isRefused({ sid }: Membership): boolean {
  return refusedByTheWizard.test(sid);
}

import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { SyncRoleMember } from "../../tenant/facts/tenant.ts";
import { settle } from "../judgement/judge-resource.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";
import { counted, judgeListing } from "../topics/tenant.ts";

const subject = "The tenant";

export const syncRolesLeftToService: Rule<TenantInputs> = {
  name: "sync-roles-left-to-service",
  title: "Only the service's own accounts hold the sync roles",
  severity: "critical",
  enforcementLevel: "mandatory",
  description:
    "Only accounts that the sync service created (Sync_… and ADToAADSyncServiceAccount) hold the roles Directory Synchronization Accounts and On Premises Directory Sync Account.",
  consequence: "anyone who holds one of these roles may write every synchronized identity of the tenant",
  remedy:
    "End the assignment in the Microsoft Entra admin center, under Roles & admins; only the service assigns these roles.",
  reference:
    "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#directory-synchronization-accounts",
  resources: resources.tenants,
  judge({ observed: { syncRoleMembers } }) {
    const question = "who holds the sync roles";
    return settle(syncRoleMembers, { subject, question }, ({ serviceAccounts, others }) =>
      others.count === 0
        ? [
            met(
              subject,
              `leaves the sync roles to the service, which made ${counted(serviceAccounts.count, "account")} for them`,
            ),
          ]
        : judgeListing(subject, others, "holders of the sync roles that the service did not make", judgeMember),
    );
  },
};

function judgeMember({ kind, name, role, guest, enabled }: SyncRoleMember): Verdict {
  const { title, templateId } = directoryRoles[role];
  const who = guest ? "guest" : kind;
  const state = enabled === false ? ", disabled" : "";
  return {
    ...unmet(name, `(${who}${state}) holds "${title}" (${templateId}), and is no account that the sync service made`),
    // Whether Microsoft gives them to an application of its own is not documented; who is gone can sign in no more.
    ...(kind === "service principal" || kind === "unknown object" ? { enforcementLevel: "advisory" as const } : {}),
  };
}

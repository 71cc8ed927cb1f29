import { wayOut } from "../../catalogue/remedy.ts";
import { largestNumberOfSyncServiceAccounts as limit } from "../../catalogue/tenant-limits.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { SyncRoleMembers } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { counted } from "../topics/tenant.ts";

const subject = "The tenant";

export const syncServiceAccountsWithinLimit: Rule<TenantInputs> = {
  name: "sync-service-accounts-within-limit",
  title: `At most ${limit} sync service accounts`,
  severity: "high",
  enforcementLevel: "mandatory",
  description: `A tenant can have ${limit} accounts that the sync service creates. There is room for those that are still needed.`,
  consequence: "the installer cannot create its account, and stops",
  remedy: wayOut`Delete the Sync_ users of removed servers. The second part of the user name is the server.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.tenants,
  judge(inputs) {
    const question = "how many sync service accounts it has";
    return settle(inputs.observed.syncRoleMembers, { subject, question }, ({ serviceAccounts }) => {
      const toCome = accountsToCome(inputs, serviceAccounts);
      const fact =
        toCome === 0
          ? `has ${counted(serviceAccounts.count, "sync service account")} of at most ${limit}`
          : `has ${counted(serviceAccounts.count, "sync service account")} of at most ${limit}, and needs ${toCome} more`;
      return serviceAccounts.count + toCome > limit ? unmet(subject, fact) : met(subject, fact);
    });
  },
};

/** Cloud Sync makes one for the tenant, Connect Sync one to a server unless it signs in as an application. */
function accountsToCome(
  { cloudSync, connectSync }: TenantInputs,
  { sample: accounts }: SyncRoleMembers["serviceAccounts"],
): number {
  const forCloudSync =
    cloudSync?.phase === "before-install" && !accounts.some(({ tool }) => tool === "cloud-sync") ? 1 : 0;
  const forConnectSync =
    connectSync?.phase === "before-install" && connectSync.identity.kind === "user" ? connectSync.servers.length : 0;
  const there = accounts.filter(({ tool }) => tool === "connect-sync").length;
  return forCloudSync + Math.max(0, forConnectSync - there);
}

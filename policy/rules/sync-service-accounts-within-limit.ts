import { countOf } from "../../catalogue/count-of.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { largestNumberOfSyncServiceAccounts as limit } from "../../catalogue/tenant-limits.ts";
import { type SyncTool, toolIds } from "../../catalogue/tools.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { SyncRoleMembers } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { theTenant } from "../topics/tenant.ts";

const subject = theTenant;

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
          ? `has ${countOf(serviceAccounts.count, "sync service account")} of at most ${limit}`
          : `has ${countOf(serviceAccounts.count, "sync service account")} of at most ${limit}, and needs ${toCome} more`;
      return serviceAccounts.count + toCome > limit ? unmet(subject, fact) : met(subject, fact);
    });
  },
};

/** How many the service of a tool will still make, where it has made some. */
const stillMade: Readonly<Record<SyncTool, (inputs: TenantInputs, made: number) => number>> = {
  // One for the tenant.
  "cloud-sync": ({ cloudSync }, made) => (cloudSync?.phase === "before-install" ? Math.max(0, 1 - made) : 0),
  // One to a server, unless it signs in as an application.
  "connect-sync": ({ connectSync }, made) =>
    connectSync?.phase === "before-install" && connectSync.identity.kind === "user"
      ? Math.max(0, connectSync.servers.length - made)
      : 0,
};

function accountsToCome(inputs: TenantInputs, { sample }: SyncRoleMembers["serviceAccounts"]): number {
  const counts = toolIds.map((tool) =>
    stillMade[tool](inputs, sample.filter((account) => account.tool === tool).length),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

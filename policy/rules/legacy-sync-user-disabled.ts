import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { SyncServiceAccount } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { type ConnectSync, declaredServer, judgeHidden } from "../topics/tenant.ts";

const subject = "The tenant";

export const legacySyncUserDisabled: Rule<TenantInputs> = {
  name: "legacy-sync-user-disabled",
  title: "No Sync_ user stays enabled after the switch to an application",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "After Connect Sync switches to an application, the Sync_ user of its active server is deleted or disabled. The users of staging and other servers are shown.",
  consequence: "an unused user with a password that never expires may still write every synchronized identity",
  remedy: wayOut`Remove it in the Microsoft Entra admin center after the server has switched. To use it again, declare hybrid-sync:connectSync.identity.kind as user.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, observed: { syncRoleMembers } }) {
    if (connectSync === null) return [notApplicable(subject, "is not synchronized by Connect Sync")];
    if (connectSync.identity.kind === "user") return [notApplicable(subject, "is declared to use a Sync_ user")];
    if (connectSync.phase === "before-install") {
      return [notApplicable(subject, "may have Sync_ users until Connect Sync is installed with its application")];
    }
    const question = "whether Sync_ users are enabled";
    return settle(syncRoleMembers, { subject, question }, ({ serviceAccounts }) => {
      const enabled = serviceAccounts.sample.filter((account) => account.tool === "connect-sync" && account.enabled);
      const hidden = judgeHidden(subject, serviceAccounts, `${question} besides these`);
      if (enabled.length + hidden.length === 0) return [met(subject, "has no enabled Sync_ user")];
      return [...each(subject, enabled, (account) => judgeAccount(account, connectSync)), ...hidden];
    });
  },
};

function judgeAccount({ userPrincipalName, server }: SyncServiceAccount, connectSync: ConnectSync): Verdict {
  const declared = declaredServer(connectSync, server ?? "");
  if (declared?.mode === "active") {
    return unmet(userPrincipalName, `is enabled, although ${declared.name} signs in as an application`);
  }
  const fact =
    declared === undefined
      ? `is enabled, and this stack declares no server ${server}`
      : `is enabled; ${declared.name} is a staging server, which may not have switched yet`;
  return { ...unmet(userPrincipalName, fact), enforcementLevel: "advisory" };
}

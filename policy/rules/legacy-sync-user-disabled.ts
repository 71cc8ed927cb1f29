import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { SyncServiceAccount } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { type ConnectSync, declaredServer, judgeHidden, theTenant } from "../topics/tenant.ts";

const subject = theTenant;

export const legacySyncUserDisabled: Rule<TenantInputs> = {
  name: "legacy-sync-user-disabled",
  title: "No Sync_ user stays enabled after the switch to an application",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "After Connect Sync switches to an application, the Sync_ user of its active server is deleted or disabled. The users of staging and other servers are shown, and before an installation with an application those of its servers.",
  consequence: "an unused user with a password that never expires may still write every synchronized identity",
  remedy: wayOut`Remove it in the Microsoft Entra admin center after the server has switched. To use it again, declare hybrid-sync:connectSync.identity.kind as user.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, observed: { syncRoleMembers } }) {
    if (connectSync === null) return [notApplicable(subject, "is not synchronized by Connect Sync")];
    if (connectSync.identity.kind === "user") return [notApplicable(subject, "is declared to use a Sync_ user")];
    const isInstalled = connectSync.phase === "after-install";
    const question = "whether Sync_ users are enabled";
    const verdicts = settle(syncRoleMembers, { subject, question }, ({ serviceAccounts }) => {
      const enabled = serviceAccounts.sample.filter((account) => account.tool === "connect-sync" && account.enabled);
      // Those of other servers may still synchronize, and other rules show them.
      const concerned = enabled.filter(({ server }) => isInstalled || declaredServer(connectSync, server ?? ""));
      const hidden = judgeHidden(subject, serviceAccounts, `${question} besides these`);
      if (concerned.length + hidden.length === 0) {
        return [met(subject, `has no enabled Sync_ user${isInstalled ? "" : " of a declared server"}`)];
      }
      return [...each(subject, concerned, (account) => judgeAccount(account, connectSync)), ...hidden];
    });
    // An earlier installation may need them until the new one has taken over.
    return isInstalled ? verdicts : verdicts.map((verdict) => ({ ...verdict, enforcementLevel: "advisory" as const }));
  },
};

function judgeAccount({ objectId, userPrincipalName, server }: SyncServiceAccount, connectSync: ConnectSync): Verdict {
  const user = about(userPrincipalName, objectId ?? userPrincipalName);
  const declared = declaredServer(connectSync, server ?? "");
  if (connectSync.phase === "before-install" && declared !== undefined) {
    return unmet(
      about(user, "before the installation"),
      `is enabled, although Connect Sync is to be installed on ${declared.name} with an application, which does not use it`,
      {
        remedy: wayOut`If an earlier installation on the server still uses it, remove it in the Microsoft Entra admin center after the new one has taken over; otherwise remove it now. To use it again, declare hybrid-sync:connectSync.identity.kind as user.`,
      },
    );
  }
  if (declared?.mode === "active") {
    return unmet(user, `is enabled, although ${declared.name} signs in as an application`);
  }
  const fact =
    declared === undefined
      ? `is enabled, and this stack declares no server ${server}`
      : `is enabled; ${declared.name} is a staging server, which may not have switched yet`;
  return {
    ...unmet(about(user, declared === undefined ? "no server" : "staging server"), fact),
    enforcementLevel: "advisory",
  };
}

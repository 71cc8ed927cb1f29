import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { SyncApplication } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeListing } from "../topics/tenant.ts";

export const syncApplicationHoldsNoMore: Rule<TenantInputs> = {
  name: "sync-application-holds-no-more",
  title: "The sync application has no client secret, no owner and no other permission",
  severity: "high",
  enforcementLevel: "advisory",
  description:
    "The application of Connect Sync signs in only with a certificate, has no owner, and holds only the permissions that synchronization needs.",
  consequence: "anyone who has the secret, or can add one, can write every synchronized identity of the tenant",
  remedy: wayOut`Remove it under App registrations; the application needs a certificate and one permission.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, observed: { syncApplications } }) {
    if (connectSync === null || connectSync.applications.length === 0 || syncApplications === null) {
      return [notApplicable("The tenant", "is declared to have no application for Connect Sync")];
    }
    const names = connectSync.applications.map(({ name }) => `"${name}"`);
    const subject = `The application ${enumerated(names)}`;
    const question = "what it has";
    return settle(syncApplications, { subject, question }, (found) =>
      found.count === 0
        ? [met(subject, "has no client secret, no owner and no other permission")]
        : judgeListing(subject, found, "applications with that name and more than they need", judgeApplication),
    );
  },
};

function judgeApplication({ name, clientId, clientSecrets, owners, permissions }: SyncApplication): Verdict {
  const subject = `The application "${name}"`;
  const found = [
    ...(clientSecrets > 0 ? [counted(clientSecrets, "client secret")] : []),
    ...(owners > 0 ? [counted(owners, "owner")] : []),
    ...(permissions.length > 0 ? [`the permission ${enumerated(permissions)}`] : []),
  ];
  return found.length === 0
    ? met(subject, "has no client secret, no owner and no other permission")
    : unmet(subject, `has ${enumerated(found)} (application ${clientId})`);
}

function counted(count: number, thing: string): string {
  return count === 1 ? `a ${thing}`.replace("a owner", "an owner") : `${count} ${thing}s`;
}

import { applicationPermissions } from "../../catalogue/sync-applications.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { PermissionHolder } from "../../tenant/facts/tenant.ts";
import { settle } from "../judgement/judge-resource.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";
import { type ConnectSync, declaredServer, judgeListing } from "../topics/tenant.ts";

const permission = applicationPermissions.synchronization;
const subject = "The tenant";

export const syncPermissionHoldersKnown: Rule<TenantInputs> = {
  name: "sync-permission-holders-known",
  title: "Only known applications may write synchronized objects",
  severity: "high",
  enforcementLevel: "advisory",
  description: `Only the declared application, and those that the wizard created for declared servers, hold ${permission}.`,
  consequence: "anyone with its credential may write every synchronized identity of the tenant",
  remedy:
    "Take the permission away from it under Enterprise applications > Permissions, unless another sync server needs it.",
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, observed }) {
    const question = `who holds ${permission}`;
    return settle(observed.otherSynchronizationHolders, { subject, question }, (holders) =>
      holders.count === 0
        ? [met(subject, `has no holder of ${permission} other than the declared application`)]
        : judgeListing(subject, holders, `holders of ${permission}`, (holder) => judgeHolder(holder, connectSync)),
    );
  },
};

/** The wizard calls the applications that it makes `ConnectSyncProvisioning_<server>_<id>`, as seen in the field. */
function judgeHolder({ name, objectId }: PermissionHolder, connectSync: ConnectSync | null): Verdict {
  const holder = `The application "${name}"`;
  const server = /^ConnectSyncProvisioning_(.+)_[\da-f]+$/i.exec(name)?.[1];
  const declared = server === undefined ? undefined : declaredServer(connectSync, server);
  if (declared) return met(holder, `is that of the server ${declared.name}`);
  const about = server === undefined ? "is none that this stack declares" : `this stack declares no server ${server}`;
  return unmet(holder, `holds ${permission}, and ${about} (service principal ${objectId})`);
}

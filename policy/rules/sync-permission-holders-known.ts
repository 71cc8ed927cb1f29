import { cmdlet, shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { applicationPermissions } from "../../catalogue/sync-applications.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { PermissionHolder } from "../../tenant/facts/tenant.ts";
import { settle } from "../judgement/judge-resource.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { type ConnectSync, declaredServer, judgeListing, type Trust, trustOf } from "../topics/tenant.ts";

const permission = applicationPermissions.synchronization;
const subject = "The tenant";

export const syncPermissionHoldersKnown: Rule<TenantInputs> = {
  name: "sync-permission-holders-known",
  title: "Only known applications may write synchronized objects",
  severity: "high",
  enforcementLevel: "advisory",
  description: `Only the declared applications hold ${permission}, and those that the wizard created for other declared servers, each named by its id.`,
  consequence: "anyone with its credential may write every synchronized identity of the tenant",
  remedy: wayOut`Take the permission away from it under Enterprise applications > Permissions, unless another sync server needs it.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, trustedApplications, observed }) {
    const question = `who holds ${permission}`;
    const trusted = trustOf(trustedApplications, observed.trustedApplications);
    return settle(observed.otherSynchronizationHolders, { subject, question }, (holders) =>
      holders.count === 0
        ? [met(subject, `has no holder of ${permission} other than the declared application`)]
        : judgeListing(subject, holders, `holders of ${permission}`, (holder) =>
            judgeHolder(holder, connectSync, trusted),
          ),
    );
  },
};

/**
 * The wizard calls the applications that it makes `ConnectSyncProvisioning_<server>_<id>`, as seen in the field. So may
 * anybody who registers one: only an id tells that it is that of the server.
 */
function judgeHolder({ name, objectId }: PermissionHolder, connectSync: ConnectSync | null, trusted: Trust): Verdict {
  const holder = `The application "${name}"`;
  if (trusted.byId.includes(objectId.toLowerCase())) return met(holder, "is declared by its id");
  const naming = wayOut`name it by its object id: ${shell`pulumi config set --path ${`hybrid-sync:tenant.trustedApplications[${trusted.next}]`} ${objectId}`}`;
  const server = /^ConnectSyncProvisioning_(.+)_[\da-f]+$/i.exec(name)?.[1];
  const declared = server === undefined ? undefined : declaredServer(connectSync, server);
  if (declared)
    return undecided(
      holder,
      `whether it is that of the server ${declared.name}`,
      `its name says so, which whoever registers an application may choose (service principal ${objectId})`,
      wayOut`Compare its application id with the one that ${cmdlet("Get-ADSyncEntraConnectorCredential")} shows on ${declared.name}. If they are the same, ${naming}. Otherwise take the permission away from it.`,
    );
  const about = isDeclared(name, connectSync)
    ? "has the name of a declared application, and so have others"
    : server === undefined
      ? "is none that this stack declares"
      : `this stack declares no server ${server}`;
  return unmet(holder, `holds ${permission}, and ${about} (service principal ${objectId})`);
}

function isDeclared(name: string, connectSync: ConnectSync | null): boolean {
  return connectSync?.applications.some((each) => each.name.toLowerCase() === name.toLowerCase()) ?? false;
}

import { cmdlet, shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { applicationPermissions } from "../../catalogue/sync-applications.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { PermissionHolder } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { type ConnectSync, declaredServer, judgeListing, type Trust, theTenant, trustOf } from "../topics/tenant.ts";

const permission = applicationPermissions.synchronization;
const subject = theTenant;

export const syncPermissionHoldersKnown: Rule<TenantInputs> = {
  name: "sync-permission-holders-known",
  title: "Only known applications may write synchronized objects",
  severity: "high",
  enforcementLevel: "advisory",
  description: `Only the declared applications hold ${permission}, and those that the wizard created for other declared servers, each named by its id.`,
  consequence: "anyone with its credential may write every synchronized identity of the tenant",
  remedy: wayOut`Remove the permission under Enterprise applications > Permissions, unless another sync server needs it.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, trustedApplications, observed }) {
    const question = `who holds ${permission}`;
    const trusted = trustOf(trustedApplications, observed);
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
 * anyone who registers one: only an id tells that it is that of the server.
 */
function judgeHolder({ name, objectId }: PermissionHolder, connectSync: ConnectSync | null, trusted: Trust): Verdict {
  const holder = about(`The application "${name}"`, objectId);
  if (trusted.trusts(objectId)) return met(holder, "is declared by its id");
  const naming = wayOut`name it by its object id: ${shell`pulumi config set --path ${`hybrid-sync:tenant.trustedApplications[${trusted.next}]`} ${objectId}`}`;
  const server = /^ConnectSyncProvisioning_(.+)_[\da-f]+$/i.exec(name)?.[1];
  const declared = server === undefined ? undefined : declaredServer(connectSync, server);
  if (declared)
    return undecided(
      holder,
      `whether it is the application of the server ${declared.name}`,
      `only its name says so, and anyone who can register an application can choose the name (service principal ${objectId})`,
      wayOut`Compare its application id with the one that ${cmdlet("Get-ADSyncEntraConnectorCredential")} shows on ${declared.name}. If they are the same, ${naming}. Otherwise remove its permission.`,
    );
  const why = isDeclared(name, connectSync)
    ? "shares the name of a declared application with others"
    : server === undefined
      ? "this stack does not declare it"
      : `this stack declares no server ${server}`;
  return unmet(holder, `holds ${permission}, and ${why} (service principal ${objectId})`);
}

function isDeclared(name: string, connectSync: ConnectSync | null): boolean {
  return connectSync?.applications.some((each) => each.name.toLowerCase() === name.toLowerCase()) ?? false;
}

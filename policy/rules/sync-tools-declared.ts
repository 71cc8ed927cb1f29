import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { CloudSyncConfiguration, SyncServiceAccount } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, named } from "../judgement/subject.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";
import { declaredServer, judgeHidden, judgeListing, theTenant } from "../topics/tenant.ts";

const subject = theTenant;

export const syncToolsDeclared: Rule<TenantInputs> = {
  name: "sync-tools-declared",
  title: "The tenant runs only the declared sync tools",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "Every configuration of Cloud Sync is for a declared domain and runs, and every enabled Sync_ user belongs to a declared Connect Sync server, active or staging.",
  consequence: "two tools that write the same objects undo each other's changes, and a forgotten tool keeps its rights",
  remedy: wayOut`Declare it in this stack, or remove it in the Microsoft Entra admin center: a configuration under Cloud sync, the Sync_ user of a removed server under Users.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.tenants,
  judge(inputs) {
    return [...judgeConfigurations(inputs), ...judgeServers(inputs)];
  },
};

function judgeConfigurations({ cloudSync, observed }: TenantInputs): readonly Verdict[] {
  const question = "what Cloud Sync is configured for";
  const domains = (cloudSync?.domains ?? []).map((domain) => domain.toLowerCase());
  return settle(observed.cloudSyncConfigurations, { subject: about(subject, "Cloud Sync"), question }, (found) =>
    found.count === 0
      ? [met(subject, "has no configuration of Cloud Sync")]
      : judgeListing(subject, found, "configurations of Cloud Sync", (configuration) =>
          judgeConfiguration(configuration, domains, found.sample),
        ),
  );
}

/**
 * Microsoft Graph does not tell the domain of a configuration. Its name is that of the domain until someone renames it, so
 * that of two for the same task under one name, one at least is for another domain.
 */
function judgeConfiguration(
  configured: CloudSyncConfiguration,
  domains: readonly string[],
  all: readonly CloudSyncConfiguration[],
): Verdict {
  const { name, objectId, jobs } = configured;
  const configuration = about(`The Cloud Sync configuration "${name}"`, objectId);
  const standing = jobs.filter((job) => !job.endsWith(": Active"));
  const state = standing.length > 0 ? `, with the jobs ${standing.join(", ")}` : "";
  if (!domains.includes(name.toLowerCase())) {
    return unmet(
      about(configuration, "not declared"),
      `is not for a domain that this stack declares${state} (service principal ${objectId})`,
    );
  }
  const double = all.find((other) => isDouble(configured, other));
  if (double !== undefined) {
    return unmet(
      about(configuration, "double"),
      `runs the same jobs as another one with that name, and only one of them can be for ${name} (service principals ${objectId} and ${double.objectId})`,
      {
        remedy: wayOut`Check in the Microsoft Entra admin center, under Cloud sync, which domain each one is for, and remove the wrong one.`,
      },
    );
  }
  return standing.length === 0
    ? met(configuration, "is for a declared domain, according to its name")
    : unmet(about(configuration, "not running"), `does not run: ${standing.join(", ")}`, {
        consequence: "changes of its domain do not reach the tenant",
        remedy: wayOut`Check its provisioning logs in the Microsoft Entra admin center, under Cloud sync, and start it again.`,
      });
}

function isDouble(one: CloudSyncConfiguration, other: CloudSyncConfiguration): boolean {
  const tasks = ({ jobs }: CloudSyncConfiguration) => jobs.map((job) => job.replace(/: [^:]*$/, ""));
  return (
    one.objectId !== other.objectId &&
    one.name.toLowerCase() === other.name.toLowerCase() &&
    tasks(one).some((task) => tasks(other).includes(task))
  );
}

function judgeServers({ connectSync, observed }: TenantInputs): readonly Verdict[] {
  const question = "which Connect Sync servers have an account";
  return settle(
    observed.syncRoleMembers,
    { subject: about(subject, "Connect Sync"), question },
    ({ serviceAccounts }) => {
      const accounts = serviceAccounts.sample.filter(({ tool, enabled }) => tool === "connect-sync" && enabled);
      const hidden = judgeHidden(subject, serviceAccounts, `${question} besides these`);
      if (accounts.length + hidden.length === 0) return [met(subject, "has no enabled Sync_ user")];
      return [...accounts.map((account) => judgeServer(account, connectSync)), ...hidden];
    },
  );
}

function judgeServer(
  { userPrincipalName, server }: SyncServiceAccount,
  connectSync: TenantInputs["connectSync"],
): Verdict {
  const declared = declaredServer(connectSync, server ?? "");
  return declared === undefined
    ? unmet(named(userPrincipalName), `is enabled, and this stack declares no Connect Sync server ${server}`)
    : met(userPrincipalName, `is that of the ${declared.mode} server ${declared.name}`);
}

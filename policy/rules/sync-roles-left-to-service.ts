import { countOf } from "../../catalogue/count-of.ts";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { SyncRoleMember, SyncServiceAccount } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import {
  type ConnectServer,
  type ConnectSync,
  declaredServer,
  judgeHidden,
  judgeListing,
  theTenant,
} from "../topics/tenant.ts";

const subject = theTenant;

export const syncRolesLeftToService: Rule<TenantInputs> = {
  name: "sync-roles-left-to-service",
  title: "Only the service's own accounts hold the sync roles",
  severity: "critical",
  enforcementLevel: "mandatory",
  description:
    "Only accounts that the sync service created (Sync_… and ADToAADSyncServiceAccount) hold the roles Directory Synchronization Accounts and On Premises Directory Sync Account.",
  consequence: "anyone who holds one of these roles may write every synchronized identity of the tenant",
  remedy: wayOut`Remove the assignment in the Microsoft Entra admin center, under Roles & admins; only the service assigns these roles.`,
  reference:
    "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#directory-synchronization-accounts",
  resources: resources.tenants,
  judge({ cloudSync, connectSync, observed: { syncRoleMembers } }) {
    const question = "who holds the sync roles";
    return settle(syncRoleMembers, { subject, question }, ({ serviceAccounts, others }) => {
      const enabled = serviceAccounts.sample.filter((account) => account.enabled);
      const doubtful = enabled.flatMap((account) => {
        const doubt = doubtAbout[account.tool](account, enabled, { cloudSync, connectSync });
        return doubt === null ? [] : [judgeDoubtful(account, doubt)];
      });
      const findings = [
        ...judgeListing(subject, others, "holders of the sync roles that the service did not create", judgeMember),
        ...doubtful,
        ...judgeHidden(subject, serviceAccounts, `${question} besides these`),
      ];
      if (findings.length > 0) return findings;
      const fact = `leaves the sync roles to the service, which created ${countOf(serviceAccounts.count, "account")} for them`;
      return [met(subject, fact)];
    });
  },
};

/**
 * Why an account may not be one that the service of a tool made, although it is called like one: anyone who may create
 * users may choose such a name. Null where it is the only one that this stack expects under that name.
 */
const doubtAbout: Readonly<
  Record<
    SyncTool,
    (
      account: SyncServiceAccount,
      enabled: readonly SyncServiceAccount[],
      declared: Pick<TenantInputs, "cloudSync" | "connectSync">,
    ) => string | null
  >
> = {
  "cloud-sync": ({ tool }, enabled, { cloudSync }) => {
    if (cloudSync === null) return "this stack does not declare Cloud Sync";
    return enabled.filter((other) => other.tool === tool).length === 1 ? null : "it is one of several for Cloud Sync";
  },
  "connect-sync": ({ server, userPrincipalName }, enabled, { connectSync }) => {
    const identity = connectSync?.identity;
    if (identity?.kind === "user" && identity.name.toLowerCase() === userPrincipalName.toLowerCase()) return null;
    const declared = declaredServer(connectSync, server ?? "");
    if (declared === undefined) return `this stack declares no server ${server}`;
    const ofServer = enabled.filter((other) => declaredServer(connectSync, other.server ?? "") === declared);
    if (ofServer.length > 1) return `it is one of several for the server ${declared.name}`;
    return identity?.kind === "user" && serverOf(identity.name, connectSync) === declared
      ? `this stack declares ${identity.name} for the server ${declared.name}`
      : null;
  },
};

/** The declared server whose name a user principal name carries. */
function serverOf(userPrincipalName: string, connectSync: ConnectSync | null): ConnectServer | undefined {
  const name = /^Sync_(.+)_[\da-f]+@/i.exec(userPrincipalName)?.[1];
  return name === undefined ? undefined : declaredServer(connectSync, name);
}

function judgeDoubtful({ objectId, userPrincipalName }: SyncServiceAccount, doubt: string): Verdict {
  return undecided(
    about(userPrincipalName, objectId ?? userPrincipalName),
    "whether the sync service created it",
    `anyone who creates users can choose the name of a service account, and ${doubt}`,
    wayOut`Check in the audit logs of Microsoft Entra ID who created it and assigned the role. Delete it if no sync tool uses it; otherwise declare the tool and its servers in this stack.`,
  );
}

function judgeMember({ objectId, kind, name, role, guest, enabled }: SyncRoleMember): Verdict {
  const { title, templateId } = directoryRoles[role];
  const who = guest ? "guest" : kind;
  const state = enabled === false ? ", disabled" : "";
  return {
    neverAccepted: "sync role",
    ...unmet(
      about(name, objectId ?? name, role),
      `(${who}${state}) holds "${title}" (${templateId}), but the sync service did not create the account`,
    ),
    // Whether Microsoft gives them to an application of its own is not documented; who is gone can sign in no more.
    ...(kind === "service principal" || kind === "unknown object" ? { enforcementLevel: "advisory" as const } : {}),
  };
}

import { wayOut } from "../../catalogue/remedy.ts";
import { lockingDownGmsa } from "../../catalogue/sync-server-commands.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { retrieversCommand } from "../topics/retrievers-command.ts";
import { judgeTakeovers } from "../topics/takeover.ts";

/** Computers that are not declared may be standby agents: they are for another rule. */
export const gmsaTakeover: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-takeover",
  title: "Nobody outside Tier 0 can take over the gMSA",
  severity: "critical",
  enforcementLevel: "mandatory",
  description:
    "Nobody outside Tier 0 can take over the gMSA. Ways to do so are ownership, and control of who retrieves its password, of its permissions or of those of a container above it. Others are the right to retrieve its password, and membership in a group that has it.",
  consequence: "anyone who takes over the gMSA can act as the provisioning agent",
  remedy: wayOut`Lock the gMSA down with Set-AADCloudSyncRestrictedPermissions.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-gmsa-cmdlets",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "whether anyone outside Tier 0 can take it over";
    const passwordHashes = inputs.features.includes("password-hash-sync");
    return judgeAccount(inputs, context, question, (found, details) =>
      judgeTakeovers(found, details.takeover, {
        retrievers: () => retrieversCommand(found, details.servers),
        question,
        evidence: inputs.observed.evidence,
        needs: inputs.trusted.needs ?? [],
        consequence: (role) =>
          `anyone who ${role === "account" ? "takes over the gMSA" : "is in the group"} can ${
            passwordHashes ? "read every password hash of the domain" : "act as the provisioning agent"
          }`,
        lockDown: ({ objectClass }) => (objectClass === "group" ? null : lockingDownGmsa),
      }),
    );
  },
};

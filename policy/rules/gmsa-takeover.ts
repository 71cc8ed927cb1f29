import { powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { judgeTakeovers } from "../topics/takeover.ts";

/** Who may retrieve the password without a group in between is for another rule. */
export const gmsaTakeover: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-takeover",
  title: "Nobody outside Tier 0 can take over the gMSA",
  severity: "critical",
  enforcementLevel: "mandatory",
  description:
    "Nobody outside Tier 0 can take over the gMSA. Ways to do so are ownership, and control of who retrieves its password, of its permissions or of those of a container above it. Another is membership in a group that retrieves its password.",
  consequence: "anyone who takes over the gMSA can act as the provisioning agent",
  remedy: wayOut`Lock the gMSA down with Set-AADCloudSyncRestrictedPermissions.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-gmsa-cmdlets",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "whether anyone outside Tier 0 can take it over";
    const passwordHashes = inputs.features.includes("password-hash-sync");
    return judgeAccount(inputs, context, question, (found, { takeover }) =>
      judgeTakeovers(found.name, takeover, {
        question,
        evidence: inputs.observed.evidence,
        consequence: (role) =>
          `anyone who ${role === "account" ? "takes over the gMSA" : "is in the group"} can ${
            passwordHashes ? "read every password hash of the domain" : "act as the provisioning agent"
          }`,
        lockDown: ({ objectClass }) =>
          objectClass === "group"
            ? null
            : powershell`Set-AADCloudSyncRestrictedPermissions -Credential (Get-Credential)`,
      }),
    );
  },
};

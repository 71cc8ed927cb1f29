import { gmsaPage } from "../../catalogue/pages.ts";
import { furtherGrants } from "../../catalogue/permissions/groups.ts";
import { descendants, type GrantedEntry } from "../../catalogue/permissions/requirement.ts";
import { permissions } from "../../catalogue/permissions.ts";
import { gmsaModeOf, installerGrantsAll } from "../../catalogue/provisioning-agent.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { judgeExcess } from "../topics/excess.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains } from "../topics/replication.ts";
import { synchronizedDomains, withoutUnknown } from "../topics/synchronized-domains.ts";

/**
 * The installer grants every permission to any gMSA, whatever is switched on: so what is not needed is shown only, and not
 * before it has run, as taking it away would not last.
 */
export const gmsaExcess: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-excess",
  title: "gMSA holds only the permissions that its features need",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The gMSA, and groups made for it, hold only rights that its features need or that Microsoft's cmdlets for them grant. In domains that Cloud Sync does not synchronize, they hold none.",
  consequence: "anyone who takes over an agent server can do more than synchronize",
  remedy: wayOut`Remove the ACEs that are named; the installer of the provisioning agent grants all of its permissions.`,
  reference: gmsaPage,
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "whether it has more rights than it needs";
    return judgeAccount(inputs, context, question, (found, { permissions: domains }) => {
      if (domains.length === 0) return noDomains(found, question, inputs.forest);
      const { features, exchangeOnlineAttributes } = inputs;
      const needs = { tool: "cloud-sync", found, features, exchangeOnlineAttributes } as const;
      const expected = [
        ...(inputs.features.includes("group-provisioning") ? groupProvisioning : []),
        ...(installerGrantsAll(gmsaModeOf(inputs.name, inputs.mode), inputs.agentVersion) === true
          ? furtherGrants
          : []),
        ...(inputs.phase === "before-install" ? installation() : []),
      ];
      return each(found, domains, (domain) => {
        const synchronized = synchronizedDomains(inputs, [domain]).length > 0;
        const verdicts = judgeExcess(needs, domain, { expected, synchronized });
        return synchronized ? verdicts : withoutUnknown(domain.domain, verdicts);
      });
    });
  },
};

/** Full control of groups, which the prerequisites ask for a gMSA of one's own. */
const groupProvisioning: readonly GrantedEntry[] = [descendants("CCDCLCSWRPWPDTLOCRSDRCWDWO", "group")];

/** Everything that the cmdlets grant, feature by feature, is what the installer grants at once. */
function installation(): readonly GrantedEntry[] {
  return [...permissions["cloud-sync"].values()].flatMap(({ grant }) => grant?.entries ?? []);
}

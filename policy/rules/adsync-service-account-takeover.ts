import { wayOut } from "../../catalogue/remedy.ts";
import type { AdSyncServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { cannotVerify } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { judgeTakeovers } from "../topics/takeover.ts";

/** The account protects the stored passwords of every connector, so that whoever is it holds what they hold. */
export const adSyncServiceAccountTakeover: Rule<AdSyncServiceAccountInputs> = {
  name: "adsync-service-account-takeover",
  title: "Nobody outside Tier 0 can take over the ADSync service account",
  severity: "critical",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "Nobody outside Tier 0 can take over an ADSync service account of the domain. Ways to do so are a password reset, ownership, control of its permissions or those of a container above it, and of who retrieves the password of a gMSA.",
  consequence: "anyone who takes over the account can read the stored password of the AD DS Connector account",
  remedy: wayOut`Keep the account in an organizational unit that Tier 0 alone controls.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-adsync-service-account",
  resources: resources.adSyncServiceAccounts,
  judge(inputs, context) {
    const question = "whether anyone outside Tier 0 can take it over";
    return judgeAccount(inputs, context, question, (found, { takeover }) =>
      takeover === undefined
        ? cannotVerify(
            found,
            question,
            "another version of hybrid-sync recorded the observation",
            wayOut`Run "pulumi refresh" to observe it again.`,
          )
        : judgeTakeovers(found, takeover, {
            question,
            evidence: inputs.observed.evidence,
            needs: inputs.trusted?.needs ?? [],
            consequence: (role) =>
              `anyone who ${role === "account" ? "takes over the account" : "is in the group"} can read the stored password of the AD DS Connector account`,
            lockDown: () => null,
          }),
    );
  },
};

import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { judgeSeamlessSingleSignOn } from "../topics/seamless-single-sign-on.ts";
import { judgeTakeovers } from "../topics/takeover.ts";

const consequence =
  "anyone who takes over the account can sign in to the cloud with the identity of any synchronized user";

export const seamlessSsoTakeover: Rule<ForestInputs> = {
  name: "seamless-sso-takeover",
  title: "Nobody outside Tier 0 can take over the account of seamless single sign-on",
  severity: "critical",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "If seamless single sign-on is used, nobody outside Tier 0 can set the password of its computer account or change its permissions.",
  consequence,
  remedy: wayOut`Move the account to an organizational unit that Tier 0 alone manages.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sso-how-it-works",
  resources: resources.forests,
  judge(inputs, context) {
    return judgeSeamlessSingleSignOn(inputs, context, ({ account, takeover }) =>
      judgeTakeovers(account, takeover, {
        question: "whether anyone outside Tier 0 can take it over",
        evidence: inputs.observed.evidence,
        needs: inputs.trusted.needs ?? [],
        consequence: () => consequence,
        lockDown: () => null,
      }),
    );
  },
};

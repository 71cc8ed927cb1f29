import { wayOut } from "../../catalogue/remedy.ts";
import { rolloverOfSeamlessSso } from "../../catalogue/sync-server-commands.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { dayOf, daysSince } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { judgeSeamlessSingleSignOn } from "../topics/seamless-single-sign-on.ts";

/** Microsoft recommends to change the key at least every 30 days; nothing changes it by itself. */
const mostDays = 30;

const change = wayOut`Change it on the Connect Sync server with: ${rolloverOfSeamlessSso}`;

export const seamlessSsoPasswordRotated: Rule<ForestInputs> = {
  name: "seamless-sso-password-rotated",
  title: "The key of seamless single sign-on is changed in time",
  severity: "medium",
  enforcementLevel: "advisory",
  description: `If seamless single sign-on is used, the password of its computer account is at most ${mostDays} days old.`,
  consequence:
    "anyone who once obtained the password can sign in to the cloud with the identity of any synchronized user",
  remedy: wayOut`Change it on the Connect Sync server with Update-AzureADSSOForest.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sso-faq",
  resources: resources.forests,
  judge(inputs, context) {
    return judgeSeamlessSingleSignOn(inputs, context, ({ account, passwordLastSet }) =>
      settle(passwordLastSet, { subject: account, question: "the age of its password" }, (moment) => {
        if (moment === null)
          return unmet(about(account, "never"), "has a password that was never set", { remedy: change });
        const age = daysSince(moment, context.now);
        const words = `has had its password since ${dayOf(new Date(moment))}`;
        return age <= mostDays
          ? met(account, words)
          : unmet(account, `${words}, for more than ${mostDays} days`, { remedy: change });
      }),
    );
  },
};

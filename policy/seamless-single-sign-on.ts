/** What the rules about the computer account of seamless single sign-on share. */
import type { ForestInputs, SeamlessSingleSignOnAccount } from "../directory/observation.ts";
import { eachOf, judgeForest, settle } from "./judgement.ts";
import type { Context } from "./rule.ts";
import { notApplicable, type Verdict } from "./verdict.ts";

/** Judges the account of every domain that has one. */
export function judgeSeamlessSingleSignOn(
  inputs: ForestInputs,
  context: Context,
  judge: (found: SeamlessSingleSignOnAccount) => Verdict | readonly Verdict[],
): readonly Verdict[] {
  const { domains } = inputs.observed;
  return judgeForest(inputs, context, (_, subject) =>
    settle(domains, { subject, question: "whether it uses seamless single sign-on" }, (all): readonly Verdict[] =>
      eachOf(subject, all, ({ distinguishedName, seamlessSingleSignOn }): Verdict | readonly Verdict[] =>
        settle(
          seamlessSingleSignOn,
          { subject: distinguishedName, question: "whether it has an account AZUREADSSOACC" },
          (found): Verdict | readonly Verdict[] =>
            found === null ? notApplicable(distinguishedName, "has no account AZUREADSSOACC") : judge(found),
        ),
      ),
    ),
  );
}

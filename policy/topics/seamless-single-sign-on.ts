/** What the rules about the computer account of seamless single sign-on share. */

import type { ForestInputs } from "../../contract/active-directory.ts";
import type { SeamlessSingleSignOnAccount } from "../../directory/facts/forest.ts";
import type { Context } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { named } from "../judgement/subject.ts";
import { type Conclusion, notApplicable, type Verdict } from "../judgement/verdict.ts";
import { judgeForest } from "./forest.ts";
import { inLeftOutDomain } from "./synchronized-domains.ts";

/** Judges the account of every domain that has one. */
export function judgeSeamlessSingleSignOn(
  inputs: ForestInputs,
  context: Context,
  judge: (found: SeamlessSingleSignOnAccount) => Conclusion,
): readonly Verdict[] {
  const { domains } = inputs.observed;
  return judgeForest(inputs, context, (_, subject) =>
    settle(domains, { subject, question: "whether it uses seamless single sign-on" }, (all) =>
      each(subject, all, ({ dnsName, distinguishedName, seamlessSingleSignOn }) =>
        inLeftOutDomain(
          inputs,
          dnsName,
          settle(
            seamlessSingleSignOn,
            { subject: named(distinguishedName), question: "whether it has the account AZUREADSSOACC" },
            (found) =>
              found === null ? notApplicable(distinguishedName, "has no account AZUREADSSOACC") : judge(found),
          ),
        ),
      ),
    ),
  );
}

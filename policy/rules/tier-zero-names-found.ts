import type { ForestInputs } from "../../contract/active-directory.ts";
import { each, judgeForest, place, settle } from "../judgement/judge-resource.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, notApplicable, unmet } from "../judgement/verdict.ts";

/** Advisory: a name that trusts nobody makes the other rules stricter, never laxer. */
export const tierZeroNamesFound: Rule<ForestInputs> = {
  name: "tier-zero-names-found",
  title: "Declared Tier 0 groups and accounts exist",
  severity: "low",
  enforcementLevel: "advisory",
  description: "Every group and account under tierZero of a forest exists in the forest.",
  consequence: "the name exempts no one, so the rights of the intended account are reported",
  remedy: "Correct the name, or remove it, under tierZero of the forest in hybrid-sync:forests.",
  reference: "https://learn.microsoft.com/security/privileged-access-workstations/privileged-access-access-model",
  resources: resources.forests,
  judge(inputs, context) {
    return judgeForest(inputs, context, ({ tierZero, evidence }) => {
      const question = "what is declared as Tier 0";
      return settle(tierZero, { subject: inputs.forest, question }, (names) =>
        names.length === 0
          ? [notApplicable(inputs.forest, "declares no Tier 0 accounts beyond the built-in ones")]
          : each(inputs.forest, names, ({ name, found }) =>
              settle(found, { subject: name, question: "which object the name refers to" }, (principal) =>
                principal === null
                  ? unmet(name, `was not seen ${place(evidence)}`)
                  : met(name, `is ${principal === name ? "there" : principal}`),
              ),
            ),
      );
    });
  },
};

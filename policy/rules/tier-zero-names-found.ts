import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { place } from "../topics/evidence.ts";
import { judgeForest } from "../topics/forest.ts";

/** Advisory: a name that trusts nobody makes the other rules stricter, never laxer. */
export const tierZeroNamesFound: Rule<ForestInputs> = {
  name: "tier-zero-names-found",
  title: "Declared Tier 0 groups and accounts exist",
  severity: "low",
  enforcementLevel: "advisory",
  description:
    "Every group and account under tierZero of a forest exists in the forest. In a forest of several domains, its name includes its domain.",
  consequence: "the name exempts no one, so the rights of the intended account are reported",
  remedy: wayOut`Correct the name, or remove it, under tierZero of the forest in hybrid-sync:forests.`,
  reference: "https://learn.microsoft.com/security/privileged-access-workstations/privileged-access-access-model",
  resources: resources.forests,
  judge(inputs, context) {
    return judgeForest(inputs, context, ({ tierZero, domains, evidence }) => {
      const several = "observed" in domains && domains.observed.length > 1;
      const question = "what is declared as Tier 0";
      return settle(tierZero, { subject: inputs.forest, question }, (names) =>
        names.length === 0
          ? [notApplicable(inputs.forest, "declares no Tier 0 accounts beyond the built-in ones")]
          : each(inputs.forest, names, ({ name, found }) =>
              settle(found, { subject: name, question: "which object the name refers to" }, (principal) => {
                if (principal === null) return unmet(name, `was not seen ${place(evidence)}`);
                if (several && !tellsDomain(name)) return withoutDomain(name, principal);
                return met(name, `is ${principal === name ? "there" : principal}`);
              }),
            ),
      );
    });
  },
};

function tellsDomain(name: string): boolean {
  return /[\\@=]/.test(name) || /^S-1-/i.test(name);
}

function withoutDomain(name: string, principal: string): Verdict {
  return unmet(name, `is ${principal}, but the name does not include the domain`, {
    consequence:
      "when the account is deleted, anyone who can create accounts in another domain of the forest can take the name",
    remedy: wayOut`Write it with its domain, or as a security identifier, under tierZero of the forest in hybrid-sync:forests.`,
  });
}

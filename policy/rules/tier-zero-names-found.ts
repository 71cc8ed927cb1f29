import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
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
      const question = "what is declared as Tier 0";
      const subject = about(inputs.forest, "forest");
      return settle(tierZero, { subject, question }, (names) =>
        names.length === 0
          ? [notApplicable(inputs.forest, "declares no Tier 0 accounts beyond the built-in ones")]
          : each(subject, names, ({ name, found }) =>
              settle(
                found,
                { subject: about(name, "tier zero", name), question: "which object the name refers to" },
                (principal) => {
                  if (principal === null)
                    return unmet(about(name, "tier zero", name, "not seen"), `was not seen ${place(evidence)}`);
                  const there = met(name, `is ${principal === name ? "there" : principal}`);
                  if (tellsDomain(name)) return there;
                  return settle(
                    domains,
                    { subject: about(name, "tier zero", name), question: "whether the forest has other domains" },
                    (all) => (all.length > 1 ? withoutDomain(name, principal) : there),
                  );
                },
              ),
            ),
      );
    });
  },
};

function tellsDomain(name: string): boolean {
  return /[\\@=]/.test(name) || /^S-1-/i.test(name);
}

function withoutDomain(name: string, principal: string): Verdict {
  return unmet(
    about(name, "tier zero", name, "without domain"),
    `is ${principal}, but the name does not include the domain`,
    {
      consequence:
        "when the account is deleted, anyone who can create accounts in another domain of the forest can take the name",
      remedy: wayOut`Write it with its domain, or as a security identifier, under tierZero of the forest in hybrid-sync:forests.`,
    },
  );
}

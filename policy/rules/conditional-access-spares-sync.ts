import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { ConditionalAccessPolicy } from "../../tenant/facts/tenant.ts";
import { forEach, notListed } from "../judgement/each-thing.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Concerned, others } from "../judgement/subject.ts";
import { advisory, met, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeListing, theTenant } from "../topics/tenant.ts";

const subject = theTenant;

/** P14: Connect Sync signs in without a person, so it cannot do what a policy demands of one. */
export const conditionalAccessSparesSync: Rule<TenantInputs> = {
  name: "conditional-access-spares-sync",
  title: "Conditional Access allows the sync identities to sign in",
  severity: "critical",
  enforcementLevel: "mandatory",
  description:
    "No enabled Conditional Access policy blocks the identities of the sync tools, or requires of them what " +
    "only a person can do. The rule is advisory for identities other than the declared one of Connect Sync.",
  consequence: "a sync identity signs in without a person and cannot meet this requirement, so synchronization stops",
  remedy: wayOut`Exclude the identity from the policy, and restrict it to the addresses of the servers with a separate policy.`,
  reference: "https://learn.microsoft.com/entra/identity/conditional-access/policy-all-users-mfa-strength",
  resources: resources.tenants,
  judge({ connectSync, observed }) {
    const question = "whether Conditional Access allows the sync identities to sign in";
    return settle(observed.conditionalAccess, { subject, question }, (policies) =>
      policies.count === 0
        ? [met(subject, "has no Conditional Access policy that applies to an identity of a sync tool")]
        : judgeListing(subject, policies, "Conditional Access policies that apply to identities of sync tools", (one) =>
            judgePolicy(one, connectSync?.identity.name ?? null),
          ),
    );
  },
};

/** A finding for each identity: one may be excluded, or accepted, without the others. */
function judgePolicy(policy: ConditionalAccessPolicy, declared: string | null): readonly Verdict[] {
  const title = about(`The Conditional Access policy "${policy.name}"`, policy.objectId ?? policy.name);
  if (!policy.enforced) {
    const { count, sample } = policy.appliesTo;
    const all = enumerated(count > sample.length ? [...sample, notListed(count - sample.length)] : sample);
    return [met(title, `is in report-only mode; once on, it ${effect(policy)} ${all}`)];
  }
  return forEach(
    policy.appliesTo,
    (name) => name,
    (item, name) => {
      const verdict = judgeIdentity(policy, name === null ? others(title) : about(title, name), item);
      const isDeclared = name !== null && name.toLowerCase() === declared?.toLowerCase();
      return isDeclared ? verdict : advisory(verdict);
    },
  );
}

function judgeIdentity(policy: ConditionalAccessPolicy, subject: Concerned, whom: string): Verdict {
  const open =
    policy.undecidedBy === undefined
      ? ["conditions, which an older version of hybrid-sync did not observe"]
      : policy.undecidedBy;
  if (open.length > 0) {
    return undecided(
      subject,
      `whether it ${effect(policy)} ${whom}`,
      `hybrid-sync does not evaluate its ${enumerated(open)}`,
      wayOut`Check under Conditional Access > Policies > ${policy.name} whether the policy applies to ${whom}. If it does, exclude them.`,
    );
  }
  if (policy.fromServers === "undecided") {
    return undecided(
      subject,
      `whether it ${effect(policy)} ${whom}`,
      "it depends on where the servers sign in from",
      wayOut`Declare their public addresses under hybrid-sync:guardRails.namedLocation.addresses; a location by country stays undecided.`,
    );
  }
  return unmet(subject, `${effect(policy)} ${whom}`, {
    remedy: wayOut`Exclude ${whom} from it under Conditional Access > Policies > ${policy.name}; this program does not change the policy.`,
  });
}

/** The rest of a sentence that goes on with whom it is about. */
function effect({ demands, operator }: ConditionalAccessPolicy): string {
  if (demands.includes("block")) return "blocks";
  if (demands.length === 0) return "keeps out";
  const titles = demands.map((demand) => words[demand] ?? demand);
  return `requires ${operator === "OR" ? titles.join(" or ") : enumerated(titles)} for`;
}

/** Source: https://learn.microsoft.com/graph/api/resources/conditionalaccessgrantcontrols */
const words: Readonly<Record<string, string>> = {
  approvedApplication: "an approved client app",
  authenticationStrength: "an authentication strength",
  compliantApplication: "an app protection policy",
  compliantDevice: "a compliant device",
  customAuthenticationFactors: "a custom control",
  domainJoinedDevice: "a hybrid joined device",
  mfa: "multifactor authentication",
  passwordChange: "a password change",
  termsOfUse: "consent to terms of use",
};

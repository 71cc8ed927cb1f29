import { features as allFeatures } from "../../catalogue/features.ts";
import { agentNeededFor, agentReleases } from "../../catalogue/provisioning-agent.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { compareVersions } from "../../catalogue/version-order.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { dayOf } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { advisory, cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { agentSetting } from "../topics/cloud-sync-settings.ts";

const newest = wayOut`Download the newest agent from the Microsoft Entra admin center, under Cloud sync, Agents, and install it on every agent server.`;

/** Agents upgrade themselves to some releases only, so that one which lags behind a download is nothing to advise about. */
export const provisioningAgentVersion: Rule<GroupManagedServiceAccountInputs> = {
  name: "provisioning-agent-version",
  title: "The version of the provisioning agent suffices",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "The provisioning agents have a version that each enabled feature needs, and one that Microsoft supports.",
  consequence: "the agent is not supported any more, because Microsoft supports only the latest version",
  remedy: newest,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/reference-version-history",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, { now }) {
    const { agentVersion: version, features, phase, forest, name } = inputs;
    const subject = about(`The provisioning agent of ${forest}`, forest, name);
    if (version === undefined) {
      if (phase === "before-install")
        return [notApplicable(subject, "is not installed yet, and no version is declared")];
      // An agent upgrades itself, so that the version matters only to a feature that takes a newer one.
      if (!features.some((feature) => agentNeededFor[feature] !== undefined))
        return [notApplicable(subject, "upgrades itself, and no version is declared")];
      return [
        cannotVerify(
          subject,
          "which version it has",
          "no directory shows the version, and none is declared",
          wayOut`Declare the version that the Microsoft Entra admin center shows as ${agentSetting(inputs, "agentVersion")}.`,
        ),
      ];
    }
    const faults = [...lacking(subject, version, features), ...outdated(subject, version, dayOf(now))];
    return faults.length > 0 ? faults : [met(subject, `is declared as ${version}`)];
  },
};

type Subject = ReturnType<typeof about>;

function lacking(
  subject: Subject,
  version: string,
  features: GroupManagedServiceAccountInputs["features"],
): readonly Verdict[] {
  return features.flatMap((feature) => {
    const needed = agentNeededFor[feature];
    if (needed === undefined || compareVersions(version, needed.version) >= 0) return [];
    const { title } = allFeatures[feature];
    return [
      unmet(about(subject, feature), `is declared as ${version}, and ${title} needs ${needed.version}`, {
        consequence: "the feature cannot be used",
        remedy: wayOut`${newest} ${needed.source}`,
      }),
    ];
  });
}

function outdated(subject: Subject, version: string, today: string): readonly Verdict[] {
  const pushed = agentReleases.find(({ upgradedFrom }) => upgradedFrom !== undefined && upgradedFrom <= today);
  const [latest] = agentReleases.filter(({ released }) => released <= today);
  if (pushed === undefined || latest === undefined || compareVersions(version, pushed.version) >= 0) return [];
  const fact = `is declared as ${version}, and ${latest.version} was released on ${latest.released}`;
  return [advisory(unmet(about(subject, "outdated"), fact))];
}

import { native } from "../../catalogue/command.ts";
import { type Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { DomainConsistencyGuids } from "../../directory/facts/forest.ts";
import { forEach } from "../judgement/each-thing.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, named, others } from "../judgement/subject.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { objectsSeen } from "../topics/evidence.ts";
import { judgeForest } from "../topics/forest.ts";
import { inLeftOutDomain } from "../topics/synchronized-domains.ts";

/** Before the installation only: afterwards values are what the tool itself has written. */
export const consistencyGuidUnused: Rule<ForestInputs> = {
  name: "consistency-guid-unused",
  title: "ms-DS-ConsistencyGuid is free to be the source anchor",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "Before Connect Sync uses ms-DS-ConsistencyGuid as the source anchor, no visible object has a value in it.",
  consequence:
    "the wizard assumes that another application uses the attribute. A new installation then uses objectGUID permanently. Adding the forest to an installation, or changing its anchor, ends with an error",
  remedy: wayOut`Find out what wrote the values, for example with: Get-ADObject -LDAPFilter "(mS-DS-ConsistencyGuid=*)" -Properties mS-DS-ConsistencyGuid,whenChanged. If an earlier synchronization wrote them, start the wizard with: AzureADConnect.exe /SkipLdapSearch ; if another application uses the attribute, remove ms-ds-consistency-guid from the features and choose another anchor.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-design-concepts",
  resources: resources.forests,
  judge(inputs, context) {
    const question = "whether ms-DS-ConsistencyGuid is in use";
    return judgeForest(inputs, context, (observed, subject) => {
      if (!inputs.choosesSourceAnchor)
        return notApplicable(subject, "does not get ms-DS-ConsistencyGuid as a new source anchor");
      if (observed.consistencyGuids === null)
        return cannotVerify(
          subject,
          question,
          "it was not observed",
          wayOut`Run "pulumi refresh" to observe it again.`,
        );
      return settle(observed.consistencyGuids, { subject, question }, (domains) =>
        each(subject, domains, (domain) =>
          inLeftOutDomain(inputs, domain.domain, judgeDomain(domain, observed.evidence)),
        ),
      );
    });
  },
};

function judgeDomain({ distinguishedName, objects }: DomainConsistencyGuids, evidence: Evidence): readonly Verdict[] {
  const question = "whether ms-DS-ConsistencyGuid is in use";
  const subject = named(distinguishedName);
  return settle(objects, { subject, question }, (objects) => {
    const { set, unread } = objects;
    const seen = `among the ${objectsSeen(objects, evidence)}`;
    if (set.count > 0)
      return forEach(
        set,
        (name) => name,
        (item, name) =>
          unmet(
            name === null ? others(subject) : about(subject, name),
            `has a value in ms-DS-ConsistencyGuid on ${item}, ${seen}`,
          ),
      );
    return settle(unread, { subject, question }, (hidden) =>
      hidden === null
        ? met(subject, `has no value in ms-DS-ConsistencyGuid, ${seen}`)
        : cannotVerify(
            subject,
            question,
            `the read account cannot read it on every user and group, for example on ${hidden}`,
            readRemedy(distinguishedName, evidence),
          ),
    );
  });
}

function readRemedy(domain: string, evidence: Evidence): Remedy {
  const reader = evidence.source === "none" ? "READER" : evidence.reader;
  const grants = ["user", "group"].map((name) => `${reader}:RP;mS-DS-ConsistencyGuid;${name}`);
  return wayOut`Let the read account read it, with: ${native`dsacls ${domain} /I:S /G ${grants}`}`;
}

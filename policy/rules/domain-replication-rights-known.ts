import { commandFor } from "../../catalogue/change-commands.ts";
import { type Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { DomainReplication, ReplicationHolder } from "../../directory/facts/forest.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, named, others } from "../judgement/subject.ts";
import { met, notObserved, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { aceWords } from "../topics/entry-words.ts";
import { place } from "../topics/evidence.ts";
import { judgeForest } from "../topics/forest.ts";
import { hasInstallersName, who } from "../topics/principal.ts";
import { noDomains, right } from "../topics/replication.ts";
import { inLeftOutDomain } from "../topics/synchronized-domains.ts";

/**
 * Mandatory for holders who can act on it. Advisory for an identifier that resolves to nobody, for Enterprise Key Admins
 * of this forest, and for half of the rights. No name lowers the level: anyone may choose one.
 */
export const domainReplicationRightsKnown: Rule<ForestInputs> = {
  name: "domain-replication-rights-known",
  title: "Only known accounts may replicate the secrets of a domain",
  severity: "critical",
  enforcementLevel: "mandatory",
  description: `Only Tier 0 and the accounts of this stack hold both "${right.getChanges}" and "${right.getChangesAll}" on the root of a domain. Nobody else may grant itself these rights there.`,
  consequence: "anyone who holds both rights can read every password hash of the domain",
  remedy: wayOut`Remove the rights, or declare who must have them under tierZero of the forest in hybrid-sync:forests.`,
  reference: "https://learn.microsoft.com/defender-for-identity/remove-replication-permissions-microsoft-entra-connect",
  resources: resources.forests,
  judge(inputs, context) {
    const question = "who may replicate its secrets";
    const subject = about(inputs.forest, "forest");
    return judgeForest(inputs, context, ({ replication, evidence }) => {
      return settle(replication, { subject, question }, (domains) =>
        domains.length === 0
          ? [noDomains(subject, question, inputs.forest)]
          : each(subject, domains, (domain) =>
              inLeftOutDomain(inputs, domain.domain, judgeDomain(domain, question, place(evidence))),
            ),
      );
    });
  },
};

function judgeDomain({ distinguishedName, holders }: DomainReplication, question: string, where: string) {
  const domain = named(distinguishedName);
  return settle(holders, { subject: domain, question }, ({ count, sample, untold }) => {
    const unknown = untold === undefined ? [] : [notObserved(about(domain, "trusted"), question, untold)];
    if (count === 0 && unknown.length === 0) {
      const fact = `lets only Tier 0 and the accounts of this stack replicate its secrets, according to its own ACEs ${where}`;
      return [met(distinguishedName, fact)];
    }
    const shown = sample.map((holder) => judgeHolder(distinguishedName, holder, question));
    const rest = count - shown.length;
    const more = rest === 0 ? [] : [unmet(others(domain), `lets ${rest} more principals replicate its secrets`)];
    return [...shown, ...more, ...unknown];
  });
}

function judgeHolder(domain: string, holder: ReplicationHolder, question: string): Verdict {
  const { principal, by, entry, decided, through } = holder;
  const name = principal.name ?? principal.sid;
  const how = entry === null ? "as its owner" : `through the ACE ${aceWords(entry)}`;
  const remedy = remedyFor(domain, holder, name);
  const subject = about(named(domain), principal.sid, by);
  if (!decided)
    return undecided(subject, question, `a condition decides whether ${who(principal)} may, ${how}`, remedy);
  const fact = {
    "both rights": `lets ${who(principal)} replicate its secrets, ${through === undefined ? how : `with "${right.getChanges}" through ${through.getChanges} and "${right.getChangesAll}" through ${through.getChangesAll}`}`,
    "Get-Changes-All alone": `grants ${who(principal)} only "${right.getChangesAll}", ${how}`,
    "granting them to itself": `lets ${who(principal)} change its permissions, ${how}, and so grant itself the right to replicate its secrets`,
  }[by];
  return unmet(subject, fact, {
    evidence: `${name} may replicate the secrets of ${domain}`,
    ...(by === "Get-Changes-All alone" && {
      consequence: `with "${right.getChanges}", which may come through a group, it can read every password hash of the domain`,
    }),
    remedy,
    ...(isCertain(holder) ? {} : { enforcementLevel: "advisory" }),
  });
}

/** Full control on the root is what adprep of early Windows Server 2016 gave Enterprise Key Admins; later ones take it back. */
function isCertain({ principal, by, known }: ReplicationHolder): boolean {
  return by !== "Get-Changes-All alone" && principal.kind !== "unresolved" && known !== "Enterprise Key Admins";
}

function remedyFor(domain: string, { principal, entry, known, through }: ReplicationHolder, name: string): Remedy {
  if (entry === null) return wayOut`Make BUILTIN\\Administrators the owner of ${domain}, which is the default.`;
  // That entry alone, by whole identifiers, which mean the same on every computer.
  const made =
    through === undefined ? entry.replace(/;[A-Z]{2}\)$/, `;${principal.formerly ?? principal.sid})`) : entry;
  const removal = commandFor({ change: "remove entry", on: domain, entry: made });
  if (through !== undefined)
    return wayOut`If ${name} must have both rights, name it under tierZero of the forest in hybrid-sync:forests. Otherwise remove it from ${through.getChangesAll}. If no member of that group needs the right, remove its ACE with: ${removal}`;
  if (principal.kind === "unresolved")
    return wayOut`No account in this forest has this SID. Unless it belongs to a trusted domain, remove the orphaned ACE with: ${removal}`;
  if (known === "Enterprise Key Admins")
    return wayOut`An early adprep of Windows Server 2016 granted ${name} full control. Later versions grant it only the right to write msDS-KeyCredentialLink: run adprep /domainprep of a newer Windows Server, or remove the ACE with: ${removal}`;
  const keep = hasInstallersName(principal)
    ? wayOut`Connect Sync installers give accounts such a name, but anyone can choose it. If the account is in use, declare it as connectorAccount of the forest or, for a server in staging mode, under tierZero of the forest in hybrid-sync:forests.`
    : wayOut`If ${name} must have the rights, as a directory tool may, name it under tierZero of the forest in hybrid-sync:forests.`;
  const members =
    principal.kind === "group"
      ? wayOut`${keep} If an account of this stack is a member of it, grant that account the rights first.`
      : keep;
  return wayOut`${members} Otherwise remove this ACE with: ${removal}`;
}

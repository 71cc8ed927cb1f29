import { wayOut } from "../../catalogue/remedy.ts";
import type { AttestedAccountInputs } from "../../contract/server.ts";
import { isAhead, isFarAhead, isOver } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about, type Subject, subjectOf } from "../judgement/subject.ts";
import { advisory, attested, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";

export const attestationValid: Rule<AttestedAccountInputs> = {
  name: "attestation-valid",
  title: "Accounts that no directory shows are attested",
  severity: "medium",
  enforcementLevel: "mandatory",
  description:
    "A person has attested every needed account that no directory shows, and the attestation is still valid.",
  consequence: "no one knows whether the account exists and has its rights",
  remedy: wayOut`Ask the person responsible to check the account, and add the attestation under hybrid-sync:attestations.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.attestedAccounts,
  judge(inputs, context): readonly Verdict[] {
    const { account, name, needed, reason, attestation } = inputs;
    const subject = subjectOf(account, name);
    if (!needed) return [notApplicable(subject, `is not needed: ${reason}`)];
    if (attestation === null) return [notVerified(subject, `no one attests it (${reason})`, account)];
    const { by, on, evidence, expires, name: checked } = attestation;
    const said = `attested by ${by} on ${on} (${evidence})`;
    const remedy = wayOut`Ask ${by} or a successor to check the account again, and renew the entry with account ${account} under hybrid-sync:attestations.`;
    if (name !== null && checked !== undefined && checked.toLowerCase() !== name.toLowerCase()) {
      return [
        unmet(subject, `is not the account that ${by} attested on ${on} (${evidence}): that is ${checked}`, { remedy }),
      ];
    }
    if (isAhead(on, context.now)) {
      return [unmet(about(subject, "attested ahead"), `is ${said}, a date in the future`, { remedy })];
    }
    if (isOver(expires, context.now))
      return [unmet(about(subject, "expired"), `was ${said}, which expired on ${expires}`, { remedy })];
    const vouched = attested(subject, `is ${said} until ${expires}`, `${said}, until ${expires}`);
    return [
      vouched,
      ...(isFarAhead(expires, context.now, { years: longestValidity }) ? [tooLong(subject, expires)] : []),
      ...(name !== null && checked === undefined ? [withoutName(inputs, by)] : []),
    ];
  },
};

/** In years. */
const longestValidity = 2;

/** Advisory: it may be meant. */
function tooLong(subject: Subject, expires: string): Verdict {
  const fact = `has an attestation that expires on ${expires}, more than ${longestValidity} years from now`;
  const consequence = "until then no one has to check the account again";
  const remedy = wayOut`Correct the day under hybrid-sync:attestations.`;
  return { ...unmet(about(subject, "far ahead"), fact, { consequence, remedy }), enforcementLevel: "advisory" };
}

/** Advisory: earlier versions did not ask for it. */
function withoutName({ account, name }: AttestedAccountInputs, by: string): Verdict {
  const subject = about(subjectOf(account, name), "attestation without a name");
  const consequence = "it stays valid when another account is declared";
  const remedy = wayOut`Ask ${by} or a successor whether this is the account, and add name: ${name ?? ""} to the entry with account ${account} under hybrid-sync:attestations.`;
  return advisory(unmet(subject, "has an attestation that does not name the account", { consequence, remedy }));
}

function notVerified(subject: Subject, reason: string, account: string): Verdict {
  return {
    verdict: "unobservable",
    subject: subject.words,
    about: subject.about,
    fact: `not verified, because ${reason}`,
    remedy: wayOut`Ask the person responsible to check the account, and add an entry with account ${account}, by, on, evidence and expires under hybrid-sync:attestations.`,
  };
}

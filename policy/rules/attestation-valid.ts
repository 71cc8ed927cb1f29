import { wayOut } from "../../catalogue/remedy.ts";
import type { AttestedAccountInputs } from "../../contract/server.ts";
import { isAhead, isFarAhead, isOver } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { subjectOf } from "../judgement/subject.ts";
import { attested, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";

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
    const { by, on, evidence, expires } = attestation;
    const said = `attested by ${by} on ${on} (${evidence})`;
    const remedy = wayOut`Ask ${by} or a successor to check the account again, and renew the entry with account ${account} under hybrid-sync:attestations.`;
    if (isAhead(on, context.now)) {
      return [unmet(subject, `is ${said}, a date in the future`, { remedy })];
    }
    if (isOver(expires, context.now)) return [unmet(subject, `was ${said}, which expired on ${expires}`, { remedy })];
    const vouched = attested(subject, `is ${said} until ${expires}`, `${said}, until ${expires}`);
    return isFarAhead(expires, context.now, { years: longestValidity })
      ? [vouched, tooLong(subject, expires)]
      : [vouched];
  },
};

/** In years. */
const longestValidity = 2;

/** Advisory: it may be meant. */
function tooLong(subject: string, expires: string): Verdict {
  const fact = `has an attestation that expires on ${expires}, more than ${longestValidity} years from now`;
  const consequence = "until then no one has to check the account again";
  const remedy = wayOut`Correct the day under hybrid-sync:attestations.`;
  return { ...unmet(subject, fact, { consequence, remedy }), enforcementLevel: "advisory" };
}

function notVerified(subject: string, reason: string, account: string): Verdict {
  return {
    verdict: "unobservable",
    subject,
    fact: `not verified, because ${reason}`,
    remedy: wayOut`Ask the person responsible to check the account, and add an entry with account ${account}, by, on, evidence and expires under hybrid-sync:attestations.`,
  };
}

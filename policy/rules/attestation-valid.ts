import { wayOut } from "../../catalogue/remedy.ts";
import type { AttestedAccountInputs } from "../../contract/server.ts";
import { isAhead, isOver } from "../judgement/days.ts";
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
    return [attested(subject, `is ${said} until ${expires}`, `${said}, until ${expires}`)];
  },
};

function notVerified(subject: string, reason: string, account: string): Verdict {
  return {
    verdict: "unobservable",
    subject,
    fact: `not verified, because ${reason}`,
    remedy: wayOut`Ask the person responsible to check the account, and add an entry with account ${account}, by, on, evidence and expires under hybrid-sync:attestations.`,
  };
}

import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { ConnectorAccountProbe } from "../../directory/facts/connector-account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, others } from "../judgement/subject.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";

export const connectorAccountProbeAgrees: Rule<ConnectorAccountInputs> = {
  name: "connector-account-probe-agrees",
  title: "The domain controller agrees with the computed rights of the AD DS Connector account",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "When the password of the AD DS Connector account is given, the program asks the domain controller as that account. The answers match the computed ones.",
  consequence: "neither the result of the domain controller nor the computed one is reliable",
  remedy: wayOut`Trust neither until the difference is explained. Compare the permissions on another domain controller, and report the difference.`,
  reference: "https://learn.microsoft.com/openspecs/windows_protocols/ms-adts/990fb975-ab31-4bc1-8b75-5da132cd4584",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "whether the domain controller's own answers agree";
    return judgeAccount(inputs, context, question, (found, { probe }) => {
      if (probe === undefined) return notApplicable(found, "was not tested with its own password");
      return settle(probe.logon, { subject: found, question }, (refused) =>
        refused === null ? judgeAnswers(found, probe, question) : cannotSignIn(found, refused),
      );
    });
  },
};

function cannotSignIn(found: FoundAccount, refused: string): Verdict {
  return unmet(about(found, "cannot sign in"), `cannot sign in: ${refused}`, {
    consequence: "synchronization will stop",
    remedy: wayOut`Fix this before the installation.`,
  });
}

function judgeAnswers(found: FoundAccount, probe: ConnectorAccountProbe, question: string) {
  const { compared, contradictions } = probe;
  if (compared === 0)
    return cannotVerify(
      found,
      question,
      "no right could be both tested and computed",
      wayOut`Let the read account read the groups and permissions concerned, and run "pulumi refresh".`,
    );
  if (contradictions.count === 0) return met(found, `has the computed rights in ${compared} of ${compared} tests`);
  const rest = contradictions.count - contradictions.sample.length;
  return [
    ...each(found, contradictions.sample, ({ question: asked, allowed }) =>
      unmet(
        about(found, asked, allowed ? "more" : "less"),
        allowed
          ? `may ${asked} according to the domain controller, but not according to the computed rights`
          : `may not ${asked} according to the domain controller, but may according to the computed rights`,
      ),
    ),
    ...(rest > 0 ? [unmet(others(found), `differs in ${rest} more tests`)] : []),
  ];
}

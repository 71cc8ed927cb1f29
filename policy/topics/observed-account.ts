/** What the rules about an account in Active Directory share. */
import type { AccountId } from "../../catalogue/accounts.ts";
import type { Fact } from "../../catalogue/fact.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { Context } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { type Concerned, inWords, type Subject, subjectOf } from "../judgement/subject.ts";
import { type Conclusion, cannotVerify, notApplicable, type Verdict } from "../judgement/verdict.ts";
import { place, problemOf } from "./evidence.ts";

/** What the rules about an account in Active Directory share: whose it is, and what was seen of it. */
export interface ObservedAccountInputs<Details> {
  readonly account: AccountId;
  readonly forest: string;
  readonly name: string | null;
  readonly observed: {
    readonly evidence: Evidence;
    readonly account: Fact<FoundAccount | null> | null;
    readonly details: Details | null;
  };
}

/** The account as declared: its title, with the name where one is given. */
export function declaredSubject({
  account,
  forest,
  name,
}: Pick<ObservedAccountInputs<unknown>, "account" | "forest" | "name">): Subject {
  return name === null
    ? inWords(`${subjectOf(account, null).words} of ${forest}`, subjectOf(account, null))
    : subjectOf(account, name);
}

/** The remedy where several objects may be the account. */
const nameTheOne = wayOut`Name the intended account in the stack configuration, preferably by its distinguished name.`;

/** Judges whether there is such an account; the judge gets null when none was seen. */
export function judgeExistence(
  inputs: ObservedAccountInputs<unknown>,
  context: Context,
  judge: (found: FoundAccount | null) => Conclusion,
): readonly Verdict[] {
  const subject = declaredSubject(inputs);
  const { evidence, account } = inputs.observed;
  const problem = evidenceProblem(inputs, subject, context);
  if (problem) return [problem];
  if (account === null) {
    return [
      cannotVerify(
        subject,
        "whether it exists",
        "it was not observed",
        wayOut`Run "pulumi refresh" to observe it again.`,
      ),
    ];
  }
  return settle(account, { subject, question: `whether it exists ${place(evidence)}`, remedy: nameTheOne }, judge);
}

/**
 * Judges what was seen of an account that is there. When it is not, another rule says so, and there is nothing here to
 * judge, unless `absent` says otherwise.
 */
export function judgeAccount<Details>(
  inputs: ObservedAccountInputs<Details>,
  context: Context,
  question: string,
  judge: (found: FoundAccount, details: Details) => Conclusion,
  absent?: () => Conclusion,
): readonly Verdict[] {
  const declared = declaredSubject(inputs);
  const { account, details } = inputs.observed;
  if (account === null) return [notApplicable(declared, "has no object in the directory")];
  const problem = evidenceProblem(inputs, declared, context);
  if (problem) return [problem];
  return settle(account, { subject: declared, question, remedy: nameTheOne }, (found): Conclusion => {
    if (found === null) return absent?.() ?? notApplicable(declared, "was not seen");
    if (details === null) {
      return cannotVerify(
        found,
        question,
        "its attributes could not be read",
        wayOut`Let the read account read the properties of ${found.distinguishedName}.`,
      );
    }
    return judge(found, details);
  });
}

/** Why nothing may be concluded from the evidence, if so. */
function evidenceProblem(
  { forest, observed }: Pick<ObservedAccountInputs<unknown>, "forest" | "observed">,
  subject: Concerned,
  context: Context,
): Verdict | undefined {
  return problemOf(observed.evidence, observed.account, forest, subject, context);
}

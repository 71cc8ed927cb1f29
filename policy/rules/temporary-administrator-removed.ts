import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { PrivilegedAdministratorInputs } from "../../contract/active-directory.ts";
import { isFarAhead, isOver } from "../judgement/days.ts";
import { type Context, type Rule, resources } from "../judgement/rule.ts";
import { settleWhole } from "../judgement/settle.ts";
import { about, type Subject } from "../judgement/subject.ts";
import { cannotVerify, met, notApplicable, ofItem, unmet, type Verdict } from "../judgement/verdict.ts";
import { describeMembership, wayOutOf } from "../topics/active-directory.ts";
import { installerSetting } from "../topics/cloud-sync-settings.ts";
import { place } from "../topics/evidence.ts";
import { declaredSubject, judgeAccount, judgeExistence } from "../topics/observed-account.ts";

export const temporaryAdministratorRemoved: Rule<PrivilegedAdministratorInputs> = {
  name: "temporary-administrator-removed",
  title: "Temporary administrator loses its privileges in time",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "After the declared date, a temporary administrator is no longer privileged, or is declared as deleted and not found.",
  consequence: "an account that is no longer needed can still do everything in the domain",
  remedy: wayOut`Remove the account from the administrative groups.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.privilegedAdministrators,
  judge(inputs, context) {
    const subject = declaredSubject(inputs);
    const { temporaryUntil } = inputs;
    // A standing administrator who also installs is normal.
    if (temporaryUntil === null) return [notApplicable(subject, "is not declared temporary")];
    if (inputs.deleted) return judgeDeleted(inputs, context, subject);
    if (isFarAhead(temporaryUntil, context.now, { years: longestInstallation })) {
      return [tooLong(inputs, temporaryUntil, subject)];
    }
    if (!isOver(temporaryUntil, context.now)) {
      return [met(subject, `may be privileged until ${temporaryUntil}`, `declared until ${temporaryUntil}`)];
    }
    const question = "whether it is still privileged";
    return judgeAccount(
      inputs,
      context,
      question,
      (found, { administrativeGroups }) =>
        settleWhole(administrativeGroups, { subject: found, question }, (memberships) => {
          if (memberships.length === 0) return met(found, `lost its privileges by ${temporaryUntil}`);
          // Disabled or not: an account that is enabled again has them at once.
          return memberships.map((membership) =>
            ofItem(
              unmet(
                about(found, membership.sid),
                `is still in ${describeMembership(membership)}, and was declared temporary until ${temporaryUntil}`,
                { remedy: wayOutOf(found, [membership], inputs.forest, () => [], memberships) },
              ),
              describeMembership(membership),
            ),
          );
        }),
      // A misspelt name leads to nobody as well, and so does one that is hidden from the reader.
      () =>
        cannotVerify(
          subject,
          question,
          `it was not seen ${place(inputs.observed.evidence)}, but the name may be misspelled or the account hidden`,
          wayOut`Compare the name with what Active Directory Users and Computers shows to an administrator of ${inputs.forest}, and correct ${installerSetting(inputs)}.name. If the account was deleted, declare that with: ${shell`pulumi config set --path ${`${installerSetting(inputs)}.deleted`} true`}`,
        ),
    );
  },
};

/** Someone says that the account is gone, so it must not be there, whichever day it is. */
function judgeDeleted(inputs: PrivilegedAdministratorInputs, context: Context, subject: Subject): readonly Verdict[] {
  const where = place(inputs.observed.evidence);
  return judgeExistence(inputs, context, (found) =>
    found === null
      ? met(subject, `is declared as deleted, and was not seen ${where}`)
      : unmet(about(found, "declared as deleted"), `is declared as deleted, and was seen ${where}`, {
          consequence: "an account that is declared as deleted may still have its privileges",
          remedy: wayOut`If nobody needs the account any more, delete it. Otherwise remove the declaration, so that its privileges are checked, with: ${shell`pulumi config rm --path ${`${installerSetting(inputs)}.deleted`}`}`,
        }),
  );
}

/** In years. */
const longestInstallation = 1;

/** Advisory: the day may be meant, and nobody misses the account today. */
function tooLong(inputs: PrivilegedAdministratorInputs, temporaryUntil: string, subject: Subject): Verdict {
  const fact = `is declared temporary until ${temporaryUntil}, which is more than a year from now`;
  const remedy = wayOut`Correct ${installerSetting(inputs)}.temporaryUntil, or remove it if the account is a permanent administrator.`;
  const consequence = "until then, no one learns that it still has its privileges";
  return { ...unmet(about(subject, "far ahead"), fact, { consequence, remedy }), enforcementLevel: "advisory" };
}

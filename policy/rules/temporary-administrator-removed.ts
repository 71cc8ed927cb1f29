import type { PrivilegedAdministratorInputs } from "../../directory/observation.ts";
import { describeMembership, enumerated, wayOutOf } from "../active-directory.ts";
import { isOver } from "../days.ts";
import { declaredSubject, judgeAccount, place, settle } from "../judgement.ts";
import { type Rule, resources } from "../rule.ts";
import { met, notApplicable, unmet } from "../verdict.ts";

export const temporaryAdministratorRemoved: Rule<PrivilegedAdministratorInputs> = {
  name: "temporary-administrator-removed",
  title: "Temporary administrator has lost its privileges in time",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "An administrator who is declared temporary is no longer privileged after the declared day.",
  consequence: "an account that nobody needs any more can still do everything in the domain",
  remedy: "Take the account out of the administrative groups.",
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.privilegedAdministrators,
  judge(inputs, context) {
    const subject = declaredSubject(inputs);
    const { temporaryUntil } = inputs;
    // A standing administrator who also installs is normal.
    if (temporaryUntil === null) return [notApplicable(subject, "is not declared temporary")];
    if (!isOver(temporaryUntil, context.now)) {
      return [met(subject, `may be privileged until ${temporaryUntil}`, `declared until ${temporaryUntil}`)];
    }
    const question = "whether it is still privileged";
    return judgeAccount(
      inputs,
      context,
      question,
      (found, { administrativeGroups }) =>
        settle(administrativeGroups, { subject: found.name, question }, (memberships) => {
          if (memberships.length === 0) return met(found.name, `lost its privileges by ${temporaryUntil}`);
          // Disabled or not: an account that is enabled again has them at once.
          const still = `is still in ${enumerated(memberships.map(describeMembership))}`;
          return unmet(found.name, `${still}, and was declared temporary until ${temporaryUntil}`, {
            remedy: wayOutOf(found, memberships),
          });
        }),
      () => met(subject, `was not seen ${place(inputs.observed.evidence)} any more`),
    );
  },
};

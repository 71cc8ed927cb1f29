import { onServerOf } from "../../catalogue/change-commands.ts";
import { changing, powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { place } from "../topics/evidence.ts";
import { cannotSignIn, judgeLogon, type ServiceAccountInputs } from "../topics/logon.ts";

export const serviceAccountNotLockedOut: Rule<ServiceAccountInputs> = {
  name: "service-account-not-locked-out",
  title: "Service accounts are not locked out",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description: "The accounts that a sync tool uses in Active Directory are not locked out.",
  consequence: cannotSignIn,
  remedy: wayOut`Find the source of the wrong passwords, and unlock the account with Unlock-ADAccount.`,
  reference: "https://learn.microsoft.com/windows/win32/adschema/a-msds-user-account-control-computed",
  resources: resources.serviceAccounts,
  judge(inputs, context) {
    const question = "whether it is locked out";
    return judgeLogon(inputs, context, question, (found, { lockedOut }) =>
      settle(lockedOut, { subject: found, question }, (locked) =>
        locked
          ? unmet(found, `is locked out ${place(inputs.observed.evidence)}`, {
              remedy: wayOut`Find the source of the wrong passwords, such as a sync server with an old password, and unlock the account with: ${changing(powershell`Unlock-ADAccount -Identity ${found.distinguishedName}${onServerOf(found.distinguishedName)}`, { change: "set attribute", on: found.distinguishedName, attribute: "lockoutTime", after: [0] })}`,
            })
          : met(found, `is not locked out ${place(inputs.observed.evidence)}`),
      ),
    );
  },
};

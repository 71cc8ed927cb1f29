import { enabling } from "../../catalogue/change-commands.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type {
  AdSyncServiceAccountInputs,
  ConnectorAccountInputs,
  GroupManagedServiceAccountInputs,
} from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";

type Inputs = ConnectorAccountInputs | GroupManagedServiceAccountInputs | AdSyncServiceAccountInputs;

export const serviceAccountEnabled: Rule<Inputs> = {
  name: "service-account-enabled",
  title: "Service accounts are enabled",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "The accounts that a sync tool uses in Active Directory are enabled.",
  consequence: "the sync tool cannot sign in with it",
  remedy: wayOut`Enable the account with Enable-ADAccount.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.serviceAccounts,
  judge(inputs, context) {
    const question = "whether it is enabled";
    return judgeAccount<{ readonly enabled: ConnectorAccountEnabled }>(
      inputs,
      context,
      question,
      (found, { enabled }) =>
        settle(enabled, { subject: found, question }, (value) =>
          value
            ? met(found, "is enabled")
            : unmet(found, "is disabled", {
                remedy: wayOut`Enable it with: ${enabling(found.distinguishedName)}`,
              }),
        ),
    );
  },
};

type ConnectorAccountEnabled = NonNullable<ConnectorAccountInputs["observed"]["details"]>["enabled"];

import { powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { encryptionTypesIn } from "../topics/encryption-types.ts";
import { judgeSeamlessSingleSignOn } from "../topics/seamless-single-sign-on.ts";

/** Without a value the domain controllers' default applies, which is AES since April 2026. */
export const seamlessSsoEncryptionTypes: Rule<ForestInputs> = {
  name: "seamless-sso-encryption-types",
  title: "Tickets of seamless single sign-on are encrypted with AES",
  severity: "medium",
  enforcementLevel: "advisory",
  description: "If seamless single sign-on is used, its computer account supports only AES.",
  consequence: "anyone who requests a ticket can guess the password of the account from it, and forge tickets",
  remedy: wayOut`Allow only AES on the account, and change its password afterwards.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sso-faq",
  resources: resources.forests,
  judge(inputs, context) {
    return judgeSeamlessSingleSignOn(inputs, context, ({ account, encryptionTypes }) =>
      settle(encryptionTypes, { subject: account.name, question: "which encryption types it supports" }, (value) => {
        const named = encryptionTypesIn(value ?? 0);
        if (named.length === 0) {
          return met(account.name, "has no encryption types set, so the domain controllers use their default, AES");
        }
        const titles = named.map(({ title }) => title);
        if (named.every(({ strong }) => strong)) return met(account.name, `supports ${enumerated(titles)}`);
        return unmet(account.name, `supports ${enumerated(titles)}`, {
          remedy: wayOut`Allow only AES with: ${powershell`Set-ADComputer -Identity ${account.distinguishedName} -KerberosEncryptionType ${["AES128", "AES256"]}`} ; then change its password with Update-AzureADSSOForest`,
        });
      }),
    );
  },
};

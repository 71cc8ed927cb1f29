import { onServerOf } from "../../catalogue/change-commands.ts";
import { changing, powershell } from "../../catalogue/command.ts";
import { aes, encryptionTypesIn } from "../../catalogue/encryption-types.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { rolloverOfSeamlessSso } from "../../catalogue/sync-server-commands.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeUnnamedTypes } from "../topics/encryption-types.ts";
import { judgeSeamlessSingleSignOn } from "../topics/seamless-single-sign-on.ts";

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
    const question = "which encryption types it supports";
    return judgeSeamlessSingleSignOn(inputs, context, ({ account, encryptionTypes }) =>
      settle(encryptionTypes, { subject: account, question }, (value) => {
        const line = powershell`Set-ADComputer -Identity ${account.distinguishedName} -KerberosEncryptionType ${["AES128", "AES256"]}${onServerOf(account.distinguishedName)}`;
        const setAes = changing(line, {
          change: "set attribute",
          on: account.distinguishedName,
          attribute: "msDS-SupportedEncryptionTypes",
          before: value === null ? [] : [value],
          after: [aes],
        });
        const named = encryptionTypesIn(value ?? 0);
        if (named.length === 0) return judgeUnnamedTypes(account, question, inputs.defaultEncryptionTypes, setAes);
        const titles = named.map(({ title }) => title);
        if (named.every(({ strong }) => strong)) return met(account, `supports ${enumerated(titles)}`);
        return unmet(account, `supports ${enumerated(titles)}`, {
          // Both, or neither: with AES alone and the old password, nobody signs in.
          remedy: wayOut`Allow only AES with: ${line} ; then change its password on the Connect Sync server with: ${rolloverOfSeamlessSso}`,
        });
      }),
    );
  },
};

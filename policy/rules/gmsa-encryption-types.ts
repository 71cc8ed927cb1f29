import { onServerOf } from "../../catalogue/change-commands.ts";
import { changing, powershell } from "../../catalogue/command.ts";
import { aes, encryptionTypesIn } from "../../catalogue/encryption-types.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { advisory, met, undecided, unmet } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeUnnamedTypes } from "../topics/encryption-types.ts";
import { judgeAccount } from "../topics/observed-account.ts";

export const gmsaEncryptionTypes: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-encryption-types",
  title: "gMSA supports AES",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "The gMSA is not restricted to RC4 or DES.",
  consequence: "Kerberos fails wherever only AES is allowed, and the provisioning agent then does not start",
  remedy: wayOut`Allow AES on the gMSA.`,
  reference:
    "https://learn.microsoft.com/windows-server/identity/ad-ds/manage/group-managed-service-accounts/group-managed-service-accounts/getting-started-with-group-managed-service-accounts",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "which encryption types it supports";
    return judgeAccount(inputs, context, question, (found, details) =>
      settle(details.encryptionTypes, { subject: found, question }, (value) => {
        const setAes = changing(
          powershell`Set-ADServiceAccount -Identity ${found.distinguishedName} -KerberosEncryptionType ${["AES128", "AES256"]}${onServerOf(found.distinguishedName)}`,
          {
            change: "set attribute",
            on: found.distinguishedName,
            attribute: "msDS-SupportedEncryptionTypes",
            before: value === null ? [] : [value],
            after: [aes],
          },
        );
        if (value === null || value === 0) {
          const verdict = judgeUnnamedTypes(found, question, inputs.defaultEncryptionTypes, setAes);
          // It has AES keys all the same.
          return advisory(verdict);
        }
        const named = encryptionTypesIn(value);
        if (named.length === 0) {
          return undecided(found, question, `msDS-SupportedEncryptionTypes is ${value}, which sets none`);
        }
        const titles = enumerated(named.map(({ title }) => title));
        return named.some(({ strong }) => strong)
          ? met(found, `supports ${titles}`)
          : unmet(found, `supports only ${titles} (msDS-SupportedEncryptionTypes ${value})`, {
              remedy: wayOut`Allow AES with: ${setAes}`,
            });
      }),
    );
  },
};

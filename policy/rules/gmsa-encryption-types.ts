import { powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, undecided, unmet } from "../judgement/verdict.ts";
import { enumerated, samAccountName } from "../topics/active-directory.ts";
import { encryptionTypesIn } from "../topics/encryption-types.ts";
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
      settle(details.encryptionTypes, { subject: found.name, question }, (value) => {
        if (value === null || value === 0) {
          // AES only since the updates of April 2026 (KB5073381), unless DefaultDomainSupportedEncTypes says otherwise.
          return met(found.name, "has no encryption types set, so the domain controllers use their default, AES");
        }
        const named = encryptionTypesIn(value);
        if (named.length === 0) {
          return undecided(found.name, question, `msDS-SupportedEncryptionTypes is ${value}, which sets none`);
        }
        const titles = enumerated(named.map(({ title }) => title));
        return named.some(({ strong }) => strong)
          ? met(found.name, `supports ${titles}`)
          : unmet(found.name, `supports only ${titles} (msDS-SupportedEncryptionTypes ${value})`, {
              remedy: wayOut`Allow AES with: ${powershell`Set-ADServiceAccount -Identity ${samAccountName(found.name)} -KerberosEncryptionType ${["AES128", "AES256"]}`}`,
            });
      }),
    );
  },
};

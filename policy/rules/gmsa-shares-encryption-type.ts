import { onServerOf } from "../../catalogue/change-commands.ts";
import { powershell } from "../../catalogue/command.ts";
import { type EncryptionType, encryptionTypesIn, usableTypes } from "../../catalogue/encryption-types.ts";
import { gmsaPage } from "../../catalogue/pages.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { type Conclusion, cannotVerify, met, notApplicable, undecided, unmet } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeAccount } from "../topics/observed-account.ts";

type Servers = NonNullable<GroupManagedServiceAccountInputs["observed"]["details"]>["servers"];

/** What a computer can use shows in its attribute, which Windows writes by the policy that applies to the computer. */
export const gmsaSharesEncryptionType: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-shares-encryption-type",
  title: "gMSA and agent servers share an encryption type",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description: "Every declared agent server supports an encryption type that the gMSA supports.",
  consequence: "the server cannot sign in as the gMSA, and the provisioning agent does not start",
  remedy: wayOut`Allow AES on the gMSA and on the server.`,
  reference: gmsaPage,
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "which encryption types it supports";
    return judgeAccount(inputs, context, question, (found, { encryptionTypes, servers }) => {
      if (servers.length === 0) return notApplicable(found, "has no declared server");
      return settle(encryptionTypes, { subject: found, question }, (own) => {
        // Another rule asks for AES in any case; afterwards every server shares that.
        if (!usableTypes(own, inputs.defaultEncryptionTypes).certain.some(({ strong }) => strong))
          return notApplicable(found, "supports no AES");
        return each(found, servers, (server) => judgeServer(inputs, found, own, server));
      });
    });
  },
};

function judgeServer(
  { defaultEncryptionTypes: byDefault }: GroupManagedServiceAccountInputs,
  found: FoundAccount,
  own: number | null,
  { server, computer, encryptionTypes }: Servers[number],
): Conclusion {
  const subject = about(`The agent server ${server}`, server);
  const question = "which encryption types it supports";
  return settle(computer, { subject, question }, (object) => {
    if (object === null) return notApplicable(subject, "was not seen");
    if (encryptionTypes === undefined) {
      const remedy = wayOut`Run "pulumi refresh" to observe it again.`;
      return cannotVerify(object, question, "they were not observed", remedy);
    }
    return settle(encryptionTypes, { subject: object, question }, (theirs) => {
      const account = usableTypes(own, byDefault);
      const machine = usableTypes(theirs, byDefault);
      const shared = common(account.certain, machine.certain);
      if (shared.length > 0) return met(object, `shares ${titles(shared)} with ${found.name}`);
      const perhaps = common([...account.certain, ...account.possible], [...machine.certain, ...machine.possible]);
      if (perhaps.length > 0) {
        return undecided(
          about(object, found.sid),
          `whether it shares an encryption type with ${found.name}`,
          `only ${titles(perhaps)} can be common to both, if the domain controllers allow it for an account without msDS-SupportedEncryptionTypes`,
          wayOut`Allow AES on both, or declare what the domain controllers use as hybrid-sync:forests[].defaultEncryptionTypes.`,
        );
      }
      return unmet(
        about(object, found.sid),
        `supports ${named(theirs)}, and ${found.name} ${named(own)}: they have none in common`,
        {
          evidence: `shares no encryption type with ${object.name}`,
          remedy: wayOut`Allow AES128 and AES256 on the server, in the policy "Network security: Configure encryption types allowed for Kerberos", and on the gMSA with: ${powershell`Set-ADServiceAccount -Identity ${found.distinguishedName} -KerberosEncryptionType ${["AES128", "AES256"]}${onServerOf(found.distinguishedName)}`}`,
        },
      );
    });
  });
}

function common(one: readonly EncryptionType[], other: readonly EncryptionType[]): readonly EncryptionType[] {
  return one.filter((each) => other.includes(each));
}

function titles(types: readonly EncryptionType[]): string {
  return enumerated(types.map(({ title }) => title));
}

function named(value: number | null): string {
  const types = encryptionTypesIn(value ?? 0);
  return types.length === 0 ? "the default of the domain controllers" : titles(types);
}

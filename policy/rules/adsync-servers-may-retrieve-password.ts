import { wayOut } from "../../catalogue/remedy.ts";
import type { AdSyncServiceAccountInputs } from "../../contract/active-directory.ts";
import type { SyncServer } from "../../directory/facts/adsync-service-account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import type { Subject } from "../judgement/subject.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { throughGroups } from "../topics/active-directory.ts";
import { retrievalDenialRemedy } from "../topics/denying-entries.ts";
import { declaredSubject } from "../topics/observed-account.ts";
import { judgeSyncServers } from "../topics/sync-servers.ts";

const question = "whether it may retrieve the password of the ADSync service account";

export const adSyncServersMayRetrievePassword: Rule<AdSyncServiceAccountInputs> = {
  name: "adsync-servers-may-retrieve-password",
  title: "Sync servers may retrieve the password of the ADSync service account",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "If the ADSync service account is a gMSA, every declared server of Connect Sync may retrieve its password, directly or through a group.",
  consequence: "the ADSync service cannot start on that server",
  remedy: wayOut`Add the server to PrincipalsAllowedToRetrieveManagedPassword of the gMSA, or to a group in that list. Then restart the server.`,
  reference:
    "https://learn.microsoft.com/windows-server/identity/ad-ds/manage/group-managed-service-accounts/group-managed-service-accounts/getting-started-with-group-managed-service-accounts",
  resources: resources.adSyncServiceAccounts,
  judge(inputs, context) {
    if (inputs.kind !== "group managed service account" || inputs.observed.details === null) {
      return [notApplicable(declaredSubject(inputs), "was not seen, or is not a gMSA")];
    }
    return judgeSyncServers(inputs, context, question, (server, subject) => judgeServer(server, subject));
  },
};

function judgeServer({ computer, mayRetrieve }: SyncServer, subject: Subject): readonly Verdict[] {
  return settle(computer, { subject, question }, (object) => {
    if (object === null) return notApplicable(subject, "was not seen");
    // Declared as a gMSA, and another kind: another rule says so.
    if (mayRetrieve === null) return notApplicable(object, "retrieves no password");
    return settle(mayRetrieve, { subject: object, question }, (grant) => {
      if (grant.granted) {
        return met(object, `may retrieve the password of the ADSync service account${throughGroups(grant.through)}`);
      }
      const { deniedTo } = grant;
      const denied = deniedTo === null ? "" : `, because an ACE denies it to ${deniedTo}`;
      return unmet(object, `may not retrieve the password of the ADSync service account${denied}`, {
        ...(deniedTo === null
          ? {}
          : { remedy: retrievalDenialRemedy({ ...grant, deniedTo }, object, "the ADSync service account") }),
      });
    });
  });
}

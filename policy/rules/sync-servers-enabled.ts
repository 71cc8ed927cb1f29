import { enabling } from "../../catalogue/change-commands.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { AdSyncServiceAccountInputs } from "../../contract/active-directory.ts";
import type { SyncServer } from "../../directory/facts/adsync-service-account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import type { Subject } from "../judgement/subject.ts";
import { advisory, met, unmet, type Verdict } from "../judgement/verdict.ts";
import { place } from "../topics/evidence.ts";
import { judgeSyncServers } from "../topics/sync-servers.ts";

const question = "whether the computer account is there and enabled";

/** Accounts of the server itself may be joined to a forest that the stack does not name, so their servers are only advised about. */
const ofServer: readonly AdSyncServiceAccountInputs["kind"][] = ["virtual account", "local account"];

export const syncServersEnabled: Rule<AdSyncServiceAccountInputs> = {
  name: "sync-servers-enabled",
  title: "The computer accounts of the sync servers exist and are enabled",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "The computer account of every declared server of Connect Sync exists and is enabled. A missing one is advisory before the installation.",
  consequence: "the server cannot sign in to the domain, and the ADSync service cannot start there",
  remedy: wayOut`Enable the computer account with Enable-ADAccount.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
  resources: resources.adSyncServiceAccounts,
  judge(inputs, context) {
    return judgeSyncServers(inputs, context, question, (server, subject) => judgeServer(server, subject, inputs));
  },
};

function judgeServer(
  { computer, enabled }: SyncServer,
  subject: Subject,
  { kind, phase, observed: { evidence } }: AdSyncServiceAccountInputs,
): readonly Verdict[] {
  return settle(computer, { subject, question }, (object) => {
    if (object === null) {
      const gone = unmet(subject, `was not seen ${place(evidence)}`, {
        remedy: wayOut`Join the server to the domain, or correct its name under hybrid-sync:connectSync.servers. If it is joined to another forest, write its DNS name.`,
      });
      return phase === "before-install" || ofServer.includes(kind) ? advisory(gone) : gone;
    }
    return settle(enabled, { subject: object, question: "whether it is enabled" }, (isEnabled) =>
      isEnabled
        ? met(object, "is enabled")
        : unmet(object, "is disabled", {
            remedy: wayOut`Enable it with: ${enabling(object.distinguishedName)}`,
          }),
    );
  });
}

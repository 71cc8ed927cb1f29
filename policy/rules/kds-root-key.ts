import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { dayOf, daysSince } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { judgeForest } from "../topics/forest.ts";

/** How long domain controllers wait until all of them have a new key, in days. */
const waiting = 10 / 24;

const lookForOne = wayOut`As an administrator, check for a key with Get-KdsRootKey. If there is none, create one with Add-KdsRootKey.`;

/** Ordinary readers never see the keys, so that their absence is never concluded. */
export const kdsRootKey: Rule<ForestInputs> = {
  name: "kds-root-key",
  title: "The forest has a KDS root key",
  severity: "high",
  enforcementLevel: "advisory",
  description: "If a gMSA is used, the forest has a KDS root key that every domain controller can use.",
  consequence: "no gMSA can be created, and none gets a password",
  remedy: lookForOne,
  reference:
    "https://learn.microsoft.com/windows-server/identity/ad-ds/manage/group-managed-service-accounts/group-managed-service-accounts/create-the-key-distribution-services-kds-root-key",
  resources: resources.forests,
  judge(inputs, context) {
    const question = "whether there is a KDS root key";
    return judgeForest(inputs, context, (_, subject) => {
      if (inputs.managedServiceAccounts === "none") return notApplicable(subject, "has no gMSA of this stack");
      return settle(inputs.observed.kdsRootKeys, { subject, question }, (keys) => {
        switch (keys.state) {
          case "evidenced":
            return met(subject, `has a KDS root key, because ${keys.by} has a password that was made with one`);
          case "not visible":
            return cannotVerify(
              subject,
              question,
              "no gMSA has a password yet, and an ordinary read account cannot see the keys",
              lookForOne,
            );
          case "seen":
            return judgeAge(subject, keys.count, keys.firstCreated, context.now);
        }
      });
    });
  },
};

function judgeAge(subject: string, count: number, firstCreated: string | null, now: Date): Verdict {
  const keys = count === 1 ? "a KDS root key" : `${count} KDS root keys`;
  if (firstCreated === null || daysSince(firstCreated, now) >= waiting) return met(subject, `has ${keys}`);
  return unmet(subject, `has ${keys}, created on ${dayOf(new Date(firstCreated))}, less than 10 hours ago`, {
    consequence: "domain controllers use a key only when all of them can have it, and creating a gMSA fails until then",
    remedy: wayOut`Wait until 10 hours have passed.`,
  });
}

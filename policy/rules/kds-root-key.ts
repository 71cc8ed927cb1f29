import { powershell } from "../../catalogue/command.ts";
import { keySpreadingHours } from "../../catalogue/kds-root-key.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { KdsRootKeyTimes } from "../../directory/facts/forest.ts";
import { daysSince } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import type { Subject } from "../judgement/subject.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { judgeForest } from "../topics/forest.ts";

/** Without -EffectiveImmediately, the cmdlet makes a key that counts only in ten days. */
const create = powershell`Add-KdsRootKey -EffectiveImmediately`;

const lookForOne = wayOut`As an administrator, check for a key with Get-KdsRootKey. If there is none, create one with ${create}.`;

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
            return judgeSeen(subject, keys, context.now);
        }
      });
    });
  },
};

type SeenKeys = Extract<
  Extract<ForestInputs["observed"]["kdsRootKeys"], { observed: unknown }>["observed"],
  { state: "seen" }
>;

function judgeSeen(subject: Subject, { count, keys }: SeenKeys, now: Date): Verdict {
  const some = count === 1 ? "a KDS root key" : `${count} KDS root keys`;
  // An earlier version did not observe from when they count.
  const known = (keys ?? []).flatMap((key) => usableFrom(key) ?? []);
  const [first] = known.toSorted();
  if (first !== undefined && daysSince(first, now) >= 0) return met(subject, `has ${some}`);
  if (first === undefined || known.length < count) {
    return cannotVerify(
      subject,
      "from when its KDS root keys count",
      `${some} can be seen, and not msKds-UseStartTime of each`,
      wayOut`Run "pulumi refresh" to observe it again. As an administrator, check EffectiveTime with Get-KdsRootKey.`,
    );
  }
  const fact = `has ${some}, which every domain controller uses only from ${first.slice(0, 16).replace("T", " ")} UTC`;
  return unmet(subject, fact, {
    consequence: "creating a gMSA fails until then",
    remedy:
      -daysSince(first, now) * 24 <= keySpreadingHours
        ? wayOut`Wait until then.`
        : wayOut`Wait until then, or create a key that counts after ${keySpreadingHours} hours with: ${create}`,
  });
}

/** When the last domain controller has it and it counts, ISO 8601; null where that is hidden. */
function usableFrom({ created, start }: KdsRootKeyTimes): string | null {
  if (start === null) return null;
  // A test environment makes a key with a start so far in the past that nobody waits.
  if (created === null || start <= created) return later(start, created === null ? 0 : keySpreadingHours);
  const spread = later(created, keySpreadingHours);
  return spread > start ? spread : start;
}

function later(moment: string, hours: number): string {
  return new Date(Date.parse(moment) + hours * 3_600_000).toISOString();
}

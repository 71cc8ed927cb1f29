import { olderNotServedFrom, oldestServedVersion } from "../../catalogue/connect-sync-versions.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { advisory, cannotVerify, met, notApplicable, unmet } from "../judgement/verdict.ts";

const subject = "The tenant";

export const connectSyncVersionServed: Rule<TenantInputs> = {
  name: "connect-sync-version-served",
  title: "The service supports the version of Connect Sync",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description: `Every server runs Connect Sync ${oldestServedVersion} or newer.`,
  consequence: `as of ${olderNotServedFrom} the service rejects older versions, and nothing is synchronized`,
  remedy: wayOut`Install the newest version from the Microsoft Entra admin center, under Entra Connect.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/harden-update-ad-fs-pingfederate",
  resources: resources.tenants,
  judge({ connectSync }, { now }) {
    if (connectSync === null) return [notApplicable(subject, "is not synchronized by Connect Sync")];
    const isServed = now < new Date(`${olderNotServedFrom}T00:00:00Z`);
    return each(subject, connectSync.servers, ({ name, version }) => {
      if (version === null) {
        if (connectSync.phase === "before-install") return notApplicable(name, "has no version of Connect Sync yet");
        return cannotVerify(
          name,
          "which version of Connect Sync it runs",
          "no directory shows the version, and none is declared",
          wayOut`Declare the version that Programs and Features on the server shows as hybrid-sync:connectSync.servers[].version.`,
        );
      }
      if (!isOlder(version, oldestServedVersion)) return met(name, `is declared to run Connect Sync ${version}`);
      const old = unmet(name, `is declared to run Connect Sync ${version}, older than ${oldestServedVersion}`);
      return isServed ? advisory(old) : old;
    });
  },
};

function isOlder(version: string, than: string): boolean {
  const [own, other] = [version, than].map((one) => one.split(".").map(Number));
  const [first] = (own ?? []).flatMap((number, place) => {
    const difference = number - (other?.[place] ?? 0);
    return difference === 0 ? [] : [difference];
  });
  return (first ?? 0) < 0;
}

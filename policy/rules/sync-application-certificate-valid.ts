import { certificateRotationDays } from "../../catalogue/tenant-limits.ts";
import type { TenantInputs } from "../../tenant/observation.ts";
import { daysSince, isOver } from "../days.ts";
import { settle } from "../judgement.ts";
import { type Rule, resources } from "../rule.ts";
import { installerCreatesIt, met, notApplicable, unmet, type Verdict } from "../verdict.ts";

export const syncApplicationCertificateValid: Rule<TenantInputs> = {
  name: "sync-application-certificate-valid",
  title: "The certificate of the sync application is valid for long enough",
  severity: "high",
  enforcementLevel: "mandatory",
  description: `The application of Connect Sync has a certificate that is valid; advisory in its last ${certificateRotationDays} days, from which Connect Sync warns.`,
  consequence: "synchronization stops when no certificate is valid (event 1012)",
  remedy:
    "Make a new certificate on the server, keep the old one until the change has arrived, and set hybrid-sync:connectSync.identity.certificateFile.",
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, observed: { syncApplications } }, { now }) {
    if (connectSync?.identity.kind !== "application" || syncApplications === null) {
      return [notApplicable("The tenant", "is declared to have no application for Connect Sync")];
    }
    const { name, certificate } = connectSync.identity;
    const { phase } = connectSync;
    const subject = `The application "${name}"`;
    const question = "until when its certificates are valid";
    return [
      settle(syncApplications, { subject, question }, ({ sample }) => {
        const others = Array.from(sample).flatMap(({ certificates }) => Array.from(certificates));
        const latest = [...(certificate === null ? [] : [certificate.lastDay]), ...others].sort().at(-1);
        if (latest !== undefined) return judgeLastDay(subject, latest, now);
        return phase === "before-install"
          ? installerCreatesIt(subject, "has no certificate until the wizard adds one")
          : withoutCertificate(subject);
      }),
    ];
  },
};

/** Advisory, because the wizard may have made an application of its own, with a certificate, and use that one. */
function withoutCertificate(subject: string): Verdict {
  const explanation = { consequence: "Connect Sync cannot sign in with it" };
  return { ...unmet(subject, "has no certificate", explanation), enforcementLevel: "advisory" };
}

function judgeLastDay(subject: string, lastDay: string, now: Date): Verdict {
  if (isOver(lastDay, now)) return unmet(subject, `has no valid certificate: the last one ended on ${lastDay}`);
  const daysLeft = Math.floor(-daysSince(`${lastDay}T23:59:59Z`, now));
  const fact = `has a certificate that is valid until ${lastDay}, for ${daysLeft} days`;
  return daysLeft < certificateRotationDays
    ? { ...unmet(subject, fact), enforcementLevel: "advisory" }
    : met(subject, fact);
}

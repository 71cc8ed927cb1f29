import type { Phase } from "../../catalogue/accounts.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { certificateRotationDays } from "../../catalogue/tenant-limits.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { DeclaredApplication } from "../../tenant/declarations.ts";
import { daysSince, isOver } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { installerCreatesIt, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";

export const syncApplicationCertificateValid: Rule<TenantInputs> = {
  name: "sync-application-certificate-valid",
  title: "The certificate of the sync application is valid for long enough",
  severity: "high",
  enforcementLevel: "mandatory",
  description: `The application of Connect Sync has a valid certificate. In its last ${certificateRotationDays} days, when Connect Sync also warns, the rule is advisory.`,
  consequence: "synchronization stops when no certificate is valid (event 1012)",
  remedy: wayOut`Create a new certificate on the server, and add its file to certificateFiles next to the old one. Switch the server to it, and then remove the old one (docs/entra.md).`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, observed: { syncApplications } }, { now }) {
    if (connectSync === null || connectSync.applications.length === 0 || syncApplications === null) {
      return [notApplicable("The tenant", "is declared to have no application for Connect Sync")];
    }
    const { phase } = connectSync;
    return connectSync.applications.flatMap((application) =>
      judgeApplication(application, syncApplications, { phase, now }),
    );
  },
};

function judgeApplication(
  { name, certificates }: DeclaredApplication,
  syncApplications: NonNullable<TenantInputs["observed"]["syncApplications"]>,
  { phase, now }: { readonly phase: Phase; readonly now: Date },
): readonly Verdict[] {
  const subject = `The application "${name}"`;
  const declared = certificates.map(({ lastDay }) => lastDay);
  const over = declared.filter((lastDay) => isOver(lastDay, now));
  const verdicts = settle(
    syncApplications,
    { subject, question: "until when its certificates are valid" },
    ({ sample }) => {
      const others = sample.filter((found) => found.name === name).flatMap((found) => found.certificates);
      const latest = [...declared, ...others].sort().at(-1);
      if (latest !== undefined) return judgeLastDay(subject, latest, now);
      return phase === "before-install"
        ? installerCreatesIt(subject, "has no certificate until the wizard adds one")
        : withoutCertificate(subject);
    },
  );
  // Where the last one is over, that has been said.
  return over.length === 0 || over.length === declared.length
    ? verdicts
    : [...verdicts, ...over.map((lastDay) => withOldCertificate(subject, lastDay))];
}

/** Microsoft Graph refuses to add a certificate that is over, so it must not be declared any longer. */
function withOldCertificate(subject: string, lastDay: string): Verdict {
  return unmet(subject, `is declared with a certificate that expired on ${lastDay}`, {
    consequence: "Microsoft Graph accepts no expired certificate",
    remedy: wayOut`Remove its file from certificateFiles; the other one is valid.`,
  });
}

/** Advisory, because the wizard may have made an application of its own, with a certificate, and use that one. */
function withoutCertificate(subject: string): Verdict {
  const explanation = { consequence: "Connect Sync cannot sign in with it" };
  return { ...unmet(subject, "has no certificate", explanation), enforcementLevel: "advisory" };
}

function judgeLastDay(subject: string, lastDay: string, now: Date): Verdict {
  if (isOver(lastDay, now)) return unmet(subject, `has no valid certificate: the last one expired on ${lastDay}`);
  const daysLeft = Math.floor(-daysSince(`${lastDay}T23:59:59Z`, now));
  const fact = `has a certificate that is valid until ${lastDay}, for ${daysLeft} days`;
  return daysLeft < certificateRotationDays
    ? { ...unmet(subject, fact), enforcementLevel: "advisory" }
    : met(subject, fact);
}

import type { Phase } from "../../catalogue/accounts.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { defaultThresholds } from "../../catalogue/thresholds.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { DeclaredApplication } from "../../tenant/declarations.ts";
import type { CertificateLifetime } from "../../tenant/facts/tenant.ts";
import { ofPack } from "../judgement/context.ts";
import { dayOf, daysSince, isOver, partOver } from "../judgement/days.ts";
import { type Context, type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Subject } from "../judgement/subject.ts";
import {
  advisory,
  cannotVerify,
  installerCreatesIt,
  met,
  notApplicable,
  unmet,
  type Verdict,
} from "../judgement/verdict.ts";

const usual = defaultThresholds.certificateLifetimePercent;

export const syncApplicationCertificateValid: Rule<TenantInputs> = {
  name: "sync-application-certificate-valid",
  title: "The certificate of the sync application is valid for long enough",
  severity: "high",
  enforcementLevel: "mandatory",
  description: `The application of Connect Sync has a valid certificate. After ${usual} % of its lifetime, when Connect Sync also warns, the rule is advisory.`,
  consequence: "synchronization stops when no certificate is valid (event 1012)",
  remedy: wayOut`Create a new certificate on the server, and add its file to certificateFiles next to the old one. Switch the server to it, and then remove the old one (docs/entra.md).`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, observed: { syncApplications } }, context) {
    if (connectSync === null || connectSync.applications.length === 0 || syncApplications === null) {
      return [notApplicable("The tenant", "is declared to have no application for Connect Sync")];
    }
    const { phase } = connectSync;
    return connectSync.applications.flatMap((application) =>
      judgeApplication(application, syncApplications, { phase, context }),
    );
  },
};

function judgeApplication(
  { name, certificates }: DeclaredApplication,
  syncApplications: NonNullable<TenantInputs["observed"]["syncApplications"]>,
  { phase, context }: { readonly phase: Phase; readonly context: Context },
): readonly Verdict[] {
  const subject = about(`The application "${name}"`, name);
  const declared = certificates.map(({ firstDay = null, lastDay }) => ({ firstDay, lastDay }));
  const over = declared.filter(({ lastDay }) => isOver(lastDay, context.now));
  const verdicts = settle(
    syncApplications,
    { subject, question: "until when its certificates are valid" },
    ({ sample }) => {
      const others = sample.filter((found) => found.name === name).flatMap((found) => found.certificates);
      const all = [...declared, ...others.map((one) => (typeof one === "string" ? lastDayOnly(one) : one))];
      if (all.length > 0) return judgeLifetimes(subject, all, context);
      return phase === "before-install"
        ? installerCreatesIt(subject, "has no certificate until the wizard adds one")
        : withoutCertificate(subject);
    },
  );
  // Where the last one is over, that has been said.
  return over.length === 0 || over.length === declared.length
    ? verdicts
    : [...verdicts, ...over.map(({ lastDay }) => withOldCertificate(subject, lastDay))];
}

function lastDayOnly(lastDay: string): CertificateLifetime {
  return { firstDay: null, lastDay };
}

/** Microsoft Graph refuses to add a certificate that is over, so it must not be declared any longer. */
function withOldCertificate(subject: Subject, lastDay: string): Verdict {
  return unmet(about(subject, "declared", lastDay), `is declared with a certificate that expired on ${lastDay}`, {
    consequence: "Microsoft Graph accepts no expired certificate",
    remedy: wayOut`Remove its file from certificateFiles; the other one is valid.`,
  });
}

/** Advisory, because the wizard may have made an application of its own, with a certificate, and use that one. */
function withoutCertificate(subject: Subject): Verdict {
  const explanation = { consequence: "Connect Sync cannot sign in with it" };
  return advisory(unmet(about(subject, "no certificate"), "has no certificate", explanation));
}

/** By the one that is valid for longest, of those that are valid by now. */
function judgeLifetimes(subject: Subject, all: readonly CertificateLifetime[], context: Context): Verdict {
  const { now } = context;
  const percent = context.thresholds.certificateLifetimePercent;
  const begun = all.filter(({ firstDay }) => firstDay === null || firstDay <= dayOf(now));
  const latest = begun.toSorted((one, other) => (one.lastDay < other.lastDay ? 1 : -1))[0];
  if (latest === undefined) {
    const [first] = all.flatMap(({ firstDay }) => firstDay ?? []).sort();
    return advisory(
      unmet(about(subject, "not begun"), `has no valid certificate yet: the first one begins on ${first}`),
    );
  }
  const { firstDay, lastDay } = latest;
  if (isOver(lastDay, now))
    return unmet(about(subject, "expired"), `has no valid certificate: the last one expired on ${lastDay}`);
  const daysLeft = Math.floor(-daysSince(`${lastDay}T23:59:59Z`, now));
  const fact = `has a certificate that is valid until ${lastDay}, for ${daysLeft} days`;
  if (firstDay === null) {
    return advisory(
      cannotVerify(
        subject,
        "how much of the lifetime of its certificate is over",
        `it ${fact}, and since when is not recorded`,
        wayOut`Run "pulumi refresh" to observe it again.`,
      ),
    );
  }
  return partOver(firstDay, lastDay, now) * 100 < percent
    ? met(subject, fact)
    : advisory(
        unmet(
          about(subject, "near its end"),
          `${fact}; ${percent} % of its lifetime since ${firstDay} is over${ofPack(context, "certificateLifetimePercent")}`,
        ),
      );
}

import type { Phase } from "../../catalogue/accounts.ts";
import type { ConnectSyncVersions } from "../../catalogue/connect-sync-versions.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { DeclaredServer } from "../../tenant/declarations.ts";
import { type Context, type Rule, resources } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { about, named, type Subject } from "../judgement/subject.ts";
import { advisory, cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { stageOf, type VersionStage, versionsKnown } from "../topics/connect-sync-versions.ts";
import { theTenant } from "../topics/tenant.ts";

const subject = theTenant;

const newest = wayOut`Install the newest version from the Microsoft Entra admin center, under Entra Connect.`;

const mend = wayOut`${newest} If Microsoft has published another date, declare it under hybrid-sync:connectSync.versions.`;

export const connectSyncVersionServed: Rule<TenantInputs> = {
  name: "connect-sync-version-served",
  title: "Microsoft serves and supports the version of Connect Sync",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "Every server runs a version of Connect Sync that the service accepts and that Microsoft supports. Without support the rule is advisory, and mandatory in the strict profile. An end that comes within 90 days is advisory.",
  consequence: "the service rejects older versions, and nothing is synchronized",
  remedy: newest,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history",
  resources: resources.tenants,
  judge({ connectSync }, context) {
    if (connectSync === null) return [notApplicable(subject, "is not synchronized by Connect Sync")];
    const known = versionsKnown(connectSync.versions, context.now);
    return each(subject, connectSync.servers, (server) =>
      judgeServer(server, { phase: connectSync.phase, known }, context),
    );
  },
};

function judgeServer(
  { name, version }: DeclaredServer,
  { phase, known }: { readonly phase: Phase; readonly known: ConnectSyncVersions },
  { now, profile, thresholds: { noticeDays } }: Context,
): Verdict {
  if (version === null) {
    if (phase === "before-install") return notApplicable(name, "has no version of Connect Sync yet");
    return cannotVerify(
      named(name),
      "which version of Connect Sync it runs",
      "no directory shows the version, and none is declared",
      wayOut`Declare the version that Programs and Features on the server shows as hybrid-sync:connectSync.servers[].version.`,
    );
  }
  const found = stageOf(version, known, { now, noticeDays });
  return judgeStage(about(named(name), version, found.stage), `is declared to run Connect Sync ${version}`, found, {
    ...known,
    profile,
  });
}

function judgeStage(
  server: Subject,
  runs: string,
  found: VersionStage,
  { asOf, profile }: ConnectSyncVersions & Pick<Context, "profile">,
): Verdict {
  const known = `as known on ${asOf}`;
  const inProfile = profile === "strict" ? (verdict: Verdict) => verdict : advisory;
  switch (found.stage) {
    case "not served":
      return unmet(server, `${runs}, older than ${found.oldest}`, {
        consequence: `since ${found.from} the service rejects older versions, and nothing is synchronized`,
        remedy: mend,
      });
    case "recalled":
      return inProfile(
        unmet(server, `${runs}, which Microsoft recalled (${known})`, {
          consequence: "Microsoft asks to remove this version",
          remedy: wayOut`Uninstall it. ${newest}`,
        }),
      );
    case "unsupported":
      return inProfile(
        unmet(server, `${runs}, which Microsoft has not supported since ${found.since} (${known})`, {
          consequence: "it gets no security fixes, and synchronization may stop without notice",
          remedy: mend,
        }),
      );
    case "soon not served":
      return advisory(
        unmet(server, `${runs}, older than ${found.oldest}`, {
          consequence: `from ${found.from} the service rejects older versions, and nothing is synchronized`,
          remedy: mend,
        }),
      );
    case "soon unsupported":
      return advisory(
        unmet(server, `${runs}, which Microsoft supports until ${found.until} (${known})`, {
          consequence: "after that day it gets no security fixes, and synchronization may stop without notice",
          remedy: mend,
        }),
      );
    case "unknown":
      return cannotVerify(
        server,
        "whether Microsoft supports its version of Connect Sync",
        `it ${runs}, and no release of that number was known on ${asOf}`,
        wayOut`Compare it with Programs and Features on the server. If it is right, declare the release under hybrid-sync:connectSync.versions.`,
      );
    case "known too long ago":
      return cannotVerify(
        server,
        "whether Microsoft supports its version of Connect Sync",
        `it ${runs}, and what is known about versions is of ${asOf}`,
        wayOut`Look the version up on Microsoft's page of the version history, and declare what it says under hybrid-sync:connectSync.versions.`,
      );
    case "supported":
      return met(server, found.until === null ? runs : `${runs}, which Microsoft supports until ${found.until}`);
  }
}

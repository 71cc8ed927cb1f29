import { shell } from "../../catalogue/command.ts";
import type { ApplicationWriter, TenantInputs } from "../../tenant/observation.ts";
import { enumerated } from "../active-directory.ts";
import { settle } from "../judgement.ts";
import { type Rule, resources } from "../rule.ts";
import { judgeListing } from "../tenant.ts";
import { met, notApplicable, unmet, type Verdict } from "../verdict.ts";

const subject = "The tenant";

export const applicationWritersTrusted: Rule<TenantInputs> = {
  name: "application-writers-trusted",
  title: "Only trusted applications can take the sync application over",
  severity: "high",
  enforcementLevel: "advisory",
  description:
    "Application.ReadWrite.All and AppRoleAssignment.ReadWrite.All of Microsoft Graph are held by applications that the stack names as trusted, and by no other.",
  consequence:
    "whoever has a credential of it can give itself one of the sync application, or its permission, and write every synchronized identity",
  remedy:
    "Take the permission away from it, or give it Application.ReadWrite.OwnedBy in its place. If it needs it, name it under hybrid-sync:tenant.trustedApplications.",
  reference: "https://learn.microsoft.com/graph/permissions-reference#applicationreadwriteall",
  resources: resources.tenants,
  judge({ connectSync, trustedApplications, observed: { applicationWriters } }) {
    if (connectSync?.identity.kind !== "application") {
      return [notApplicable(subject, "is declared to have no application for Connect Sync")];
    }
    const trusted = trustedApplications.map((name) => name.toLowerCase());
    return settle(applicationWriters, { subject, question: "who can take the sync application over" }, (found) =>
      found.count === 0
        ? [met(subject, "has no application that may write every other")]
        : judgeListing(subject, found, "applications that may write every other", (writer) =>
            judgeWriter(writer, trusted),
          ),
    );
  },
};

function judgeWriter({ name, objectId, permissions }: ApplicationWriter, trusted: readonly string[]): Verdict {
  const writer = `The application "${name}"`;
  if ([name, objectId].some((one) => trusted.includes(one.toLowerCase()))) return met(writer, "is declared as trusted");
  return unmet(writer, `holds ${enumerated(permissions)} (service principal ${objectId})`, {
    remedy: `Take the permission away from it, or give it Application.ReadWrite.OwnedBy in its place. If it needs it, name it: ${shell`pulumi config set --path ${`hybrid-sync:tenant.trustedApplications[${trusted.length}]`} ${objectId}`}`,
  });
}

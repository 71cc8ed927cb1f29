import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { ApplicationWriter } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeListing, type Trust, trustOf } from "../topics/tenant.ts";

const subject = "The tenant";

export const applicationWritersTrusted: Rule<TenantInputs> = {
  name: "application-writers-trusted",
  title: "Only trusted applications can take over the sync application",
  severity: "high",
  enforcementLevel: "advisory",
  description:
    "Only applications that the stack names as trusted hold Application.ReadWrite.All and AppRoleAssignment.ReadWrite.All of Microsoft Graph.",
  consequence:
    "anyone with its credential can add one to the sync application, or grant itself that permission, and write every synchronized identity",
  remedy: wayOut`Remove the permission, or replace it with Application.ReadWrite.OwnedBy. If the application needs it, name the application under hybrid-sync:tenant.trustedApplications.`,
  reference: "https://learn.microsoft.com/graph/permissions-reference#applicationreadwriteall",
  resources: resources.tenants,
  judge({ connectSync, trustedApplications, observed: { applicationWriters, trustedApplications: named } }) {
    if (connectSync?.identity.kind !== "application") {
      return [notApplicable(subject, "is declared to have no application for Connect Sync")];
    }
    const trusted = trustOf(trustedApplications, named);
    return settle(applicationWriters, { subject, question: "who can take over the sync application" }, (found) =>
      found.count === 0
        ? [met(subject, "has no application that can write to every other application")]
        : judgeListing(subject, found, "applications that can write to every other application", (writer) =>
            judgeWriter(writer, trusted),
          ),
    );
  },
};

function judgeWriter({ name, objectId, permissions }: ApplicationWriter, trusted: Trust): Verdict {
  const writer = `The application "${name}"`;
  if (trusted.objectIds.includes(objectId.toLowerCase())) return met(writer, "is declared as trusted");
  if (trusted.openNames.includes(name.toLowerCase())) {
    return cannotVerify(
      writer,
      "whether it is the one that is declared as trusted",
      "it was not observed which application has that name",
      wayOut`Name it by its object id: ${shell`pulumi config set --path ${`hybrid-sync:tenant.trustedApplications[${trusted.openNames.indexOf(name.toLowerCase())}]`} ${objectId}`}`,
    );
  }
  return unmet(writer, `holds ${enumerated(permissions)} (service principal ${objectId})`, {
    remedy: wayOut`Remove the permission, or replace it with Application.ReadWrite.OwnedBy. If the application needs it, name the application: ${shell`pulumi config set --path ${`hybrid-sync:tenant.trustedApplications[${trusted.next}]`} ${objectId}`}`,
  });
}

import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { ApplicationWriter } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeListing, type Trust, theTenant, trustOf } from "../topics/tenant.ts";

const subject = theTenant;

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
  judge({ connectSync, trustedApplications, observed }) {
    if (connectSync?.identity.kind !== "application") {
      return [notApplicable(subject, "is declared to have no application for Connect Sync")];
    }
    const trusted = trustOf(trustedApplications, observed);
    return settle(
      observed.applicationWriters,
      { subject, question: "who can take over the sync application" },
      (found) =>
        found.count === 0
          ? [met(subject, "has no application that can write to every other application")]
          : judgeListing(subject, found, "applications that can write to every other application", (writer) =>
              judgeWriter(writer, trusted),
            ),
    );
  },
};

function judgeWriter({ name, objectId, permissions }: ApplicationWriter, trusted: Trust): Verdict {
  const writer = about(`The application "${name}"`, objectId);
  if (trusted.trusts(objectId)) return met(writer, "is declared as trusted");
  const place = trusted.names.indexOf(name.toLowerCase());
  const naming = shell`pulumi config set --path ${`hybrid-sync:tenant.trustedApplications[${place < 0 ? trusted.next : place}]`} ${objectId}`;
  const holding = `holds ${enumerated(permissions)} (service principal ${objectId})`;
  const subject = about(writer, ...permissions);
  return place < 0
    ? unmet(subject, holding, {
        remedy: wayOut`Remove the permission, or replace it with Application.ReadWrite.OwnedBy. If the application needs it, name the application: ${naming}`,
      })
    : unmet(
        subject,
        `${holding}, and is trusted only by its display name, which anyone who registers an application can choose`,
        {
          remedy: wayOut`If this is the application that you intend to trust, name it by its object id: ${naming}`,
        },
      );
}

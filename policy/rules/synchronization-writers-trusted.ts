import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { synchronizationPermissions } from "../../catalogue/sync-applications.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { ApplicationWriter } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { cannotVerify, met, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeListing, type Trust, theTenant, trustOf } from "../topics/tenant.ts";

const subject = theTenant;

export const synchronizationWritersTrusted: Rule<TenantInputs> = {
  name: "synchronization-writers-trusted",
  title: "Only trusted applications can undo the protection of synchronized objects",
  severity: "high",
  enforcementLevel: "advisory",
  description: `Only applications that the stack names as trusted hold ${enumerated(synchronizationPermissions)} of Microsoft Graph.`,
  consequence:
    "anyone with its credential can allow synchronized objects to take over cloud objects, or detach objects from Active Directory",
  remedy: wayOut`Remove the permission. If the application needs it, name the application under hybrid-sync:tenant.trustedApplications.`,
  reference: "https://learn.microsoft.com/graph/api/onpremisesdirectorysynchronization-update",
  resources: resources.tenants,
  judge({ trustedApplications, observed }) {
    const question = `who holds ${enumerated(synchronizationPermissions, "or")}`;
    const { synchronizationWriters } = observed;
    if (synchronizationWriters === undefined) {
      const remedy = wayOut`Run "pulumi refresh" to observe it again.`;
      return [cannotVerify(subject, question, "it was not looked up", remedy)];
    }
    return settle(synchronizationWriters, { subject, question }, (found) => {
      if (found.count === 0) return [met(subject, "has no application that holds one of these permissions")];
      const trusted = trustOf(trustedApplications, observed);
      return judgeListing(subject, found, "applications that hold one of these permissions", (writer) =>
        judgeWriter(writer, trusted),
      );
    });
  },
};

function judgeWriter({ name, objectId, permissions }: ApplicationWriter, trusted: Trust): Verdict {
  const writer = about(`The application "${name}"`, objectId);
  if (trusted.trusts(objectId)) return met(writer, "is declared as trusted");
  return unmet(about(writer, ...permissions), `holds ${enumerated(permissions)} (service principal ${objectId})`, {
    remedy: wayOut`Remove the permission. If the application needs it, name the application: ${shell`pulumi config set --path ${`hybrid-sync:tenant.trustedApplications[${trusted.next}]`} ${objectId}`}`,
  });
}

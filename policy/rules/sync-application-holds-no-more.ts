import { shell } from "../../catalogue/command.ts";
import { countOf } from "../../catalogue/count-of.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { ApplicationOwner, SyncApplication } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Concerned } from "../judgement/subject.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeListing } from "../topics/tenant.ts";

export const syncApplicationHoldsNoMore: Rule<TenantInputs> = {
  name: "sync-application-holds-no-more",
  title: "The sync application has no client secret, no owner and no other permission",
  severity: "high",
  enforcementLevel: "advisory",
  description:
    "The application of Connect Sync signs in only with a certificate, has no owner, and holds only the permissions that synchronization needs.",
  consequence: "anyone who has the secret, or can add one, can write every synchronized identity of the tenant",
  remedy: wayOut`Remove it under App registrations; the application needs a certificate and one permission.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge({ connectSync, observed: { syncApplications } }) {
    if (connectSync === null || connectSync.applications.length === 0 || syncApplications === null) {
      return [notApplicable("The tenant", "is declared to have no application for Connect Sync")];
    }
    const names = connectSync.applications.map(({ name }) => `"${name}"`);
    const subject = about(`The application ${enumerated(names)}`, "declared applications");
    const question = "what it has";
    return settle(syncApplications, { subject, question }, (found) =>
      found.count === 0
        ? [met(subject, "has no client secret, no owner and no other permission")]
        : judgeListing(subject, found, "applications with that name and more than they need", judgeApplication),
    );
  },
};

/** A verdict for each thing that it has. */
function judgeApplication(application: SyncApplication): readonly Verdict[] {
  const { clientId, clientSecrets, owners, ownedBy, permissions } = application;
  const subject = about(`The application "${application.name}"`, clientId);
  const verdicts = [
    ...(clientSecrets > 0
      ? [
          unmet(
            // Which secrets there are is not read: who accepts one has not accepted two.
            about(subject, "client secrets", String(clientSecrets)),
            `has ${countOf(clientSecrets, "client secret")} (application ${clientId})`,
          ),
        ]
      : []),
    ...(ownedBy
      ? judgeListing(about(subject, "owners"), ownedBy, "owners", (owner) => judgeOwner(subject, owner, clientId))
      : []),
    // An older version did not observe who they are.
    ...(ownedBy === undefined && owners > 0
      ? [unmet(about(subject, "owners"), `has ${countOf(owners, "owner")} (application ${clientId})`)]
      : []),
    ...permissions.map((permission) =>
      unmet(about(subject, permission), `has the permission ${permission} (application ${clientId})`),
    ),
  ];
  return verdicts.length > 0 ? verdicts : [met(subject, "has no client secret, no owner and no other permission")];
}

function judgeOwner(subject: Concerned, { name, objectId, of, caller }: ApplicationOwner, clientId: string): Verdict {
  const owned = of === "both" ? "the application and its service principal" : `the ${of}`;
  const fact = `has the owner ${name} (${objectId}) of ${owned} (application ${clientId})`;
  const place =
    of === "both"
      ? wayOut`App registrations > Owners and under Enterprise applications > Owners`
      : of === "application"
        ? wayOut`App registrations > Owners`
        : wayOut`Enterprise applications > Owners`;
  const consequence = "an owner can add a credential, and write every synchronized identity";
  // The provider makes itself the owner of what it creates until that is complete.
  const remedy = caller
    ? wayOut`This owner runs this program: an update was stopped while it created the object. Run ${shell`pulumi up --refresh`}, which removes the owner. Otherwise, remove it under ${place}.`
    : wayOut`Remove the owner under ${place}.`;
  return unmet(about(subject, "owner", objectId, of), fact, { consequence, remedy });
}

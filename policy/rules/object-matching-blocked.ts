import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, notApplicable, ofItem, unmet } from "../judgement/verdict.ts";
import { theTenant } from "../topics/tenant.ts";

const subject = theTenant;

const remedy = wayOut`Block them with: Connect-MgGraph -Scopes OnPremDirectorySynchronization.ReadWrite.All; Update-MgDirectoryOnPremiseSynchronization -OnPremisesDirectorySynchronizationId (Get-MgDirectoryOnPremiseSynchronization).Id -Features @{ BlockSoftMatchEnabled = $true; BlockCloudObjectTakeoverThroughHardMatchEnabled = $true }`;

export const objectMatchingBlocked: Rule<TenantInputs> = {
  name: "object-matching-blocked",
  title: "Synchronized objects cannot take over cloud objects",
  severity: "high",
  enforcementLevel: "advisory",
  description:
    "Once a sync tool is installed and existing accounts have been matched, soft match and takeover by hard match are blocked in the tenant.",
  consequence:
    "anyone who can create a user in Active Directory can give it the name or the anchor of a cloud account, and sign in as that account",
  remedy: wayOut`Block both with Update-MgDirectoryOnPremiseSynchronization, signed in as a Global Administrator.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-features",
  resources: resources.tenants,
  judge({ cloudSync, connectSync, observed: { synchronizationFeatures } }) {
    if (![cloudSync, connectSync].some((tool) => tool?.phase === "after-install")) {
      return [notApplicable(subject, "may match existing accounts until a sync tool is installed")];
    }
    const question = "whether synchronized objects can take over cloud objects";
    return settle(synchronizationFeatures, { subject, question }, (found) => {
      if (found === null) return notApplicable(subject, "was never synchronized");
      const open = [
        ...(found.softMatchBlocked ? [] : ["soft match"]),
        ...(found.hardMatchTakeoverBlocked ? [] : ["takeover by hard match"]),
      ];
      return open.length === 0
        ? met(subject, "blocks soft match and takeover by hard match")
        : open.map((kind) => ofItem(unmet(about(subject, kind), `does not block ${kind}`, { remedy }), kind));
    });
  },
};

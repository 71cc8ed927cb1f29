import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { OrganizationSynchronization } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";
import { theTenant } from "../topics/tenant.ts";

const subject = theTenant;

export const tenantSynchronizationCurrent: Rule<TenantInputs> = {
  name: "tenant-synchronization-current",
  title: "The tenant is synchronized as declared",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "If a sync tool is declared as installed, the tenant was synchronized within the last day. If none is, nothing else synchronizes it.",
  consequence: "changes in Active Directory do not reach the tenant",
  remedy: wayOut`Check the provisioning agents, the sync server and Microsoft Entra Connect Health.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/tshoot-connect-sync-errors",
  resources: resources.tenants,
  judge({ cloudSync, connectSync, observed: { organization } }) {
    const isInstalled = [cloudSync, connectSync].some((tool) => tool?.phase === "after-install");
    return settle(organization, { subject, question: "whether it is synchronized" }, (found) =>
      isInstalled ? judgeInstalled(found) : judgeNotInstalled(found),
    );
  },
};

function judgeInstalled({ enabled, lastSynchronization }: OrganizationSynchronization): Verdict {
  if (!enabled)
    return unmet(about(subject, "not enabled"), "is not synchronized, although a sync tool is declared as installed");
  if (lastSynchronization === "never")
    return unmet(about(subject, "never"), "is set up for synchronization, but was never synchronized");
  const fact = `was synchronized ${lastSynchronization}`;
  return lastSynchronization === "within 3 hours" || lastSynchronization === "within a day"
    ? met(subject, fact)
    : unmet(
        about(subject, "stale"),
        `was last synchronized more than a ${lastSynchronization === "longer ago" ? "week" : "day"} ago`,
      );
}

function judgeNotInstalled({ enabled }: OrganizationSynchronization): Verdict {
  if (!enabled) return met(subject, "is not synchronized yet");
  return unmet(
    about(subject, "already"),
    "is already synchronized, but this stack declares no sync tool as installed",
    {
      consequence: "two tools that write the same objects undo each other's changes",
      remedy: wayOut`Declare the running tool with the phase after-install, or give each tool its own objects and move them one by one.`,
    },
  );
}

import { DiagnosticSetting } from "@pulumi/azure-native/aadiam/diagnosticSetting.js";
import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import type * as pulumi from "@pulumi/pulumi";
import { entraLogCategories } from "../../catalogue/azure.ts";
import type { AzureSettings } from "../../config.ts";
import type { HeldBack, Place } from "./place.ts";
import { credentialsAdded, type SyncIdentity, signInsFromElsewhere, syncRoleMembersAdded } from "./queries.ts";

type WorkspaceSettings = NonNullable<AzureSettings["workspace"]>;
type AlertSettings = NonNullable<AzureSettings["alerts"]>;

/** A Log Analytics workspace, and the tenant's logs in it where that is wanted. */
export function declareWorkspace(name: string, settings: WorkspaceSettings, place: Place, opts: HeldBack): Workspace {
  const workspace = new Workspace(
    `${name}-workspace`,
    {
      ...place,
      workspaceName: settings.name,
      retentionInDays: settings.retentionDays,
      sku: { name: "PerGB2018" },
    },
    opts,
  );
  if (settings.entraLogs) {
    // Of the tenant, not of a subscription: it has neither a resource group nor a location.
    new DiagnosticSetting(
      `${name}-entra-logs`,
      {
        name: "hybrid-sync",
        workspaceId: workspace.id,
        logs: entraLogCategories.map((category) => ({ category, enabled: true })),
      },
      opts,
    );
  }
  return workspace;
}

export interface AlertArgs {
  readonly settings: AlertSettings;
  readonly workspace: Workspace;
  readonly place: Place;
  readonly identity: pulumi.Output<SyncIdentity>;
  /** Public ranges of the sync servers. */
  readonly addresses: readonly string[];
}

/** The action group, and an alert for each that is switched on. */
export function declareAlerts(name: string, args: AlertArgs, opts: HeldBack): void {
  const { settings, place, identity, addresses } = args;
  const people = new ActionGroup(
    `${name}-people`,
    {
      resourceGroupName: place.resourceGroupName,
      location: "Global",
      actionGroupName: "hybrid-sync",
      // Shown in mails; at most 12 characters.
      groupShortName: "hybrid-sync",
      enabled: true,
      emailReceivers: settings.emails.map((emailAddress) => ({
        name: emailAddress,
        emailAddress,
        useCommonAlertSchema: true,
      })),
    },
    opts,
  );
  const alert = (key: string, title: string, query: pulumi.Input<string>) =>
    declareAlert(`${name}-${key}`, { key, title, query }, args, people, opts);
  if (settings.signInFromElsewhere) {
    const query = identity.apply((known) => signInsFromElsewhere(known, addresses));
    alert("sign-in-from-elsewhere", "An identity of Connect Sync signed in from elsewhere", query);
  }
  if (settings.syncRoleMember) {
    alert("sync-role-member", "Someone was added to a role of the sync service", syncRoleMembersAdded());
  }
  if (settings.applicationCredential) {
    alert(
      "application-credential",
      "The application of Connect Sync was given a credential",
      identity.apply(credentialsAdded),
    );
  }
}

function declareAlert(
  name: string,
  { key, title, query }: { readonly key: string; readonly title: string; readonly query: pulumi.Input<string> },
  { workspace, place }: AlertArgs,
  people: ActionGroup,
  opts: HeldBack,
): void {
  new ScheduledQueryRule(
    name,
    {
      ...place,
      ruleName: `hybrid-sync-${key}`,
      displayName: title,
      description: "Created by hybrid-sync; see docs/entra.md.",
      kind: "LogAlert",
      enabled: true,
      severity: 1,
      scopes: [workspace.id],
      evaluationFrequency: "PT15M",
      // The tenant's logs arrive minutes after the event.
      windowSize: "PT1H",
      autoMitigate: false,
      muteActionsDuration: "PT1H",
      // A new workspace has none of the tables before the first entry of each arrives.
      skipQueryValidation: true,
      criteria: {
        allOf: [
          {
            query,
            timeAggregation: "Count",
            operator: "GreaterThan",
            threshold: 0,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      actions: { actionGroups: [people.id] },
    },
    opts,
  );
}

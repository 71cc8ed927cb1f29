import * as z from "zod";
import * as names from "../azure-name.ts";
import * as formats from "../formats.ts";
import { about, text, wholeNumber } from "./field.ts";

/** Days for which a workspace can keep logs. Source: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure */
const retention = { shortest: 30, longest: 730 };

const resourceGroup = z
  .strictObject({
    name: text(names.resourceGroupName, { description: "The resource group." }),
    exists: z
      .boolean()
      .default(false)
      .meta(
        about({
          description: "Whether the group is there already. Such a one is used as it is, and never changed or deleted.",
        }),
      ),
  })
  .meta(about({ description: "Resource group of everything below." }));

const workspace = z
  .strictObject({
    name: text(names.workspaceName, { description: "The workspace." }),
    retentionDays: wholeNumber(retention.shortest, retention.longest, {
      description: "Days for which logs are kept.",
      example: 90,
    }).default(90),
    entraLogs: z
      .boolean()
      .default(false)
      .meta(
        about({
          description:
            "Whether the audit, sign-in and provisioning logs of the tenant are sent to the workspace, by a diagnostic " +
            "setting of the tenant. Needs Microsoft Entra ID P1.",
        }),
      ),
  })
  .meta(about({ description: "Create a Log Analytics workspace." }));

const flag = (description: string) => z.boolean().default(false).meta(about({ description }));

const alerts = z
  .strictObject({
    emails: z
      .array(text(names.emailAddress, { description: "An email address." }))
      .min(1)
      .max(50)
      .meta(about({ description: "Who is told.", example: ["identity-operations@contoso.example"] })),
    signInFromElsewhere: flag(
      "Tell when an identity of Connect Sync signs in from other addresses than guardRails.namedLocation has.",
    ),
    syncRoleMember: flag("Tell when someone is added to one of the two roles of the sync service."),
    applicationCredential: flag("Tell when the application of Connect Sync is given a certificate or a secret."),
  })
  .meta(
    about({
      description: "Create alerts on the logs of the tenant, with the action group that tells people.",
      usually: ["syncRoleMember"],
    }),
  );

const keyVault = z
  .strictObject({
    name: text(names.vaultName, {
      description:
        "The vault. The name is unique in Azure, and stays taken for 90 days after the vault has been deleted.",
    }),
    recover: z
      .boolean()
      .default(false)
      .meta(
        about({
          description: "Whether to bring a deleted vault of this name back, with its secrets, instead of making one.",
        }),
      ),
    readers: z
      .array(text(names.clientId, { description: "Application (client) ID of a pipeline." }))
      .default([])
      .meta(
        about({
          description: "Applications that may read the secrets, as Key Vault Secrets User: the pipelines.",
          example: ["00000000-0000-0000-0000-000000000001"],
        }),
      ),
  })
  .meta(
    about({
      description:
        "Create a Key Vault for the secrets that pipelines need. It is governed by Azure roles, and purge protection is " +
        "on for good. The secrets are put into it by hand: no value passes through this program.",
    }),
  );

export const azure = z
  .strictObject({
    location: text(names.azureLocation, { description: "Region of everything below." }),
    resourceGroup,
    workspace: workspace.optional(),
    alerts: alerts.optional(),
    keyVault: keyVault.optional(),
    operators: z
      .array(
        text(formats.userPrincipalName, {
          description: "User principal name of an operator.",
          example: "operator@contoso.onmicrosoft.com",
        }),
      )
      .default([])
      .meta(
        about({
          description:
            "People who look after this: Key Vault Secrets Officer on the vault, Log Analytics Reader on the workspace.",
          example: ["operator@contoso.onmicrosoft.com"],
        }),
      ),
    lock: z
      .boolean()
      .default(false)
      .meta(about({ description: "Whether the workspace and the vault are locked against deletion." })),
  })
  .meta(
    about({
      description:
        "What the program puts into an Azure subscription: monitoring of the sync identities, and a vault. Each part is " +
        "off unless its key is there. The subscription is azure-native:subscriptionId or ARM_SUBSCRIPTION_ID.",
      usually: ["workspace"],
    }),
  );

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
          description:
            "Whether the group already exists. The program uses an existing group, and never changes or deletes it.",
        }),
      ),
  })
  .meta(about({ description: "Resource group of the resources below." }));

const workspace = z
  .strictObject({
    name: text(names.workspaceName, { description: "The workspace." }),
    retentionDays: wholeNumber(retention.shortest, retention.longest, {
      description: "Number of days to keep logs.",
      example: 90,
    }).default(90),
    entraLogs: z
      .boolean()
      .default(false)
      .meta(
        about({
          description:
            "Whether a diagnostic setting of the tenant sends its audit, sign-in and provisioning logs to the workspace. " +
            "Needs Microsoft Entra ID P1.",
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
      .meta(
        about({ description: "Addresses that receive the alerts.", example: ["identity-operations@contoso.example"] }),
      ),
    signInFromElsewhere: flag(
      "Alert when an identity of Connect Sync signs in from outside the addresses of guardRails.namedLocation.",
    ),
    syncRoleMember: flag("Alert when someone is added to one of the two roles of the sync service."),
    applicationCredential: flag("Alert when the application of Connect Sync gets a certificate or a secret."),
  })
  .meta(
    about({
      description: "Create alerts on the logs of the tenant, with an action group for the notifications.",
      usually: ["syncRoleMember"],
    }),
  );

const keyVault = z
  .strictObject({
    name: text(names.vaultName, {
      description: "The vault. Its name is unique in Azure, and stays taken for 90 days after the vault is deleted.",
    }),
    recover: z
      .boolean()
      .default(false)
      .meta(
        about({
          description: "Whether to restore a deleted vault of this name, with its secrets, instead of creating one.",
        }),
      ),
    readers: z
      .array(text(names.clientId, { description: "Application (client) ID of a pipeline." }))
      .default([])
      .meta(
        about({
          description: "Applications (pipelines) that may read the secrets, as Key Vault Secrets User.",
          example: ["00000000-0000-0000-0000-000000000001"],
        }),
      ),
  })
  .meta(
    about({
      description:
        "Create a Key Vault for the secrets that pipelines need. Azure roles control access, and purge protection stays " +
        "on permanently. Store the secrets manually, because no value passes through this program.",
    }),
  );

export const azure = z
  .strictObject({
    location: text(names.azureLocation, { description: "Azure region of the resources below." }),
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
            "Users who operate this. They get Key Vault Secrets Officer on the vault and Log Analytics Reader on the workspace.",
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
        "What the program creates in an Azure subscription: monitoring of the sync identities, and a vault. Each part is " +
        "off unless its key is present. The subscription is azure-native:subscriptionId or ARM_SUBSCRIPTION_ID.",
      usually: ["workspace"],
    }),
  );

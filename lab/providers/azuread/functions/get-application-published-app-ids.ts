import type { Values } from "../../property-values.ts";

/**
 * Application ids that Microsoft has published, by the names the provider gives them: those that a sync set-up may need,
 * not all of them.
 *
 * Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 */
const publishedAppIds = {
  AzureKeyVault: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
  AzurePortal: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
  AzureResourceManager: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  AzureServiceManagement: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  AzureStorage: "e406a681-f3d4-42a8-90b6-c2b029497af1",
  LogAnalytics: "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",
  MicrosoftAzureCli: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
  MicrosoftGraph: "00000003-0000-0000-c000-000000000000",
  Office365ExchangeOnline: "00000002-0000-0ff1-ce00-000000000000",
  Office365Management: "c5393580-f805-4401-95e8-94b7a6ef2fc2",
  Office365SharePointOnline: "00000003-0000-0ff1-ce00-000000000000",
} as const;

export function getApplicationPublishedAppIds(): Values {
  return { id: "appIds", result: { ...publishedAppIds } };
}

/**
 * The accounts that must be right before Microsoft Entra Cloud Sync or Microsoft Entra Connect Sync is installed.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions and
 * https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites
 */
import type { SyncTool } from "./tools.ts";

/** Whether the tool's installer has already run: before that, what the installer makes is legitimately absent. */
export type Phase = "before-install" | "after-install";

export type AccountSide = "Active Directory" | "Entra ID" | "server" | "SQL Server";

export interface Account {
  /** Microsoft's own name of the account. */
  readonly title: string;
  readonly tool: SyncTool;
  readonly side: AccountSide;
  readonly purpose: string;
  /** Where the stack configuration declares it: `connectSync.accounts.serviceAccount`. */
  readonly setting: string;
  /** Needed during installation only. */
  readonly temporary: boolean;
  /** Not every set-up needs it. */
  readonly optional: boolean;
  /** The tool's installer can make it, so before the installation its absence is no fault. */
  readonly createdByInstaller: boolean;
  readonly source: string;
}

const connectAccounts =
  "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions";
const cloudSyncPrerequisites = "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites";

export const accounts = {
  "cloud-sync-domain-administrator": {
    title: "Domain or Enterprise Administrator",
    tool: "cloud-sync",
    side: "Active Directory",
    purpose: "installs the provisioning agent and creates its gMSA",
    setting: "cloudSync.accounts.domainAdministrator",
    temporary: true,
    optional: false,
    createdByInstaller: false,
    source: cloudSyncPrerequisites,
  },
  "cloud-sync-hybrid-identity-administrator": {
    title: "Hybrid Identity Administrator",
    tool: "cloud-sync",
    side: "Entra ID",
    purpose: "registers the agent and configures provisioning",
    setting: "cloudSync.accounts.hybridIdentityAdministrator",
    temporary: false,
    optional: false,
    createdByInstaller: false,
    source: cloudSyncPrerequisites,
  },
  "cloud-sync-service-account": {
    title: "gMSA service account",
    tool: "cloud-sync",
    side: "Active Directory",
    purpose: "runs the provisioning agent and reads and writes Active Directory",
    setting: "cloudSync.accounts.serviceAccount",
    temporary: false,
    optional: false,
    createdByInstaller: true,
    source: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/gmsa-cloud-sync",
  },
  "connect-sync-connector-account": {
    title: "AD DS Connector account",
    tool: "connect-sync",
    side: "Active Directory",
    purpose: "reads and writes Active Directory, one account per forest",
    setting: "connectSync.forests",
    temporary: false,
    optional: false,
    createdByInstaller: true,
    source:
      "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account",
  },
  "connect-sync-service-account": {
    title: "ADSync service account",
    tool: "connect-sync",
    side: "server",
    purpose: "runs the ADSync service and owns its database",
    setting: "connectSync.accounts.serviceAccount",
    temporary: false,
    optional: false,
    createdByInstaller: true,
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-adsync-service-account",
  },
  "connect-sync-entra-connector-account": {
    title: "Microsoft Entra Connector account",
    tool: "connect-sync",
    side: "Entra ID",
    purpose: "writes to Microsoft Entra ID",
    setting: "connectSync.identity",
    temporary: false,
    optional: false,
    createdByInstaller: true,
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  },
  "connect-sync-local-administrator": {
    title: "Local Administrator",
    tool: "connect-sync",
    side: "server",
    purpose: "runs the installer on the sync server",
    setting: "connectSync.accounts.localAdministrator",
    temporary: true,
    optional: false,
    createdByInstaller: false,
    source: connectAccounts,
  },
  "connect-sync-enterprise-administrator": {
    title: "AD DS Enterprise Administrator",
    tool: "connect-sync",
    side: "Active Directory",
    purpose: "lets the wizard create the connector account and its permissions in every domain",
    setting: "connectSync.accounts.enterpriseAdministrator",
    temporary: true,
    optional: true,
    createdByInstaller: false,
    source: connectAccounts,
  },
  "connect-sync-hybrid-identity-administrator": {
    title: "Hybrid Identity Administrator (formerly Global Administrator)",
    tool: "connect-sync",
    side: "Entra ID",
    purpose: "signs in to the wizard, which creates the connector identity and enables synchronization",
    setting: "connectSync.accounts.hybridIdentityAdministrator",
    temporary: true,
    optional: false,
    createdByInstaller: false,
    source: connectAccounts,
  },
  "connect-sync-sql-administrator": {
    title: "SQL SA",
    tool: "connect-sync",
    side: "SQL Server",
    purpose: "creates the ADSync database on a full SQL Server",
    setting: "connectSync.accounts.sqlAdministrator",
    temporary: true,
    optional: true,
    createdByInstaller: false,
    source: connectAccounts,
  },
} as const satisfies Record<string, Account>;

export type AccountId = keyof typeof accounts;

/** The cmdlets that remedies and next steps name, with the parameters that they use, and where each is documented. */

export interface CmdletModule {
  /** The module, and where a path is needed to import it, that path. */
  readonly module: string;
  /** The page of a cmdlet. */
  readonly page: (cmdlet: string) => string;
  /** Parameters of each cmdlet, as far as they are used. */
  readonly cmdlets: Readonly<Record<string, readonly string[]>>;
}

const connect = "https://learn.microsoft.com/entra/identity/hybrid/connect";
const powershellModules = "https://learn.microsoft.com/powershell/module";

export const cmdletModules: readonly CmdletModule[] = [
  {
    module: "ActiveDirectory",
    page: (cmdlet) => `${powershellModules}/activedirectory/${cmdlet.toLowerCase()}`,
    cmdlets: {
      "Add-ADGroupMember": ["-Identity", "-Members", "-Server"],
      "Clear-ADAccountExpiration": ["-Identity", "-Server"],
      "Enable-ADAccount": ["-Identity", "-Server"],
      "Enable-ADOptionalFeature": ["-Identity", "-Scope", "-Target", "-Server"],
      "Get-ADAuthenticationPolicy": ["-Filter", "-Properties"],
      "Get-ADComputer": ["-Identity", "-Properties", "-Server"],
      "Get-ADDomain": ["-Server"],
      "Get-ADObject": ["-Identity", "-LDAPFilter", "-Properties", "-Server"],
      "New-ADServiceAccount": ["-Name", "-DNSHostName", "-Server"],
      "Remove-ADGroupMember": ["-Identity", "-Members", "-Server"],
      "Set-ADAccountControl": ["-Identity", "-TrustedForDelegation", "-Server"],
      "Set-ADComputer": ["-Identity", "-KerberosEncryptionType", "-Server"],
      "Set-ADDefaultDomainPasswordPolicy": ["-Identity", "-MinPasswordAge", "-Server"],
      "Set-ADFineGrainedPasswordPolicy": ["-Identity", "-MinPasswordAge", "-Server"],
      // Of every class, managed service accounts included, which Set-ADUser does not find.
      "Set-ADObject": ["-Identity", "-Add", "-Clear", "-Remove", "-Replace", "-Server"],
      "Set-ADServiceAccount": [
        "-Identity",
        "-KerberosEncryptionType",
        "-PrincipalsAllowedToRetrieveManagedPassword",
        "-Server",
      ],
      "Set-ADUser": [
        "-Identity",
        "-ChangePasswordAtLogon",
        "-PasswordNeverExpires",
        "-SmartcardLogonRequired",
        "-Server",
      ],
      "Unlock-ADAccount": ["-Identity", "-Server"],
    },
  },
  {
    module: "C:\\Program Files\\Microsoft Azure Active Directory Connect\\AdSyncConfig\\AdSyncConfig.psm1",
    page: () => `${connect}/reference-connect-adsyncconfig`,
    cmdlets: {
      "Get-ADSyncADConnectorAccount": [],
      "Set-ADSyncBasicReadPermissions": ["-ADConnectorAccountDN"],
      "Set-ADSyncExchangeHybridPermissions": ["-ADConnectorAccountDN"],
      "Set-ADSyncExchangeMailPublicFolderPermissions": ["-ADConnectorAccountDN"],
      "Set-ADSyncMsDsConsistencyGuidPermissions": ["-ADConnectorAccountDN"],
      "Set-ADSyncPasswordHashSyncPermissions": ["-ADConnectorAccountDN"],
      "Set-ADSyncPasswordWritebackPermissions": ["-ADConnectorAccountDN"],
      "Set-ADSyncRestrictedPermissions": ["-ADConnectorAccountDN", "-Credential"],
      "Set-ADSyncUnifiedGroupWritebackPermissions": ["-ADConnectorAccountDN"],
    },
  },
  {
    module: "ADSync",
    page: () => `${connect}/authenticate-application-id`,
    cmdlets: {
      "Add-ADSyncApplicationRegistration": ["-CertificateSHA256Hash", "-ApplicationAppId"],
      "Get-ADSyncEntraConnectorCredential": [],
      "Invoke-ADSyncApplicationCredentialRotation": ["-CertificateSHA256Hash"],
      "Remove-ADSyncAADServiceAccount": ["-AADCredential", "-Name"],
      "Set-ADSyncScheduler": ["-SyncCycleEnabled"],
    },
  },
  {
    module: "ADSync",
    page: () => `${connect}/reference-connect-adsync`,
    cmdlets: { "Add-ADSyncAADServiceAccount": [] },
  },
  {
    module: "C:\\Program Files\\Microsoft Azure Active Directory Connect\\AzureADSSO.psd1",
    page: () => `${connect}/how-to-connect-sso-faq`,
    cmdlets: {
      "New-AzureADSSOAuthenticationContext": [],
      "Update-AzureADSSOForest": ["-OnPremCredentials"],
    },
  },
  {
    module: "C:\\Program Files\\Microsoft Azure AD Connect Provisioning Agent\\Microsoft.CloudSync.Powershell.dll",
    page: () => "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-gmsa-cmdlets",
    cmdlets: {
      "Set-AADCloudSyncPermissions": ["-PermissionType", "-TargetDomain", "-TargetDomainCredential"],
      "Set-AADCloudSyncRestrictedPermissions": ["-Credential"],
    },
  },
  {
    module: "Kds",
    page: (cmdlet) => `${powershellModules}/kds/${cmdlet.toLowerCase()}`,
    cmdlets: { "Add-KdsRootKey": ["-EffectiveImmediately"], "Get-KdsRootKey": [] },
  },
  {
    module: "PKI",
    page: (cmdlet) => `${powershellModules}/pki/${cmdlet.toLowerCase()}`,
    cmdlets: {
      "New-SelfSignedCertificate": [
        "-KeyAlgorithm",
        "-KeyLength",
        "-HashAlgorithm",
        "-KeyExportPolicy",
        "-CertStoreLocation",
        "-Subject",
      ],
    },
  },
  {
    module: "Microsoft.Graph.Authentication",
    page: () => `${powershellModules}/microsoft.graph.authentication/connect-mggraph`,
    cmdlets: { "Connect-MgGraph": ["-Scopes"] },
  },
  {
    module: "Microsoft.Graph.Identity.DirectoryManagement",
    page: (cmdlet) => `${powershellModules}/microsoft.graph.identity.directorymanagement/${cmdlet.toLowerCase()}`,
    cmdlets: {
      "Get-MgDirectoryOnPremiseSynchronization": [],
      "Restore-MgDirectoryDeletedItem": ["-DirectoryObjectId"],
      "Update-MgDirectoryOnPremiseSynchronization": ["-OnPremisesDirectorySynchronizationId", "-Features"],
    },
  },
  {
    module: "Microsoft.Graph.Users",
    page: (cmdlet) => `${powershellModules}/microsoft.graph.users/${cmdlet.toLowerCase()}`,
    cmdlets: { "Get-MgUser": ["-UserId", "-ErrorAction"] },
  },
  {
    module: "Microsoft.PowerShell.Security",
    page: (cmdlet) => `${powershellModules}/microsoft.powershell.security/${cmdlet.toLowerCase()}`,
    cmdlets: {
      "Get-Credential": [],
    },
  },
  {
    module: "Microsoft.PowerShell.Core",
    page: (cmdlet) => `${powershellModules}/microsoft.powershell.core/${cmdlet.toLowerCase()}`,
    cmdlets: { "Import-Module": [], "Set-StrictMode": ["-Version"] },
  },
  {
    module: "Microsoft.PowerShell.Utility",
    page: (cmdlet) => `${powershellModules}/microsoft.powershell.utility/${cmdlet.toLowerCase()}`,
    cmdlets: { "New-Object": [] },
  },
];

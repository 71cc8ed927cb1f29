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
      "Add-ADGroupMember": ["-Identity", "-Members"],
      "Clear-ADAccountExpiration": ["-Identity"],
      "Enable-ADAccount": ["-Identity"],
      "Get-ADAuthenticationPolicy": ["-Filter", "-Properties"],
      "Get-ADComputer": ["-Identity", "-Properties"],
      "Get-ADObject": ["-LDAPFilter", "-Properties"],
      "New-ADServiceAccount": ["-Name", "-DNSHostName"],
      "Remove-ADGroupMember": ["-Identity", "-Members"],
      "Set-ADAccountControl": ["-Identity", "-TrustedForDelegation"],
      "Set-ADComputer": ["-Identity", "-KerberosEncryptionType"],
      "Set-ADDefaultDomainPasswordPolicy": ["-Identity", "-MinPasswordAge"],
      "Set-ADFineGrainedPasswordPolicy": ["-Identity", "-MinPasswordAge"],
      // Of every class, managed service accounts included, which Set-ADUser does not find.
      "Set-ADObject": ["-Identity", "-Clear", "-Remove", "-Replace"],
      "Set-ADServiceAccount": ["-Identity", "-KerberosEncryptionType", "-PrincipalsAllowedToRetrieveManagedPassword"],
      "Set-ADUser": ["-Identity", "-ChangePasswordAtLogon", "-PasswordNeverExpires", "-SmartcardLogonRequired"],
      "Unlock-ADAccount": ["-Identity"],
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
    cmdlets: { "Add-KdsRootKey": [], "Get-KdsRootKey": [] },
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
    module: "Microsoft.PowerShell.Security",
    page: (cmdlet) => `${powershellModules}/microsoft.powershell.security/${cmdlet.toLowerCase()}`,
    cmdlets: {
      "Get-Acl": ["-LiteralPath"],
      "Get-Credential": [],
      "Set-Acl": ["-LiteralPath", "-AclObject"],
    },
  },
  {
    module: "Microsoft.PowerShell.Core",
    page: (cmdlet) => `${powershellModules}/microsoft.powershell.core/${cmdlet.toLowerCase()}`,
    cmdlets: { "Import-Module": [] },
  },
];

/** The beginning of lines that use a module which a session finds by its path only. */
export const withAdSyncConfig = String.raw`Import-Module "C:\Program Files\Microsoft Azure Active Directory Connect\AdSyncConfig\AdSyncConfig.psm1"; `;
export const withCloudSync = String.raw`Import-Module "C:\Program Files\Microsoft Azure AD Connect Provisioning Agent\Microsoft.CloudSync.Powershell.dll"; `;

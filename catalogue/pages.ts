/** Pages of Microsoft that several facts rest on. */

export const connectorPermissionsPage =
  "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account";
export const gmsaPage = "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/gmsa-cloud-sync";
export const gmsaCmdletsPage = "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-gmsa-cmdlets";

/** Below it, every class, attribute and right of the schema has a page of its own. */
export const schemaPages = "https://learn.microsoft.com/windows/win32/adschema";

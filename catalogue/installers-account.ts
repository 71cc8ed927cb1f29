/**
 * The sAMAccountName that installers of Connect Sync give to an AD DS Connector account. It says nothing by itself: whoever
 * may create or rename an account may choose it. What nobody can choose is that the root of a domain lets it replicate.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions
 */
export const installersAccountName = /^MSOL_[0-9a-f]{12}$/i;

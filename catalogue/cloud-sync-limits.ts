/**
 * How many organizational units or groups one configuration of Cloud Sync, which is for one domain, can name. Units inside
 * one that is named need no name of their own.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites (2026-07-27)
 */
export const unitsPerConfiguration = 59;

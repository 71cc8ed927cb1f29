/**
 * Oldest version of Connect Sync that still synchronizes, since the service stopped to serve older ones.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/harden-update-ad-fs-pingfederate
 */
export const oldestServedVersion = "2.5.79.0";

/** Day from which older versions are not served any more. The same source. */
export const olderNotServedFrom = "2026-09-30";

/** A version of Connect Sync that was released. */
export interface ConnectSyncRelease {
  /** Four numbers, `2.6.84.0`. */
  readonly version: string;
  /**
   * Last day of support, `2027-09-16`: twelve months after the next version came out. Null where none had come out.
   *
   * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history
   */
  readonly supportEnds: string | null;
  /** Microsoft took it back after its release. */
  readonly recalled: boolean;
}

/** A version below which the service takes nothing any more, from a day on. */
export interface ServedVersion {
  readonly oldest: string;
  /** `2026-09-30`. */
  readonly from: string;
}

export interface ConnectSyncVersions {
  /** The day on which someone looked, `2026-10-06`: what came out later is not known. */
  readonly asOf: string;
  readonly releases: readonly ConnectSyncRelease[];
  readonly served: readonly ServedVersion[];
}

/**
 * What was known about versions of Connect Sync on a day; `connectSync.versions` in the configuration replaces and adds.
 *
 * The policy of twelve months is Microsoft's. The days of the releases are from secondary sources, because the copy of
 * Microsoft's page that was at hand ends before them: two public audit scripts and an article of 2026 agree on them.
 * The oldest versions served are from Microsoft's own pages:
 * https://learn.microsoft.com/entra/identity/hybrid/connect/harden-update-ad-fs-pingfederate (2.5.79.0) and
 * https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites (2.6.84.0).
 */
export const knownVersions: ConnectSyncVersions = {
  asOf: "2026-10-06",
  releases: [
    released("2.5.79.0", "2026-10-23"),
    released("2.5.190.0", "2027-02-02"),
    released("2.6.1.0", "2027-03-10"),
    released("2.6.3.0", "2027-07-07"),
    { version: "2.6.79.0", supportEnds: null, recalled: true },
    released("2.6.84.0", "2027-09-16"),
    released("2.6.91.0", "2027-09-23"),
    released("2.6.92.0", null),
  ],
  served: [
    { oldest: "2.5.79.0", from: "2026-09-30" },
    { oldest: "2.6.84.0", from: "2027-04-07" },
  ],
};

function released(version: string, supportEnds: string | null): ConnectSyncRelease {
  return { version, supportEnds, recalled: false };
}

/** Months for which a version is supported after the next one came out. Source: the page of the version history. */
export const monthsOfSupport = 12;

/** Days before the end of support, or of service, from which a version is reported. The house's own choice. */
export const daysOfNotice = 90;

/**
 * First version that sets up an application on new installations only; 2.5.76.0 and later before it also switched
 * existing servers by themselves.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id (Onboard, Automatic); the
 * version itself from a secondary source of July 2026.
 */
export const applicationOnNewInstallationsFrom = "2.6.84.0";

/**
 * Day from which the service takes nothing from a server that signs in as a user.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites (2026)
 */
export const usersNotServedFrom = "2027-04-07";

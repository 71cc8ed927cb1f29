/** Numbers by which rules judge, and which a stack may set. */
import { daysOfNotice } from "./connect-sync-versions.ts";
import { longestException } from "./exceptions.ts";
import { certificateLifetimeUsed, fewerGlobalAdministratorsThan } from "./tenant-limits.ts";

interface Threshold {
  /** In the unit that the name says. */
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Of two that are asked for, the one that counts. */
  readonly stricter: "lower" | "higher";
  readonly description: string;
  /** Page of Microsoft about it. */
  readonly source: string;
  /** Present where the page does not name the default: why this program takes it. */
  readonly ownChoice?: string;
}

export const thresholds = {
  certificateLifetimePercent: {
    default: Math.round(certificateLifetimeUsed * 100),
    minimum: 10,
    maximum: 95,
    stricter: "lower",
    description: "Part of the lifetime of a certificate, in percent, from which it is to be replaced.",
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  },
  connectorPasswordDays: {
    default: 365,
    minimum: 30,
    maximum: 3650,
    stricter: "lower",
    description: "Age in days up to which the password of an AD DS Connector account need not be changed.",
    /** It says 90 days, of the accounts that the wizard creates. Looked up on 2026-11-29. */
    source: "https://learn.microsoft.com/defender-for-identity/security-posture-assessments/hybrid-security",
    ownChoice:
      "Microsoft Defender for Identity reports accounts that the wizard created (MSOL_) after 90 days. A year is the choice of this program, because synchronization stops between the change and its entry on the server.",
  },
  globalAdministrators: {
    default: fewerGlobalAdministratorsThan,
    minimum: 2,
    maximum: 50,
    stricter: "lower",
    description: "A tenant has fewer Global Administrators than this.",
    source: "https://learn.microsoft.com/entra/identity/role-based-access-control/best-practices",
  },
  snapshotDays: {
    default: 365,
    minimum: 1,
    maximum: 365,
    stricter: "lower",
    description: "Age in days up to which a snapshot counts, whatever maximumAgeDays of its forest allows.",
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
    ownChoice: "Microsoft knows no snapshots. As it is, the limit of each forest counts alone.",
  },
  noticeDays: {
    default: daysOfNotice,
    minimum: 1,
    maximum: 365,
    stricter: "higher",
    description: "Days before the end of support or service of a version of Connect Sync from which it is announced.",
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history",
    ownChoice: "The page names the days on which support ends. 90 days before are time for an upgrade.",
  },
  exceptionDays: {
    default: longestException,
    minimum: 1,
    maximum: longestException,
    stricter: "lower",
    description: "Days from the decision to the end of an exception, at most.",
    source: "https://learn.microsoft.com/entra/id-governance/access-reviews-overview",
    ownChoice: "The page asks for recurring reviews and names no period. A decision is looked at once a year at least.",
  },
} as const satisfies Readonly<Record<string, Threshold>>;

export type ThresholdName = keyof typeof thresholds;
export type Thresholds = Readonly<Record<ThresholdName, number>>;

export const thresholdNames = Object.keys(thresholds) as readonly ThresholdName[];

export const defaultThresholds = Object.fromEntries(
  thresholdNames.map((name) => [name, thresholds[name].default]),
) as Thresholds;

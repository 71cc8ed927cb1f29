/** What is known about a version of Connect Sync on a day, from the catalogue and from the configuration. */
import {
  type ConnectSyncRelease,
  type ConnectSyncVersions,
  knownVersions,
  monthsOfSupport,
} from "../../catalogue/connect-sync-versions.ts";
import { compareVersions } from "../../catalogue/version-order.ts";
import { dayOf, daysSince, isAhead, isOver } from "../judgement/days.ts";

/** What of a version comes first: the later ones hide behind the earlier ones. */
export type VersionStage =
  | { readonly stage: "not served"; readonly oldest: string; readonly from: string }
  | { readonly stage: "recalled" }
  | { readonly stage: "unsupported"; readonly since: string }
  | { readonly stage: "soon not served"; readonly oldest: string; readonly from: string }
  | { readonly stage: "soon unsupported"; readonly until: string }
  /** No release of this number was known. */
  | { readonly stage: "unknown" }
  /** It was the newest one known, or newer; by now support may have ended. */
  | { readonly stage: "known too long ago" }
  | { readonly stage: "supported"; readonly until: string | null };

/** The catalogue, with what the configuration replaces and adds. Nobody has looked on a day that has not begun. */
export function versionsKnown(declared: ConnectSyncVersions | undefined, now: Date): ConnectSyncVersions {
  if (declared === undefined) return knownVersions;
  const named = (versions: readonly { readonly version: string }[], version: string) =>
    versions.some((one) => compareVersions(one.version, version) === 0);
  return {
    asOf: declared.asOf > knownVersions.asOf && !isAhead(declared.asOf, now) ? declared.asOf : knownVersions.asOf,
    releases: [
      ...knownVersions.releases.filter(({ version }) => !named(declared.releases, version)),
      ...declared.releases,
    ],
    served: [
      ...knownVersions.served.filter(
        ({ oldest }) => !declared.served.some((own) => compareVersions(own.oldest, oldest) === 0),
      ),
      ...declared.served,
    ],
  };
}

/** `noticeDays` before an end, the stage says that it comes. */
export function stageOf(
  version: string,
  known: ConnectSyncVersions,
  { now, noticeDays }: { readonly now: Date; readonly noticeDays: number },
): VersionStage {
  const isNear = (day: string) => -daysSince(`${day}T00:00:00Z`, now) <= noticeDays;
  const refused = known.served
    .filter(({ oldest }) => compareVersions(version, oldest) < 0)
    .toSorted((one, other) => (one.from < other.from ? -1 : 1))[0];
  if (refused && refused.from <= dayOf(now)) return { stage: "not served", ...refused };
  const release = known.releases.find((one) => compareVersions(one.version, version) === 0);
  if (release?.recalled) return { stage: "recalled" };
  const until = release?.supportEnds ?? null;
  if (until !== null && isOver(until, now)) return { stage: "unsupported", since: until };
  if (refused && isNear(refused.from)) return { stage: "soon not served", ...refused };
  if (until !== null) return isNear(until) ? { stage: "soon unsupported", until } : { stage: "supported", until };
  if (isNewest(version, known.releases)) {
    // Whatever superseded it came out after that day, so that it is supported for twelve months from then at least.
    return isOver(monthsAfter(known.asOf), now) ? { stage: "known too long ago" } : { stage: "supported", until: null };
  }
  return { stage: "unknown" };
}

function isNewest(version: string, releases: readonly ConnectSyncRelease[]): boolean {
  return releases.every((release) => release.recalled || compareVersions(version, release.version) >= 0);
}

function monthsAfter(day: string): string {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCMonth(moment.getUTCMonth() + monthsOfSupport);
  return dayOf(moment);
}

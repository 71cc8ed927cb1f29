import { countOf } from "../../catalogue/count-of.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { bareServerName } from "../../catalogue/server-name.ts";
import { about, type Concerned, others } from "../judgement/subject.ts";
/** What the rules about the tenant share. */

import type { TenantInputs } from "../../contract/entra.ts";
import type { Listing } from "../../tenant/facts/listing.ts";
import { each } from "../judgement/settle.ts";
import { type Conclusion, cannotVerify, unmet, type Verdict } from "../judgement/verdict.ts";

/** A stack has one. */
export const theTenant = about("The tenant", "tenant");

export type ConnectSync = NonNullable<TenantInputs["connectSync"]>;
export type ConnectServer = ConnectSync["servers"][number];

/** Judges each entry of a list, and says how many more there are than it shows. `rest` completes "and 3 more …". */
export function judgeListing<T>(
  subject: Concerned,
  { count, sample }: Listing<T>,
  rest: string,
  judge: (item: T) => Conclusion,
): readonly Verdict[] {
  const shown = each(subject, sample, judge);
  const hidden = count - sample.length;
  return hidden > 0 ? [...shown, unmet(others(subject), `has ${hidden} more ${rest}`)] : shown;
}

/**
 * Nothing, or that accounts which are not shown leave a question open: they come after the enabled ones, so only where all
 * that are shown are enabled. `question` completes "cannot verify …".
 */
export function judgeHidden(
  subject: Concerned,
  { count, sample }: Listing<{ readonly enabled: boolean }>,
  question: string,
): readonly Verdict[] {
  const hidden = count - sample.length;
  if (hidden <= 0 || !sample.every(({ enabled }) => enabled)) return [];
  return [
    cannotVerify(
      others(subject),
      question,
      `it has ${countOf(hidden, "sync service account")} more than an observation lists`,
      wayOut`Delete the Sync_ users of removed servers, and run the command again.`,
    ),
  ];
}

/** The declared server of that name, whether the declaration writes it with its domain or not. */
export function declaredServer(connectSync: ConnectSync | null, name: string): ConnectServer | undefined {
  if (connectSync === null) return undefined;
  return connectSync.servers.find((server) => bareServerName(server.name) === bareServerName(name));
}

/** Whom the configuration trusts. */
export interface Trust {
  /** Whether the service principal with this object id is named by its object id or its application id. */
  readonly trusts: (objectId: string) => boolean;
  /** Names among those that are trusted, in small letters and in the order of the configuration: they trust nobody. */
  readonly names: readonly string[];
  /** Where the next one is named. */
  readonly next: number;
}

/** Anyone who can register an application can choose its display name, so that only an id trusts someone. */
export function trustOf(
  names: readonly string[],
  observed: Pick<TenantInputs["observed"], "trustedApplications">,
): Trust {
  const lowercase = names.map((name) => name.toLowerCase());
  const isFound = (id: string) => {
    const { trustedApplications: named } = observed;
    const found = named !== undefined && "observed" in named ? named.observed : [];
    return found.some(
      ({ by, found: { sample } }) => by === "id" && sample.some(({ objectId }) => objectId.toLowerCase() === id),
    );
  };
  return {
    // What the tenant says of the names is read only where the configuration itself does not decide.
    trusts: (objectId) => lowercase.includes(objectId.toLowerCase()) || isFound(objectId.toLowerCase()),
    names: lowercase,
    next: names.length,
  };
}

import { wayOut } from "../../catalogue/remedy.ts";
/** What the rules about the tenant share. */

import type { TenantInputs } from "../../contract/entra.ts";
import type { Listing } from "../../tenant/facts/listing.ts";
import type { TrustedApplication } from "../../tenant/facts/tenant.ts";
import { each } from "../judgement/settle.ts";
import { cannotVerify, unmet, type Verdict } from "../judgement/verdict.ts";

export type ConnectSync = NonNullable<TenantInputs["connectSync"]>;
export type ConnectServer = ConnectSync["servers"][number];

/** Judges each entry of a list, and says how many more there are than it shows. `rest` completes "and 3 more …". */
export function judgeListing<T>(
  subject: string,
  { count, sample }: Listing<T>,
  rest: string,
  judge: (item: T) => Verdict,
): readonly Verdict[] {
  const shown = each(subject, sample, judge);
  const hidden = count - shown.length;
  return hidden > 0 ? [...shown, unmet(subject, `has ${hidden} more ${rest}`)] : shown;
}

/**
 * Nothing, or that accounts which are not shown leave a question open: they come after the enabled ones, so only where all
 * that are shown are enabled. `question` completes "cannot verify …".
 */
export function judgeHidden(
  subject: string,
  { count, sample }: Listing<{ readonly enabled: boolean }>,
  question: string,
): readonly Verdict[] {
  const hidden = count - sample.length;
  if (hidden <= 0 || !sample.every(({ enabled }) => enabled)) return [];
  return [
    cannotVerify(
      subject,
      question,
      `it has ${counted(hidden, "sync service account")} more than an observation lists`,
      wayOut`Delete the Sync_ users of removed servers, and run the preview again.`,
    ),
  ];
}

/** The declared server of that name, whether the declaration writes it with its domain or not. */
export function declaredServer(connectSync: ConnectSync | null, name: string): ConnectServer | undefined {
  if (connectSync === null) return undefined;
  return connectSync.servers.find((server) => computerName(server.name) === computerName(name));
}

/** Whom the configuration trusts, in small letters. */
export interface Trust {
  readonly objectIds: readonly string[];
  /** Those of them that were named by an id. */
  readonly byId: readonly string[];
  /** Names of which it is not known to whom they lead. */
  readonly openNames: readonly string[];
  /** Where the next one is named. */
  readonly next: number;
}

/** A display name that several have trusts none of them; another rule says so. */
export function trustOf(names: readonly string[], named: TenantInputs["observed"]["trustedApplications"]): Trust {
  const lowercase = names.map((name) => name.toLowerCase());
  if (named === undefined || !("observed" in named)) {
    return { objectIds: lowercase, byId: lowercase, openNames: lowercase, next: names.length };
  }
  const idsOf = (applications: readonly TrustedApplication[]) =>
    applications.flatMap(({ found: { sample } }) => sample.map(({ objectId }) => objectId.toLowerCase()));
  const byId = named.observed.filter(({ by }) => by === "id");
  const byName = named.observed.filter(({ by, found }) => by === "display name" && found.count === 1);
  return { objectIds: idsOf([...byId, ...byName]), byId: idsOf(byId), openNames: [], next: names.length };
}

/** `SYNC01` of `sync01.contoso.example`, `CONTOSO\SYNC01$` or `CN=SYNC01,OU=Servers,DC=contoso,DC=example`. */
function computerName(name: string): string {
  return name
    .replace(/^CN=([^,]+),.*$/i, "$1")
    .replace(/^.*\\/, "")
    .replace(/\$$/, "")
    .replace(/\..*$/, "")
    .toUpperCase();
}

/** `1 account`, `2 accounts`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

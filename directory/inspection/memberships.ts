import { type Fact, observed } from "../../catalogue/fact.ts";
import type { Membership } from "../facts/account.ts";
import type { WellKnownPlace } from "../issuers.ts";
import type { LogonToken } from "../logon-token.ts";
import { compareSids, splitSid } from "../security/sid.ts";
import { builtinDomainSid } from "../security/well-known-sids.ts";

/** A group that domains of the forest have by nature. */
export type GroupPattern = WellKnownPlace;

/**
 * Whose groups count. Rights rest on the groups of this forest; what is dangerous about a group is so under the identifier of
 * a former domain too, as SID history carries it.
 */
export type Under = "this forest" | "any domain";

/**
 * The groups that match, ordered by security identifier; those of BUILTIN in the tokens for every domain, because they are
 * local to one: the others are all in the token for the account's own. None among groups that are not all seen is no
 * answer; some among them are told with why there may be more.
 */
export function membershipsIn(
  token: LogonToken,
  wanted: readonly GroupPattern[],
  under: Under,
): Fact<readonly Membership[]> {
  const local = wanted.some(({ relativeTo }) => relativeTo === "builtin") ? (token.elsewhere ?? []) : [];
  const tokens = [observed(token), ...local.map((each) => each.token)];
  const found = tokens.flatMap((each) => ("observed" in each ? matching(each.observed, wanted, under) : []));
  // A group that counts everywhere is in all of them; one of BUILTIN carries the name of its domain.
  const memberships = [...new Map(found.map((each) => [`${each.sid} ${each.group}`, each])).values()];
  const unknowns = tokens
    .map((each) => ("observed" in each ? unknownIn(each.observed, wanted, under) : each))
    .filter((each) => each !== null);
  // What could be read with a right says more than what nobody can tell.
  const unknown = unknowns.find((each) => "unobservable" in each) ?? unknowns[0];
  if (memberships.length === 0) return unknown ?? observed([]);
  const besides = unknown && { besides: "unobservable" in unknown ? unknown.unobservable : unknown };
  return { observed: memberships.toSorted((a, b) => compareSids(a.sid, b.sid)), ...besides };
}

/** Why a group that is wanted may be held without being recognized. */
function unknownIn({ incomplete, sids, issuers }: LogonToken, wanted: readonly GroupPattern[], under: Under) {
  if (incomplete !== null) return incomplete;
  if (under === "any domain") return null;
  const untold = [...sids.keys()].some((sid) => wanted.some((pattern) => issuers.isAt(sid, pattern) === null));
  return untold ? { unobservable: issuers.hidden() } : null;
}

function matching({ sids, issuers }: LogonToken, wanted: readonly GroupPattern[], under: Under): readonly Membership[] {
  return [...sids]
    .filter(([sid]) =>
      wanted.some((pattern) => (under === "any domain" ? isLike(sid, pattern) : issuers.isAt(sid, pattern) === true)),
    )
    .map(([sid, { name, path, by }]) => ({
      // A former identifier has no name of its own.
      group: by === "SID history" && path.length === 0 ? sid : name,
      sid,
      through: path.slice(0, -1),
      ...(by === undefined ? {} : { by }),
    }));
}

function isLike(sid: string, { relativeTo, rid }: GroupPattern): boolean {
  if (relativeTo === "builtin") return sid === `${builtinDomainSid}-${rid}`;
  return /^S-1-5-21-\d+-\d+-\d+-\d+$/.test(sid) && splitSid(sid).rid === rid;
}

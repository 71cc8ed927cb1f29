import { type Fact, observed } from "../../catalogue/fact.ts";
import type { LogonToken } from "../logon-token.ts";
import type { Membership } from "../observation.ts";
import { compareSids, splitSid } from "../security/sid.ts";
import { builtinDomainSid } from "../security/well-known-sids.ts";

/** A group by the last part of its security identifier, in any domain or in BUILTIN. */
export interface GroupPattern {
  readonly relativeTo: "domain" | "forest root" | "builtin";
  readonly rid: number;
}

/**
 * The groups that match, in the tokens for every domain, ordered by security identifier. None among groups that are not
 * all seen is no answer.
 */
export function membershipsIn(token: LogonToken, wanted: readonly GroupPattern[]): Fact<readonly Membership[]> {
  const tokens = [observed(token), ...(token.elsewhere ?? []).map((each) => each.token)];
  const found = tokens.flatMap((each) => ("observed" in each ? matching(each.observed, wanted) : []));
  // A group that counts everywhere is in all of them; one of BUILTIN carries the name of its domain.
  const memberships = [...new Map(found.map((each) => [`${each.sid} ${each.group}`, each])).values()];
  if (memberships.length > 0) return observed(memberships.toSorted((a, b) => compareSids(a.sid, b.sid)));
  const unknown = tokens.map((each) => ("observed" in each ? each.observed.incomplete : each));
  return unknown.find((each) => each !== null) ?? observed([]);
}

function matching({ sids }: LogonToken, wanted: readonly GroupPattern[]): readonly Membership[] {
  return [...sids]
    .filter(([sid]) => wanted.some((pattern) => matches(sid, pattern)))
    .map(([sid, { name, path, by }]) => ({
      // A former identifier has no name of its own.
      group: by === "SID history" && path.length === 0 ? sid : name,
      sid,
      through: path.slice(0, -1),
      ...(by === undefined ? {} : { by }),
    }));
}

/** Those of the forest root exist nowhere else, so their last part alone tells them. */
function matches(sid: string, { relativeTo, rid }: GroupPattern): boolean {
  if (relativeTo === "builtin") return sid === `${builtinDomainSid}-${rid}`;
  return /^S-1-5-21-\d+-\d+-\d+-\d+$/.test(sid) && splitSid(sid).rid === rid;
}

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

/** The groups of a token that match, ordered by security identifier. None among groups that are not all seen is no answer. */
export function membershipsIn(token: LogonToken, wanted: readonly GroupPattern[]): Fact<readonly Membership[]> {
  const memberships = [...token.sids]
    .filter(([sid]) => wanted.some((pattern) => matches(sid, pattern)))
    .map(
      ([sid, { name, path, by }]): Membership => ({
        // A former identifier has no name of its own.
        group: by === "SID history" ? sid : name,
        sid,
        through: path.slice(0, -1),
        ...(by === undefined ? {} : { by }),
      }),
    )
    .toSorted((a, b) => compareSids(a.sid, b.sid));
  return memberships.length === 0 && token.incomplete !== null ? token.incomplete : observed(memberships);
}

/** Those of the forest root exist nowhere else, so their last part alone tells them. */
function matches(sid: string, { relativeTo, rid }: GroupPattern): boolean {
  if (relativeTo === "builtin") return sid === `${builtinDomainSid}-${rid}`;
  return /^S-1-5-21-\d+-\d+-\d+-\d+$/.test(sid) && splitSid(sid).rid === rid;
}

/** Who is in a group: those whom it lists, and those whose primary group it is. */
import { nameKey } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable } from "../../catalogue/fact.ts";
import type { Entry } from "../entries.ts";
import { sidOf, textOf, textsOf } from "../entry-values.ts";
import { factOf, mapFact, notReadable, valueOr } from "../fact-of.ts";
import type { PrincipalKind } from "../facts/account.ts";
import type { Issuers } from "../issuers.ts";
import { kindOfClasses } from "../principal-kind.ts";
import { splitSid } from "../security/sid.ts";
import type { DirectorySource } from "../source.ts";
import { Visibility } from "../visibility.ts";
import { isWide } from "./everyone.ts";
import { isSecurityGroup } from "./groups-above.ts";

/** Members that are looked at one by one: of one group, or by one question, directly and through groups. */
export const mostLookedAt = 1000;

/** A member. */
export interface Member {
  readonly distinguishedName: string;
  readonly sid: string;
  readonly samAccountName: string | null;
  readonly kind: PrincipalKind | null;
}

/** Ordered by distinguished name. Distribution groups are left out: they give their members nothing. */
export interface Members {
  readonly seen: readonly Member[];
  /** How many more there are, of whom nothing is known: there are too many, or the reader does not see them. */
  readonly more: number;
  /** Distinguished names of those among them that the group lists and the reader does not see. */
  readonly unseen: readonly string[];
  /** Why there may be members of which nothing is known. */
  readonly hidden: readonly Unobservable[];
}

/** Every group is asked for its members once. */
export class MembersOfGroups {
  readonly #source: DirectorySource;
  readonly #visibility: Visibility;
  readonly #issuers: Issuers;
  readonly #known = new Map<string, Promise<Members>>();
  readonly #members = new Map<string, Promise<Fact<Member | "gives nothing" | null>>>();

  constructor(source: DirectorySource, issuers: Issuers) {
    this.#source = source;
    this.#visibility = Visibility.of(source);
    this.#issuers = issuers;
  }

  of(group: { readonly distinguishedName: string; readonly sid: string }): Promise<Members> {
    const key = nameKey(group.distinguishedName);
    const known = this.#known.get(key) ?? this.#read(group);
    this.#known.set(key, known);
    return known;
  }

  /** How many a group lists or has by primary group; null where that cannot be told. */
  async count(group: { readonly distinguishedName: string; readonly sid: string }): Promise<number | null> {
    const [listed, byPrimary] = await Promise.all([this.#listed(group.distinguishedName), this.#byPrimary(group.sid)]);
    return listed === null || "reason" in listed ? null : listed.length + byPrimary.seen.length;
  }

  async #read({
    distinguishedName,
    sid,
  }: {
    readonly distinguishedName: string;
    readonly sid: string;
  }): Promise<Members> {
    const [listed, byPrimary] = await Promise.all([this.#listed(distinguishedName), this.#byPrimary(sid)]);
    if (listed === null || "reason" in listed)
      return { seen: [], more: listed === null ? 1 : 0, unseen: [], hidden: listed === null ? [] : [listed] };
    const lookedAt = listed.slice(0, mostLookedAt);
    const found = await Promise.all(lookedAt.map((name) => this.#member(name)));
    const others = byPrimary.seen.map((entry) => memberOf(entry));
    const all = [...found, ...others];
    const seen = all.flatMap((fact) =>
      "observed" in fact && fact.observed !== null && fact.observed !== "gives nothing" ? [fact.observed] : [],
    );
    const isUnseen = (fact: (typeof all)[number]) => "observed" in fact && fact.observed === null;
    return {
      seen: [...new Map(seen.map((member) => [nameKey(member.distinguishedName), member])).values()],
      more: all.filter(isUnseen).length + Math.max(0, listed.length - mostLookedAt),
      unseen: lookedAt.filter((_, index) => found.slice(index, index + 1).some(isUnseen)),
      hidden: [...all.flatMap((fact) => ("unobservable" in fact ? [fact.unobservable] : [])), ...byPrimary.hidden],
    };
  }

  /** Distinguished names; null when there are more than one answer holds; why they are not known where they are hidden. */
  async #listed(group: string): Promise<readonly string[] | null | Unobservable> {
    const [entry] = await this.#source.entries({
      base: group,
      scope: "base",
      where: { present: "member" },
      attributes: ["member"],
    });
    if (entry === undefined) {
      const absent = await this.#visibility.absent(group, "member");
      if ("observed" in absent) return [];
      return "unobservable" in absent
        ? absent.unobservable
        : notReadable("member", group, await this.#visibility.reader()).unobservable;
    }
    const members = textsOf(entry, "member");
    if (members.length === 0) return null;
    return [...new Map(members.map((name) => [nameKey(name), name])).entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, name]) => name);
  }

  /**
   * Whoever has a group as primary group is in it, and is not listed there. `hidden` says why there may be more. Groups of
   * BUILTIN are nobody's, and the groups that hold everyone of a kind are not looked into.
   */
  async #byPrimary(
    group: string,
  ): Promise<{ readonly seen: readonly Entry[]; readonly hidden: readonly Unobservable[] }> {
    const domain = this.#issuers.domainOf(group);
    if (domain === undefined || isWide(group)) return { seen: [], hidden: [] };
    const found = await factOf(() =>
      this.#source.entries({
        base: domain.distinguishedName,
        scope: "sub",
        where: { attribute: "primaryGroupID", equals: String(splitSid(group).rid) },
        attributes: ["objectSid", "objectClass", "sAMAccountName"],
      }),
    );
    if ("unobservable" in found) return { seen: [], hidden: [found.unobservable] };
    const certain = await this.#visibility.nobodyElse(domain, ["primaryGroupID"]);
    return {
      seen: valueOr(found, []),
      hidden: "unobservable" in certain ? [certain.unobservable] : [],
    };
  }

  #member(distinguishedName: string): Promise<Fact<Member | "gives nothing" | null>> {
    const key = nameKey(distinguishedName);
    const known = this.#members.get(key) ?? this.#readMember(distinguishedName);
    this.#members.set(key, known);
    return known;
  }

  /** Null for someone whom the reader does not see. */
  async #readMember(distinguishedName: string): Promise<Fact<Member | "gives nothing" | null>> {
    const attributes = ["objectSid", "objectClass", "sAMAccountName", "groupType"];
    const answer = await factOf(() => this.#source.entries({ base: distinguishedName, scope: "base", attributes }));
    const [entry] = valueOr(answer, []);
    return entry === undefined ? observed(null) : memberOf(entry);
  }
}

/** A value that makes no sense hides who it is, and nobody else. */
function memberOf(entry: Entry): Fact<Member | "gives nothing" | null> {
  return mapFact(observed(entry), (read): Fact<Member | "gives nothing" | null> => {
    const { distinguishedName } = read;
    const sid = sidOf(read);
    const kind = kindOfClasses(textsOf(read, "objectClass"));
    if (kind === "group" && isSecurityGroup(read) === false) return observed("gives nothing");
    return observed(
      sid === null ? null : { distinguishedName, sid, samAccountName: textOf(read, "sAMAccountName"), kind },
    );
  });
}

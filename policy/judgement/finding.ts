/**
 * The identity of a finding: rule, account and what it is about. It is the same whether a forest is read live or from a
 * snapshot, in a preview, an update and an analysis, and next week; names, counts, dates and wording are no part of it.
 */
import { createHash } from "node:crypto";
import { foldCase, nameKey } from "../../catalogue/distinguished-name.ts";
import type { VerdictWord } from "../../catalogue/verdicts.ts";
import type { Baseline, Exception } from "../../contract/terms.ts";
import type { ToldByGuid } from "../../directory/facts/object-guid.ts";
import type { DeclaredResource } from "./rule.ts";
import { isUnknownValue, MisshapenInputError } from "./unknown-values.ts";
import type { EnforcementLevel, Verdict } from "./verdict.ts";

/** What is read out, typed and looked up in a file: `HS-3f9a1c2bk7qm`. */
export type FindingId = `HS-${string}`;

/** Letters and figures that nobody takes for another; 32 of them, so that each stands for 5 bits. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Of 5 bits each. People may choose names of objects that go into an id, so it must not be feasible to find one with the
 * id of a finding that was accepted: 60 bits are out of reach for trying names.
 */
const characters = 12;

/** Who accepted a finding. */
export type Acceptance =
  | { readonly by: "exception"; readonly exception: Exception }
  | { readonly by: "baseline"; readonly baseline: Omit<Baseline, "findings"> };

/** What a rule concluded about a resource; what may violate has an identity. */
export type Finding = Verdict &
  (
    | {
        readonly verdict: ViolatingWord;
        readonly id: FindingId;
        /** What a decision of the stack has to do with it, where it does not accept it: a sentence without a full stop. */
        readonly note?: string;
      }
    | {
        readonly verdict: "accepted";
        readonly id: FindingId;
        readonly acceptance: Acceptance;
        /** What it would be otherwise. */
        readonly instead: { readonly verdict: ViolatingWord; readonly enforcementLevel: EnforcementLevel };
      }
    | { readonly verdict: Exclude<VerdictWord, ViolatingWord | "accepted">; readonly id: null }
  );

/** What is not good enough. */
export type ViolatingWord = "unmet" | "unobservable" | "undecided";

/**
 * The verdicts of a rule about a resource with their ids. No two findings that differ share one: where a rule does not
 * tell them apart, their wording does, so that to accept one never hides another. The same one twice is one.
 */
export function identified(rule: string, resource: DeclaredResource, verdicts: readonly Verdict[]): readonly Finding[] {
  const idOf = identityIn(rule, resource);
  const violating = verdicts.filter(violates).map((verdict) => ({ verdict, id: idOf(verdict) }));
  const byId = Map.groupBy(violating, ({ id }) => id);
  const seen = new Set<FindingId>();
  return verdicts.flatMap((verdict): Finding[] => {
    if (!violates(verdict)) return [{ ...verdict, id: null } as Finding];
    const usual = idOf(verdict);
    const alike = byId.get(usual) ?? [];
    const id = alike.every((other) => wordsOf(other.verdict) === wordsOf(verdict))
      ? usual
      : idOf(verdict, wordsOf(verdict));
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ ...verdict, id }];
  });
}

export function violates<V extends Verdict>(verdict: V): verdict is V & { readonly verdict: ViolatingWord } {
  return verdict.verdict === "unmet" || verdict.verdict === "unobservable" || verdict.verdict === "undecided";
}

function wordsOf({ subject, fact }: Verdict): string {
  return `${subject} ${fact}`;
}

/** What gives a verdict about a resource its id. */
function identityIn(rule: string, resource: DeclaredResource): (verdict: Verdict, besides?: string) => FindingId {
  let guids: ReadonlyMap<string, string> | undefined;
  return (verdict, besides) => {
    guids ??= guidsIn(resource);
    return findingId(rule, resource, guids, verdict, besides);
  };
}

/** GUIDs of objects by the keys of their names; none where the observation has none, or is not known or damaged. */
function guidsIn({ inputs }: DeclaredResource): ReadonlyMap<string, string> {
  try {
    const { objectGuids = [] } = (inputs.observed ?? {}) as ToldByGuid;
    return new Map(objectGuids.map(({ distinguishedName, guid }) => [nameKey(distinguishedName), guid]));
  } catch (error) {
    if (isUnknownValue(error) || error instanceof MisshapenInputError) return new Map();
    throw error;
  }
}

/**
 * The kind of verdict is part of it: who accepts that nobody can look has not accepted what is seen later. The parts are
 * folded as names of the directory are, so that spelling makes no difference; an object is told by its GUID, so that it
 * may be renamed and moved.
 */
function findingId(
  rule: string,
  resource: DeclaredResource,
  guids: ReadonlyMap<string, string>,
  { verdict, about }: Verdict,
  besides?: string,
): FindingId {
  const parts = about.map(nameKey).map((key) => guids.get(key) ?? key);
  const details = [...parts, ...(besides === undefined ? [] : [besides])];
  const digest = createHash("sha256")
    .update(JSON.stringify([rule, placeOf(resource), verdict, details]))
    .digest();
  const letters = Array.from({ length: characters }, (_, place) => alphabet[fiveBits(digest, place)]);
  return `HS-${letters.join("")}`;
}

/** The account and the forest, or the tool; what stands for no account is told by its name in the stack. */
function placeOf({ type, name, inputs }: DeclaredResource): readonly string[] {
  const { account, administrator, forest, tool } = inputs;
  const place = [account, administrator, forest, tool].map((each) => (typeof each === "string" ? foldCase(each) : ""));
  return place.some((text) => text !== "") ? place : [type, name];
}

function fiveBits(digest: Buffer, place: number): number {
  const bit = place * 5;
  return (digest.readUInt16BE(bit >> 3) >> (11 - (bit & 7))) & 31;
}

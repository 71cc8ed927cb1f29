/** What a rule may know besides the inputs of a resource: the moment, and by what it is to judge. */
import type { Profile } from "../../catalogue/profiles.ts";
import {
  defaultThresholds,
  thresholds as known,
  type ThresholdName,
  type Thresholds,
  thresholdNames,
} from "../../catalogue/thresholds.ts";
import { noTerms, type Terms } from "../../contract/terms.ts";

export interface Context {
  /** The moment of judgement; see clock.ts. */
  readonly now: Date;
  readonly profile: Profile;
  readonly thresholds: Thresholds;
  /** What counts as the policy pack asks, because that is stricter than what the stack asks for. */
  readonly fromPack: ReadonlySet<TermName>;
}

export type TermName = ThresholdName | "profile";

/** What the configuration of the policy pack asks of every stack. */
export interface PackTerms {
  readonly profile?: Profile;
  readonly thresholds?: Partial<Thresholds>;
}

/** What is known of a judgement whatever the resource. */
export interface Circumstances {
  readonly now: Date;
  /** Absent where nobody configured the policy pack, or there is none. */
  readonly pack?: PackTerms;
}

/** The stricter of what stack and policy pack ask for; what the catalogue says counts wherever the stack says nothing. */
export function contextOf({ now, pack = {} }: Circumstances, inputs: { readonly terms?: Terms }): Context {
  const { profile, thresholds } = inputs.terms ?? noTerms;
  const ofStack: Thresholds = { ...defaultThresholds, ...thresholds };
  const stricter = thresholdNames.filter((name) => isStricter(name, pack.thresholds?.[name], ofStack[name]));
  const isStricterProfile = pack.profile === "strict" && profile !== "strict";
  return {
    now,
    profile: isStricterProfile ? "strict" : profile,
    thresholds: {
      ...ofStack,
      ...Object.fromEntries(stricter.map((name) => [name, pack.thresholds?.[name]])),
    },
    fromPack: new Set<TermName>([...(isStricterProfile ? (["profile"] as const) : []), ...stricter]),
  };
}

function isStricter(name: ThresholdName, one: number | undefined, other: number): boolean {
  if (one === undefined) return false;
  return known[name].stricter === "lower" ? one < other : one > other;
}

/** Follows a number in a text: says so where the policy pack asks for it. */
export function ofPack({ fromPack }: Pick<Context, "fromPack">, name: TermName): string {
  return fromPack.has(name) ? ", as the policy pack is configured" : "";
}

/** Which counts of what stack and policy pack ask for, where that differs: one sentence. */
export function differenceOf(pack: PackTerms, terms: Terms): string | undefined {
  const context = contextOf({ now: new Date(0), pack }, { terms });
  const stack: Readonly<Record<TermName, number | string>> = { ...defaultThresholds, ...terms.thresholds, ...terms };
  const asked: Readonly<Partial<Record<TermName, number | string>>> = { ...pack.thresholds, ...pack };
  const words = (["profile", ...thresholdNames] as const).flatMap((name) => {
    const ofPackConfig = asked[name];
    if (ofPackConfig === undefined || ofPackConfig === stack[name]) return [];
    return context.fromPack.has(name)
      ? [`${name} ${ofPackConfig} of the policy pack (the stack: ${stack[name]})`]
      : [`${name} ${stack[name]} of the stack (the policy pack: ${ofPackConfig})`];
  });
  return words.length === 0
    ? undefined
    : `Stack and configuration of the policy pack ask for different things, and the stricter counts: ${words.join("; ")}.`;
}

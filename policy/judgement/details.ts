/** What a verdict says besides its words, for tables and pictures. */
import type { Purpose, Way } from "../../catalogue/permissions/requirement.ts";

/** A permission that a verdict is about, in one domain. */
export interface JudgedPermission {
  /** DNS name. */
  readonly domain: string;
  readonly purpose: Purpose;
  readonly way: Way;
  /** How many objects in scope it is about, and for how many of them it is held; absent where that was not read. */
  readonly objects?: { readonly inScope: number; readonly held: number };
  /** Instead of that of the verdict, for what is in order beside a fault. */
  readonly verdict?: "met" | "not applicable";
}

/** A way to take something over: between each node and the next one stands a step. */
export interface TakeoverWay {
  readonly nodes: readonly TakeoverNode[];
  readonly steps: readonly TakeoverStep[];
}

export interface TakeoverNode {
  readonly name: string;
  /** `user`, `group`, `container` and so on. */
  readonly kind: string;
}

export interface TakeoverStep {
  /** `may reset the password of`. */
  readonly words: string;
  /** Whether it hands the next node over by itself. */
  readonly certain: boolean;
}

/** By what a stack wants to be judged, besides the rules. It travels in the inputs of each resource that is judged. */
import type { AccountId } from "../catalogue/accounts.ts";
import type { Profile } from "../catalogue/profiles.ts";
import type { Thresholds } from "../catalogue/thresholds.ts";

/** Someone's decision that a finding may stay, until a day. Days are written `2026-12-31`. */
export interface Exception {
  /** Name of the rule. */
  readonly rule: string;
  /** Id of the finding; absent where `account` and `subject` name it. */
  readonly finding?: string;
  readonly account?: AccountId;
  /** DNS name of the forest, where the stack has such an account in several. */
  readonly forest?: string;
  /** Whom or what the message is about, in its own words. */
  readonly subject?: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly ticket: string;
  readonly grantedOn: string;
  /** The last day on which it counts. */
  readonly expires: string;
  /** Whether it also accepts that nobody can look. */
  readonly acceptUnverified: boolean;
}

/** Findings that were there when someone recorded them, and that block nobody until a day. */
export interface Baseline {
  readonly recordedOn: string;
  readonly recordedBy: string;
  readonly reason: string;
  /** The last day on which it counts. */
  readonly lastDay: string;
  readonly findings: readonly BaselineFinding[];
}

export interface BaselineFinding {
  readonly id: string;
  readonly rule: string;
  /** One that was advisory and has become mandatory since is a new one. */
  readonly level: "mandatory" | "advisory";
}

export interface Terms {
  readonly profile: Profile;
  /** Those that differ from the defaults of the catalogue. */
  readonly thresholds: Partial<Thresholds>;
  /** Those that may concern the resource. Absent where there are none, like the baseline. */
  readonly exceptions?: readonly Exception[];
  /** As far as it may concern the resource. */
  readonly baseline?: Baseline | null;
}

/** Of a stack that says nothing, and of one that an earlier version wrote. */
export const noTerms: Terms = { profile: "baseline", thresholds: {} };

/** Whether inputs of a resource are about a forest; DNS names do not tell letter case apart. */
export function isForest(forest: string, inputs: Readonly<Record<string, unknown>>): boolean {
  return typeof inputs.forest === "string" && inputs.forest.toLowerCase() === forest.toLowerCase();
}

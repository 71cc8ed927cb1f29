/** Inputs of the resources about servers and databases: what a person attests, as the rules see it. */
import type { AccountId, Phase } from "../catalogue/accounts.ts";

/** A statement by a person about what no directory shows. */
export interface Attestation {
  /** The account that was checked; absent where the statement does not say. */
  readonly name?: string;
  readonly by: string;
  /** `2026-11-01`. */
  readonly on: string;
  readonly evidence: string;
  /** The last day on which it counts. */
  readonly expires: string;
}

export interface AttestedAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly name: string | null;
  /** Whether this set-up needs the account at all, and why or why not. */
  readonly needed: boolean;
  readonly reason: string;
  readonly attestation: Attestation | null;
}

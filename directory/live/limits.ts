/**
 * How long and how large the answers of a domain controller may be. Whatever goes beyond is given up with the reason,
 * and what rests on it cannot be verified: a part of an answer is never taken for the whole.
 *
 * They leave room for a forest of a million objects behind a slow line. An object with its security descriptor takes
 * 2.6 KB, so a million of them take 2.6 GB: 20,000 seconds at the slowest rate of 128 KiB a second, one megabit.
 */
const MiB = 1024 * 1024;
const minute = 60_000;

export interface Timeouts {
  /** Milliseconds until TCP and TLS must be up, StartTLS included. */
  readonly connect: number;
  /** Milliseconds that a domain controller may send nothing to a question that is under way. */
  readonly operation: number;
}

const defaultTimeouts: Timeouts = { connect: 10_000, operation: 60_000 };

/** Milliseconds until DNS must have listed the domain controllers of a domain: each server is asked several times. */
export const lookupTime = 30_000;

/** Domain controllers of a domain that are tried, of those that DNS lists. */
export const mostCandidates = 30;

/**
 * Domains of a forest: each of them is looked for and asked. Active Directory is made for 1,200.
 * Source: https://learn.microsoft.com/windows-server/identity/ad-ds/plan/active-directory-domain-services-maximum-limits
 */
export const mostDomains = 3_000;

export interface AnswerLimits {
  /** Bytes of one message. An object with 5,000 members, the most of one range, has about one million. */
  readonly message: number;
  /** Bytes of one page: 1,000 objects with security descriptors of 64 KiB, the largest ones, and as much again. */
  readonly page: number;
  /** Messages of one page: 1,000 objects, and references to the other domains, of which a forest has 1,200 at most. */
  readonly pageMessages: number;
  /** Pages of one search, and ranges of values: ten million objects at 100 a page. */
  readonly pages: number;
  /**
   * Pages in a row without an object that is new. Empty pages come where a domain controller looked at many objects in
   * vain; some give out the same cookie each time. So only progress counts.
   */
  readonly fruitlessPages: number;
  /** Objects of one search. */
  readonly objects: number;
  /** Bytes of memory for one answer, each value counted with 128 more. Of all objects of a domain little is kept. */
  readonly kept: number;
  /** Milliseconds of one search, whatever comes in. It may take longer while enough does. */
  readonly search: number;
  /** Bytes a second that must come in on average, once `search` or `connection` is over. */
  readonly slowestRate: number;
  /** Milliseconds of one search at the most. */
  readonly longestSearch: number;
  /** Milliseconds that one connection may be waited for, all its searches together. It may take longer while enough comes in. */
  readonly connection: number;
  /** Other places that the answers of one connection refer to. */
  readonly references: number;
}

export const answerLimits: AnswerLimits = {
  message: 8 * MiB,
  page: 128 * MiB,
  pageMessages: 10_000,
  pages: 100_000,
  fruitlessPages: 1_000,
  objects: 10_000_000,
  kept: 512 * MiB,
  search: 10 * minute,
  slowestRate: 128 * 1024,
  longestSearch: 360 * minute,
  connection: 60 * minute,
  references: 10_000,
};

/** How long answers are waited for, and how large they may be. */
export interface Bounds {
  readonly timeouts: Timeouts;
  readonly limits: AnswerLimits;
  /** Milliseconds until the next domain controller of a domain is tried beside one that has not answered yet. */
  readonly nextAfter: number;
  /** Milliseconds of the search for a domain controller that can be used. Afterwards, no further one is tried. */
  readonly finding: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

export function boundsOf({
  timeouts = defaultTimeouts,
  limits = answerLimits,
  nextAfter = 2_000,
  finding = 2 * minute,
  now = () => performance.now(),
}: Partial<Bounds>): Bounds {
  return { timeouts, limits, nextAfter, finding, now };
}

/** There is no end of an answer: what was seen of it. Says nothing of what it held. */
export class EndlessError extends Error {
  override readonly name = "EndlessError";
}

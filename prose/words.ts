/** What our pages do not say, and what they say instead: the words of Microsoft's documentation, and plain ones. */
export interface Wording {
  readonly pattern: RegExp;
  /** The plain words. */
  readonly instead: string;
}

export const wordings: readonly Wording[] = [
  { pattern: /\bvouch(?:es|ed)? for\b/i, instead: "attests" },
  { pattern: /\bthe word has (?:not )?expired\b/i, instead: "the attestation is valid until, or expired on, a date" },
  { pattern: /\b(?:takes?|took) (?:AES|RC4|DES|NTLM|Kerberos)\b/i, instead: "supports" },
  { pattern: /\bcounts? for\b/i, instead: "say what the limit is" },
  { pattern: /\b(?:is|are|was|were) kept from\b/i, instead: "cannot" },
  { pattern: /\bbe it\b/i, instead: "whether … or" },
  { pattern: /\banew\b/i, instead: "again" },
  { pattern: /\ball the same\b/i, instead: "anyway, or still" },
  { pattern: /\bis no more\b(?! than)/i, instead: "no longer exists" },
  { pattern: /\bis made out to\b/i, instead: "names, or applies to" },
  { pattern: /\bby way of\b/i, instead: "through" },
  { pattern: /\bheed(?:s|ed)?\b/i, instead: "honors, or ignores" },
  { pattern: /\blet in\b/i, instead: "allowed to sign in" },
  { pattern: /\bsomebody\b/i, instead: "someone" },
  { pattern: /\bwhosoever\b|\bwhomever\b|\bwherein\b|\bthereof\b|\bhitherto\b/i, instead: "plain words" },
  { pattern: /\bway out\b/i, instead: "remedy" },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, instead: "fix" },
  { pattern: /\bgo(?:es)? unnoticed\b/i, instead: "say who does not see it" },
  { pattern: /\btrips? over\b/i, instead: "say which problem" },
  { pattern: /\brightly so\b/i, instead: "as expected" },
  { pattern: /\butili[sz]e[sd]?\b/i, instead: "use" },
  { pattern: /\bin order to\b/i, instead: "to" },
];

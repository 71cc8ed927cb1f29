/** The words in which every fact ends, in the provider, the rules, the reports and the documentation alike. */
export const verdictWords = {
  met: "observed, and as needed",
  unmet: "observed, and not as needed: violates at the rule's level",
  "installer creates it": "absent, and made by an installer that has not run yet: shown, never a violation",
  "not yet known": "depends on something this very update creates: shown, judged in the update",
  unobservable: 'could not be read: "cannot verify" at the rule\'s level',
  undecided: "read, but the directory cannot settle it: advisory",
  attested: "a person vouches for it, until a date",
  accepted: "an exception with reason, approver and end",
  "not applicable": "the feature, class or tool is not in use",
} as const;

export type VerdictWord = keyof typeof verdictWords;

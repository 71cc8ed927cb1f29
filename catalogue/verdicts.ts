/** The words in which every fact ends, in the provider, the rules, the reports and the documentation alike. */
export const verdictWords = {
  met: "observed, and as required",
  unmet: "observed, and not as required: a violation at the level of the rule",
  "installer creates it": "absent, because its installer has not run yet: shown, never a violation",
  "not yet known": "depends on something that this update creates: shown, and judged in the update",
  unobservable: 'could not be read: "cannot verify" at the rule\'s level',
  undecided: "read, but the directory cannot settle it: advisory",
  attested: "a person attests it, until a date",
  accepted: "an exception with a reason, an approver and an end",
  "not applicable": "the feature, class or tool is not in use",
} as const;

export type VerdictWord = keyof typeof verdictWords;

/** What pages and messages do not say, and what they say instead: the words of Microsoft's documentation, and plain ones. */
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
  {
    pattern: /\b(?:licences?|honours?|recognise|modelled|misspelt|behaviour|organisation|colour)\b/i,
    instead: "American English",
  },
];

/** What a message does not say besides. Pages may, because they tell more than one thing at a time. */
export const messageWordings: readonly Wording[] = [
  { pattern: /\b(?:anybody|everybody|whoever)\b/i, instead: "anyone, or everyone" },
  { pattern: /\bto whom\b|\bwhom it leads\b/i, instead: "which object" },
  { pattern: /\bleads? to (?:nobody|no |\d|… objects)/i, instead: "matches" },
  { pattern: /\bresolves to nobody\b/i, instead: "does not resolve to an account" },
  { pattern: /\blies? (?:in|outside)\b/i, instead: "is in, or is outside" },
  { pattern: /\bstands? (?:in|on|there|around|before|behind)\b|\bwhere it stands\b/i, instead: "is, or write" },
  { pattern: /\bout of reach\b/i, instead: "no takeover path" },
  {
    pattern:
      /\b(?:takes?|took|taken) (?:it|them|that|the rights?|the role|its file|the permission|…) (?:away|out|back)\b/i,
    instead: "remove",
  },
  {
    pattern: /\bswitch(?:es|ed)? (?:(?:it|inheritance) )?(?:on|off)\b/i,
    instead: "enable, disable, turn on, turn off",
  },
  { pattern: /\b(?:does|do) not tell\b|\bwas not told\b/i, instead: "show" },
  { pattern: /\bcannot be told\b/i, instead: "cannot be distinguished" },
  {
    pattern: /(?<!\bthere )\b(?:is|are) no (?!(?:longer|more|such object on the server)\b)(?:[a-z]|…)/i,
    instead: "is not a",
  },
  { pattern: /(?<!\bthere )\b(?:is|are|was|were) none\b/i, instead: "is not one of" },
  { pattern: /\bgave no end\b|\bcomes about\b|\bin a circle\b|\bcame in\b/i, instead: "say what did not work" },
  {
    pattern: /(?<!\bthe )\bpreview again\b|\bif it stays so\b/i,
    instead: "run the command again; if the problem persists",
  },
  { pattern: /\bconditional entry (?:for|decides)|\bdeny entry\b|\bby the entry\b/i, instead: "ACE" },
  { pattern: /\bsay so\b/i, instead: "declare that" },
  { pattern: /\bmade by (?:hybrid-sync|the installer)\b/i, instead: "created by" },
];

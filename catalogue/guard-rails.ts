/** Names of what the program itself puts around the sync identities, by which it knows its own objects again. */
export const guardRails = {
  /** Display name of the named location, unless the stack gives another. */
  namedLocation: "hybrid-sync: sync servers",
  /** Display names of the Conditional Access policies. */
  policies: {
    legacyUsers: "hybrid-sync: Connect Sync users from the sync servers only",
    workloadIdentity: "hybrid-sync: Connect Sync application from the sync servers only",
  },
} as const;

/**
 * What a policy of the program's own may be, with the words of Microsoft Graph.
 * Source: https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
 */
export const policyStates = {
  "report-only": "enabledForReportingButNotEnforced",
  enabled: "enabled",
} as const;

export type PolicyState = keyof typeof policyStates;

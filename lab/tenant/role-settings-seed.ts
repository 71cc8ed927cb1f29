export interface RoleSettings {
  /** Template id. */
  readonly role: string;
  /** Longest eligibility, ISO 8601, where one without an end is forbidden; every role allows one when absent. */
  readonly eligibilityExpiresAfter?: string;
  /** What an administrator must give or have done to make someone eligible; nothing when absent. */
  readonly demands?: readonly ("Justification" | "MultiFactorAuthentication" | "Ticketing")[];
}

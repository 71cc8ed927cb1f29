/** How a command ends that shows a result. */
export const exitCodes = {
  /** No mandatory rule is violated. */
  clean: 0,
  blocked: 1,
  usage: 2,
  /** None is violated, and something mandatory could not be verified, or would stop the program. */
  unverified: 3,
  fault: 4,
} as const;

import type { PrivilegedAdministratorInputs } from "../contract/active-directory.ts";

/** What the configuration says about the end of an administrator; what it does not say stays away. */
export function temporary(declared: {
  readonly temporaryUntil?: string | undefined;
  readonly deleted?: boolean | undefined;
}): Pick<PrivilegedAdministratorInputs, "temporaryUntil" | "deleted"> {
  const { temporaryUntil = null, deleted } = declared;
  return { temporaryUntil, ...(deleted === undefined ? {} : { deleted }) };
}

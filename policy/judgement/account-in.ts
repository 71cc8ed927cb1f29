import { type AccountId, accounts } from "../../catalogue/accounts.ts";

/** The account that inputs of a resource of this program stand for, where they say so. */
export function accountIn(inputs: Readonly<Record<string, unknown>>): AccountId | null {
  const account = inputs.account ?? inputs.administrator;
  return typeof account === "string" && Object.hasOwn(accounts, account) ? (account as AccountId) : null;
}

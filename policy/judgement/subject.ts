import { type AccountId, accounts } from "../../catalogue/accounts.ts";

/** How a message names an account: its title without what stands in parentheses, and its name where it has one. */
export function subjectOf(account: AccountId, name: string | null): string {
  const title = accounts[account].title.replace(/ \(.*\)$/, "");
  return name === null ? `The ${title}` : `The ${title} ${name}`;
}

/** Who could take over an account, and the groups and servers on which it rests. */
import { type Fact, observed } from "../../catalogue/fact.ts";
import { factOf } from "../facts.ts";
import type { FoundAccount, Takeover, TrustedPrincipals } from "../observation.ts";
import type { DirectorySource } from "../source.ts";
import { Survey } from "../takeover/survey.ts";

export const nobodyElse: TrustedPrincipals = { tierZero: [], syncAccounts: [] };

export async function observeTakeover(
  source: DirectorySource,
  account: Fact<FoundAccount | null>,
  trusted: TrustedPrincipals,
): Promise<Fact<readonly Takeover[]>> {
  if (!("observed" in account)) return account;
  const target = account.observed;
  if (target === null) return observed([]);
  const survey = await factOf(() => Survey.open(source, trusted));
  if (!("observed" in survey)) return survey;
  return observed([await survey.observed.takeoverOf(target, "user")]);
}

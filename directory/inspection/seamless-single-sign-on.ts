import { type Fact, observed } from "../../catalogue/fact.ts";
import { factOf } from "../fact-of.ts";
import type { FoundAccount } from "../facts/account.ts";
import type { SeamlessSingleSignOnAccount } from "../facts/forest.ts";
import type { DirectoryObject, DirectorySource, DomainFacts } from "../source.ts";
import type { Survey } from "../takeover/survey.ts";
import { describe, encryptionTypesOf, findOne, passwordLastSetOf, readerOf } from "./account.ts";

/**
 * The computer account whose password encrypts what seamless single sign-on trusts, one in each domain that uses it.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sso-how-it-works
 */
const accountName = "AZUREADSSOACC$";

/** Null in a domain that does not use it. */
export async function observeSeamlessSingleSignOn(
  source: DirectorySource,
  { netBiosName }: Pick<DomainFacts, "netBiosName">,
  survey: Fact<Survey>,
): Promise<Fact<SeamlessSingleSignOnAccount | null>> {
  const name = { form: "down-level", netBiosDomain: netBiosName, samAccountName: accountName } as const;
  const found = await findOne(source, `${netBiosName}\\${accountName}`, () => ({
    by: "name",
    name,
    wanted: "computer",
  }));
  const account = await describe(source, found);
  if (!("observed" in found)) return found;
  if (!("observed" in account)) return account;
  const { observed: object } = found;
  const { observed: described } = account;
  if (object === null || described === null) return observed(null);
  return factOf(() => read(source, object, described, survey));
}

async function read(
  source: DirectorySource,
  object: DirectoryObject,
  account: FoundAccount,
  survey: Fact<Survey>,
): Promise<SeamlessSingleSignOnAccount> {
  const reader = await readerOf(source);
  return {
    account,
    passwordLastSet: passwordLastSetOf(object, reader),
    encryptionTypes: await encryptionTypesOf(source, object),
    takeover:
      "observed" in survey
        ? observed([await survey.observed.takeoverOf(account, { kind: "computer", role: "account" })])
        : survey,
  };
}

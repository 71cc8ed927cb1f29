/** Principals as people declare them: by name, or by security identifier. */
import { type Fact, observed, undecided } from "../../catalogue/fact.ts";
import { type AccountName, parseAccountName } from "../account-name.ts";
import { factOf, mapFact, valueOr } from "../fact-of.ts";
import { findOne, queryFor } from "../inspection/account.ts";
import { nameOf } from "../names.ts";
import { wellKnownSidName } from "../security/well-known-sids.ts";
import type { DirectoryObject, DirectorySource } from "../source.ts";
import { holdsEveryone } from "./everyone.ts";

/** What a declared name leads to, as people know it; null where nobody is seen. Never a guess among several. */
export async function findNamed(source: DirectorySource, text: string): Promise<Fact<string | null>> {
  if (isSidText(text) && holdsEveryone(text.toUpperCase())) return exemptsNoOne(text, text.toUpperCase());
  const found = await find(source, text);
  if (!("observed" in found)) return found;
  const object = found.observed;
  return object === null ? observed(null) : factOf(async () => nameOf(object, await source.domains()));
}

/** The security identifier of what a declared name leads to; none where it leads nowhere. */
export async function sidsOfNamed(source: DirectorySource, text: string): Promise<readonly string[]> {
  if (isSidText(text)) return holdsEveryone(text.toUpperCase()) ? [] : [text.toUpperCase()];
  const found = await find(source, text);
  return "observed" in found && found.observed?.sid ? [found.observed.sid] : [];
}

async function find(source: DirectorySource, text: string): Promise<Fact<DirectoryObject | null>> {
  if (isSidText(text)) return factOf(() => source.objectWithSid(text.toUpperCase()));
  const wanted = text.endsWith("$") ? "managed service account" : "account";
  const found = await findOne(source, text, () => queryFor(text, wanted));
  const object = valueOr(found, null);
  if (object?.sid && holdsEveryone(object.sid)) return exemptsNoOne(text, object.sid);
  const implicit = object === null ? undefined : await implicitNameOf(source, text, object);
  if (object === null || implicit === undefined) return found;
  // Whoever may write the attribute userPrincipalName of an account may give it the name that another has anyway.
  const other = await findOne(source, text, () => ({ by: "name", name: implicit, wanted }));
  return mapFact(other, (one) =>
    one === null || one.sid === object.sid
      ? found
      : undecided(
          `${text} is the userPrincipalName of ${object.distinguishedName} and, by its sAMAccountName, also a name of ${one.distinguishedName}`,
        ),
  );
}

function exemptsNoOne(text: string, sid: string) {
  const name = wellKnownSidName(sid);
  return undecided(
    `${text}${name === undefined ? "" : ` (${name})`} stands for everyone, or everyone of a kind, so it exempts no one`,
  );
}

/** The down-level name that `name@domain` stands for where it is not the account's own userPrincipalName. */
async function implicitNameOf(
  source: DirectorySource,
  text: string,
  { samAccountName }: DirectoryObject,
): Promise<AccountName | undefined> {
  const name = parseAccountName(text);
  if (name?.form !== "user-principal-name") return undefined;
  const [account = "", suffix = ""] = name.userPrincipalName.split("@");
  const domains = await factOf(() => source.domains());
  const isDomain =
    "observed" in domains && domains.observed.some(({ dnsName }) => dnsName.toLowerCase() === suffix.toLowerCase());
  if (!isDomain || samAccountName?.toLowerCase() === account.toLowerCase()) return undefined;
  return { form: "down-level", netBiosDomain: suffix, samAccountName: account };
}

function isSidText(text: string): boolean {
  return /^S-1-\d+(-\d+)+$/i.test(text);
}

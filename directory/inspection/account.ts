/** What all observations of one account have in common. */
import { type Fact, observed, undecided, unobservable } from "../../catalogue/fact.ts";
import { parseAccountName } from "../account-name.ts";
import { allFacts, always, factOf, mapFact, sound } from "../fact-of.ts";
import type { FoundAccount } from "../facts/account.ts";
import { nameOf } from "../names.ts";
import {
  type AccountQuery,
  type DirectoryObject,
  type DirectorySource,
  DirectoryUnavailableError,
  type DomainFacts,
  type WantedKind,
} from "../source.ts";
import { Visibility } from "../visibility.ts";
import { timeIn } from "../windows-time.ts";

/** The query for a name as a person wrote it. Throws DirectoryUnavailableError for a text that is no name. */
export function queryFor(text: string, wanted: WantedKind): AccountQuery {
  const name = parseAccountName(text);
  if (name !== undefined) return { by: "name", name, wanted };
  throw new DirectoryUnavailableError(
    `"${text}" is not the name of an account`,
    "Write DOMAIN\\name, name@domain, name or a distinguished name",
  );
}

/** The one object that a query leads to; null when there is none, and no answer when there are several. */
export async function findOne(
  source: DirectorySource,
  subject: string,
  query: () => AccountQuery,
): Promise<Fact<DirectoryObject | null>> {
  const found = await factOf(async () => {
    const asked = query();
    return { asked, objects: await source.findAccounts(asked) };
  });
  if ("observed" in found && found.observed.objects.length === 0)
    return mapFact(await nobodyBy(source, found.observed.asked), () => observed(null));
  return mapFact(found, ({ asked, objects }): Fact<DirectoryObject | null> => {
    if (objects.length <= 1) return observed(objects[0] ?? null);
    const names = objects.map((object) => object.distinguishedName);
    const reason = `${subject} matches ${objects.length} objects: ${listed(names)}`;
    // Every server's installer makes one, staging servers' too, and nobody has said yet which server this is about.
    if (asked.by === "installer") return undecided(reason);
    return unobservable(reason, "Write the distinguished name of the intended object");
  });
}

/** Whether a name at which the reader sees nobody has nobody. */
async function nobodyBy(source: DirectorySource, query: AccountQuery): Promise<Fact<null>> {
  const visibility = Visibility.of(source);
  if (query.by === "name" && query.name.form === "distinguished-name")
    return visibility.noObject(query.name.distinguishedName);
  const domains = await factOf(() => source.domains());
  if (!("observed" in domains)) return domains;
  const isPrincipalName = query.by === "name" && query.name.form === "user-principal-name";
  const named = query.by === "name" && query.name.form === "down-level" ? query.name.netBiosDomain.toLowerCase() : null;
  const meant = ({ netBiosName, dnsName }: DomainFacts) =>
    named === null || [netBiosName, dnsName].some((name) => name.toLowerCase() === named);
  for (const domain of domains.observed.filter(meant)) {
    const by = isPrincipalName ? (["sAMAccountName", "userPrincipalName"] as const) : (["sAMAccountName"] as const);
    const nobody = await visibility.nobodyElse(domain, by);
    if (!("observed" in nobody)) return nobody;
  }
  return observed(null);
}

/** How many names a sentence holds. */
const mostNames = 5;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join("; ");
  return names.length > mostNames ? `${shown}; and ${names.length - mostNames} more` : shown;
}

/** The account as it is reported. */
export async function describe(
  source: DirectorySource,
  fact: Fact<DirectoryObject | null>,
): Promise<Fact<FoundAccount | null>> {
  if (!("observed" in fact)) return fact;
  const object = fact.observed;
  if (object === null) return observed(null);
  const [domains, reader] = await Promise.all([factOf(() => source.domains()), readerOf(source)]);
  const { distinguishedName } = object;
  const seen = allFacts({
    domains,
    sid: sidOf(object, reader),
    objectClass: always(object.objectClass.at(-1) ?? null, "objectClass", distinguishedName, reader),
  });
  return mapFact(seen, ({ domains, sid, objectClass }) =>
    observed({ distinguishedName, name: nameOf(object, domains), sid, objectClass }),
  );
}

export async function readerOf(source: DirectorySource): Promise<string> {
  return (await source.evidence()).reader;
}

/** ACCOUNTDISABLE of userAccountControl. Source: MS-ADTS 2.2.16. */
const accountDisabled = 0x2;

export function enabledOf(object: DirectoryObject, reader: string): Fact<boolean> {
  const flags = having(object, "userAccountControl", object.userAccountControl, reader);
  return mapFact(flags, (value) => observed((value & accountDisabled) === 0));
}

export function sidOf(object: DirectoryObject, reader: string): Fact<string> {
  return having(object, "objectSid", object.sid, reader);
}

export function passwordLastSetOf(object: DirectoryObject, reader: string): Fact<string | null> {
  const stored = having(object, "pwdLastSet", object.passwordLastSet, reader);
  return mapFact(stored, (value) => observed(timeIn(value, "pwdLastSet", object.distinguishedName)));
}

/** msDS-SupportedEncryptionTypes; null where it has none. */
export async function encryptionTypesOf(
  source: DirectorySource,
  object: DirectoryObject,
): Promise<Fact<number | null>> {
  const attribute = "msDS-SupportedEncryptionTypes";
  const value = sound(object, attribute, object.supportedEncryptionTypes);
  if (!("observed" in value)) return value;
  return Visibility.of(source).optional(object.distinguishedName, attribute, value.observed);
}

/** Of an attribute that every account has. */
function having<T>(object: DirectoryObject, attribute: string, value: T | null, reader: string): Fact<T> {
  return mapFact(sound(object, attribute, value), (read) => always(read, attribute, object.distinguishedName, reader));
}

/** Ways to take over a server that stand in attributes: delegation, and who joined it to the domain. */
import { isSameName } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable, unobservable } from "../../catalogue/fact.ts";
import type { ObjectGroup } from "../census.ts";
import type { Entry } from "../entries.ts";
import { bytesOf, integerOf, sidOf, soundTextOf, soundTextsOf, textsOf } from "../entry-values.ts";
import { always, mapFact, notReadable, valueOr } from "../fact-of.ts";
import type { FoundAccount } from "../facts/account.ts";
import { readDescriptor } from "../rights.ts";
import { daclKind, entryFlags, type SecurityDescriptor } from "../security/security-descriptor.ts";
import { wellKnownSids } from "../security/sid.ts";
import { type DirectorySource, DirectoryUnavailableError, type DomainFacts } from "../source.ts";
import { isPrincipal, Visibility } from "../visibility.ts";
import type { AttributeFinding } from "./survey.ts";

/** Bits of userAccountControl. Source: MS-ADTS 2.2.16. */
const trustedForDelegation = 0x8_0000;
const trustedToAuthenticateForDelegation = 0x100_0000;

/** Throws DirectoryUnavailableError. */
export async function serverWays(
  source: DirectorySource,
  server: FoundAccount,
  domain: DomainFacts,
): Promise<ServerWays> {
  const [[own], delegating] = await Promise.all([
    source.entries({
      base: server.distinguishedName,
      scope: "base",
      attributes: ["sAMAccountName", "dNSHostName", "mS-DS-CreatorSID", "msDS-AllowedToActOnBehalfOfOtherIdentity"],
    }),
    source.entries({
      base: domain.distinguishedName,
      scope: "sub",
      where: {
        any: [
          { present: "msDS-AllowedToDelegateTo" },
          { attribute: "userAccountControl", hasBits: trustedForDelegation },
        ],
      },
      attributes: ["objectSid", "userAccountControl", "msDS-AllowedToDelegateTo"],
    }),
  ]);
  if (own === undefined) throw new DirectoryUnavailableError(...hiddenObject(server.distinguishedName));
  const reader = await Visibility.of(source).reader();
  const ways = [
    impersonators(own),
    mapFact(observed(own), (entry) => observed(joiner(entry))),
    ...delegating.map((entry) => mapFact(observed(entry), (each) => delegation(each, own, reader))),
  ];
  return {
    found: ways.flatMap((way) => valueOr(way, [])),
    hidden: [
      ...ways.flatMap((way) => ("unobservable" in way ? [way.unobservable] : [])),
      ...(await hiddenWays(source, own, domain)),
    ],
  };
}

/** Why some of the ways may be there unseen: attributes of the server, and who is trusted for delegation. */
async function hiddenWays(source: DirectorySource, own: Entry, domain: DomainFacts): Promise<readonly Unobservable[]> {
  const visibility = Visibility.of(source);
  const ofServer = (["msDS-AllowedToActOnBehalfOfOtherIdentity", "mS-DS-CreatorSID", "dNSHostName"] as const)
    .filter((attribute) => textsOf(own, attribute).length === 0)
    .map((attribute) => visibility.absent(own.distinguishedName, attribute));
  const delegating = (["userAccountControl", "msDS-AllowedToDelegateTo"] as const).map((attribute) =>
    firstUnread(visibility, domain, attribute),
  );
  const answers: readonly Fact<unknown>[] = [
    ...(await Promise.all([...ofServer, visibility.everyObject(domain), ...delegating])),
    textsOf(own, "sAMAccountName").length > 0 ? observed(null) : hiddenName(own),
  ];
  return answers.flatMap((fact) => ("unobservable" in fact ? [fact.unobservable] : []));
}

/** Groups cannot be trusted for delegation, and people are not in a domain of any size that hides their accounts' flags. */
async function firstUnread(
  visibility: Visibility,
  domain: DomainFacts,
  attribute: "userAccountControl" | "msDS-AllowedToDelegateTo",
): Promise<Fact<null>> {
  const unread = await visibility.firstUnread(domain, attribute, (group) => isPrincipal(group) && mayDelegate(group));
  const reader = await visibility.reader();
  return mapFact(unread, (name) => (name === null ? observed(null) : notReadable(attribute, name, reader)));
}

function mayDelegate({ objectClass }: ObjectGroup): boolean {
  return !["group", "foreignsecurityprincipal"].includes(objectClass?.toLowerCase() ?? "");
}

function hiddenName({ distinguishedName }: Entry): Fact<null> {
  return unobservable(
    `The sAMAccountName of ${distinguishedName} cannot be read, so it is not known who may act for it`,
    `Let the read account read sAMAccountName of ${distinguishedName}`,
  );
}

function hiddenObject(distinguishedName: string): readonly [string, string] {
  return [
    `The attributes of ${distinguishedName} cannot be read`,
    `Let the read account read the properties of ${distinguishedName}`,
  ];
}

const impersonation = "msDS-AllowedToActOnBehalfOfOtherIdentity";

/** What stands in attributes, and why some of it may be hidden. */
export interface ServerWays {
  readonly found: readonly AttributeFinding[];
  readonly hidden: readonly Unobservable[];
}

/** Whom the server itself lets impersonate users on it. Bytes that make no sense list nobody, and hide everyone. */
function impersonators(own: Entry): Fact<readonly AttributeFinding[]> {
  const bytes = mapFact(observed(own), (entry) => observed(bytesOf(entry, impersonation)));
  return mapFact(bytes, (stored) =>
    stored === null
      ? observed([])
      : mapFact(readDescriptor(stored, `${impersonation} of ${own.distinguishedName}`), (descriptor) =>
          observed(impersonatorsIn(descriptor)),
        ),
  );
}

function impersonatorsIn(descriptor: SecurityDescriptor): readonly AttributeFinding[] {
  if (["absent", "null"].includes(daclKind(descriptor)))
    return [{ trustee: wellKnownSids.everyone, edges: ["impersonation"] }];
  const trustees = (descriptor.dacl?.entries ?? []).flatMap((entry) =>
    entry.kind !== "unknown" && entry.kind.startsWith("allow") && (entry.flags & entryFlags.inheritOnly) === 0
      ? [entry.trustee]
      : [],
  );
  return [...new Set(trustees)].map((trustee) => ({ trustee, edges: ["impersonation"] }));
}

/** An entry that was found by its delegation, to whomever. Throws DamagedValueError. */
function delegation(entry: Entry, own: Entry, reader: string): Fact<readonly AttributeFinding[]> {
  const { distinguishedName } = entry;
  if (isSameName(distinguishedName, own.distinguishedName)) return observed([]);
  const flags = integerOf(entry, "userAccountControl") ?? 0;
  const unconstrained = (flags & trustedForDelegation) !== 0;
  const services = soundTextsOf(entry, "msDS-AllowedToDelegateTo");
  if (!unconstrained && !services.some((service) => isServiceOf(service, own))) return observed([]);
  const anybody = (flags & trustedToAuthenticateForDelegation) !== 0;
  const edge = unconstrained ? "unconstrained-delegation" : anybody ? "impersonation" : "limited-impersonation";
  return mapFact(always(sidOf(entry), "objectSid", distinguishedName, reader), (trustee) =>
    observed([{ trustee, edges: [edge] }]),
  );
}

/** `cifs/sync01.contoso.example:445`; the part before the slash can be exchanged by whoever holds a ticket. */
function isServiceOf(service: string, own: Entry): boolean {
  const host = service.split("/")[1]?.split(":")[0]?.toLowerCase();
  const names = [soundTextOf(own, "dNSHostName"), soundTextOf(own, "sAMAccountName")?.replace(/\$$/, "")];
  return host !== undefined && names.some((name) => name?.toLowerCase() === host);
}

/** The account that joined a computer may reuse its object, unless policy forbids it. */
function joiner(own: Entry): readonly AttributeFinding[] {
  const trustee = sidOf(own, "mS-DS-CreatorSID");
  return trustee === null ? [] : [{ trustee, edges: ["joined-the-domain"] }];
}

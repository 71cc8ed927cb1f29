/** Ways to take over a server that stand in attributes: delegation, and who joined it to the domain. */
import { type Fact, observed, type Unobservable, unobservable } from "../../catalogue/fact.ts";
import type { ObjectGroup } from "../census.ts";
import { decoded, sidOf } from "../damaged-value.ts";
import { isSameName } from "../distinguished-name.ts";
import { bytesOf, type Entry, integerOf, textOf, textsOf } from "../entries.ts";
import { mapFact, notReadable } from "../fact-of.ts";
import type { FoundAccount } from "../facts/account.ts";
import { readDescriptor } from "../rights.ts";
import { daclKind, entryFlags } from "../security/security-descriptor.ts";
import { decodeSid, wellKnownSids } from "../security/sid.ts";
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
  return {
    found: [...impersonators(own), ...delegating.flatMap((entry) => delegation(entry, own)), ...joiner(own)],
    hidden: await hiddenWays(source, own, domain),
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
    ...(await Promise.all([...ofServer, ...delegating])),
    decodable(own),
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

/** Bytes that make no sense list nobody, and hide everybody. */
function decodable(own: Entry): Fact<unknown> {
  const bytes = bytesOf(own, impersonation);
  return bytes === null ? observed(null) : readDescriptor(bytes, `${impersonation} of ${own.distinguishedName}`);
}

const impersonation = "msDS-AllowedToActOnBehalfOfOtherIdentity";

/** What stands in attributes, and why some of it may be hidden. */
export interface ServerWays {
  readonly found: readonly AttributeFinding[];
  readonly hidden: readonly Unobservable[];
}

/** Whom the server itself lets impersonate users on it. */
function impersonators(own: Entry): readonly AttributeFinding[] {
  const bytes = bytesOf(own, impersonation);
  if (bytes === null) return [];
  const descriptor = readDescriptor(bytes, `${impersonation} of ${own.distinguishedName}`);
  if (!("observed" in descriptor)) return [];
  if (["absent", "null"].includes(daclKind(descriptor.observed)))
    return [{ trustee: wellKnownSids.everyone, edges: ["impersonation"] }];
  const trustees = (descriptor.observed.dacl?.entries ?? []).flatMap((entry) =>
    entry.kind !== "unknown" && entry.kind.startsWith("allow") && (entry.flags & entryFlags.inheritOnly) === 0
      ? [entry.trustee]
      : [],
  );
  return [...new Set(trustees)].map((trustee) => ({ trustee, edges: ["impersonation"] }));
}

function delegation(entry: Entry, own: Entry): readonly AttributeFinding[] {
  const bytes = bytesOf(entry, "objectSid");
  if (bytes === null || isSameName(entry.distinguishedName, own.distinguishedName)) return [];
  const trustee = decoded("objectSid", entry.distinguishedName, () => decodeSid(bytes));
  const flags = integerOf(entry, "userAccountControl") ?? 0;
  if ((flags & trustedForDelegation) !== 0) return [{ trustee, edges: ["unconstrained-delegation"] }];
  if (!textsOf(entry, "msDS-AllowedToDelegateTo").some((service) => isServiceOf(service, own))) return [];
  const anybody = (flags & trustedToAuthenticateForDelegation) !== 0;
  return [{ trustee, edges: [anybody ? "impersonation" : "limited-impersonation"] }];
}

/** `cifs/sync01.contoso.example:445`; the part before the slash can be exchanged by whoever holds a ticket. */
function isServiceOf(service: string, own: Entry): boolean {
  const host = service.split("/")[1]?.split(":")[0]?.toLowerCase();
  const names = [textOf(own, "dNSHostName"), textOf(own, "sAMAccountName")?.replace(/\$$/, "")];
  return host !== undefined && names.some((name) => name?.toLowerCase() === host);
}

/** The account that joined a computer may reuse its object, unless policy forbids it. */
function joiner(own: Entry): readonly AttributeFinding[] {
  const trustee = sidOf(own, "mS-DS-CreatorSID");
  return trustee === null ? [] : [{ trustee, edges: ["joined-the-domain"] }];
}

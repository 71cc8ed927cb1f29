/** Ways to take over a server that stand in attributes: delegation, and who joined it to the domain. */
import { DamagedValueError, decoded, sidOf } from "../damaged-value.ts";
import { isSameName } from "../distinguished-name.ts";
import { bytesOf, type Entry, integerOf, textOf, textsOf } from "../entries.ts";
import type { FoundAccount } from "../observation.ts";
import { readDescriptor } from "../rights.ts";
import { daclKind, entryFlags } from "../security/security-descriptor.ts";
import { decodeSid, wellKnownSids } from "../security/sid.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";
import type { AttributeFinding } from "./survey.ts";

/** Bits of userAccountControl. Source: MS-ADTS 2.2.16. */
const trustedForDelegation = 0x8_0000;
const trustedToAuthenticateForDelegation = 0x100_0000;

/** Throws DirectoryUnavailableError. */
export async function serverWays(
  source: DirectorySource,
  server: FoundAccount,
  domain: DomainFacts,
): Promise<readonly AttributeFinding[]> {
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
  if (own === undefined) return [];
  return [...impersonators(own), ...delegating.flatMap((entry) => delegation(entry, own)), ...joiner(own)];
}

/** Whom the server itself lets impersonate users on it. */
function impersonators(own: Entry): readonly AttributeFinding[] {
  const attribute = "msDS-AllowedToActOnBehalfOfOtherIdentity";
  const bytes = bytesOf(own, attribute);
  if (bytes === null) return [];
  const descriptor = readDescriptor(bytes, `${attribute} of ${own.distinguishedName}`);
  if (!("observed" in descriptor)) throw new DamagedValueError(attribute, own.distinguishedName, "no descriptor");
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

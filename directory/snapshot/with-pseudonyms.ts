/** A snapshot whose names are pseudonyms, and what gives them back. */
import { randomUUID } from "node:crypto";
import { parseDistinguishedName } from "../../catalogue/distinguished-name.ts";
import { DamagedValueError } from "../damaged-value.ts";
import type { Entry } from "../entries.ts";
import { sidOf, textOf } from "../entry-values.ts";
import { splitSid, wellKnownSidName } from "../security/sid.ts";
import { domainRids, firstOwnRid } from "../security/well-known-sids.ts";
import type { Snapshot } from "./format.ts";
import { type NamesBehind, Pseudonyms } from "./pseudonyms.ts";
import { renameSnapshot } from "./renamed.ts";

/** Nothing leads back from the result to the names but `behind`, for pseudonyms are random. */
export function withPseudonyms(snapshot: Snapshot): { readonly renamed: Snapshot; readonly behind: NamesBehind } {
  const pseudonyms = new Pseudonyms(keptNames(snapshot));
  // Names come to be known where they stand by themselves; then those in sentences are found.
  renameSnapshot(snapshot, pseudonyms);
  const renamed = { ...renameSnapshot(snapshot, pseudonyms), pseudonyms: randomUUID() };
  return { renamed, behind: pseudonyms.behind() };
}

/** Containers and objects that every forest has, by common name; in lower case. Source: MS-ADTS 6.1.1. */
const everywhere = [
  "AdminSDHolder",
  "AuthN Policy Configuration",
  "AuthN Policies",
  "AuthN Silos",
  "Builtin",
  "Computers",
  "Configuration",
  "Default Domain Policy",
  "Default-First-Site-Name",
  "Deleted Objects",
  "Device Registration Configuration",
  "Directory Service",
  "Display Specifiers",
  "Domain Controllers",
  "DomainDnsZones",
  "Extended-Rights",
  "ForeignSecurityPrincipals",
  "ForestDnsZones",
  "Group Key Distribution Service",
  "Infrastructure",
  "IP Security",
  "Keys",
  "LostAndFound",
  "Machine",
  "Managed Service Accounts",
  "Master Root Keys",
  "Microsoft",
  "MicrosoftDNS",
  "Microsoft Exchange",
  "Microsoft Exchange Security Groups",
  "Microsoft Exchange System Objects",
  "NTDS Quotas",
  "Optional Features",
  "Partitions",
  "Password Settings Container",
  "Policies",
  "Program Data",
  "Recycle Bin Feature",
  "RegisteredDevices",
  "Schema",
  "Server",
  "Services",
  "Sites",
  "System",
  "TPM Devices",
  "User",
  "Users",
  "Windows NT",
  "WinsockServices",
  "WMIPolicy",
].map((name) => name.toLowerCase());

/** Names that products give, and by which they are told. */
const products = ["provAgentgMSA", "AZUREADSSOACC", "ADToAADSyncServiceAccount", "NT AUTHORITY", "BUILTIN"].map(
  (name) => name.toLowerCase(),
);

/** Accounts that people rename so that nobody guesses the name; by RID, with the name that is no secret. */
const oftenRenamed: ReadonlyMap<number, string> = new Map([
  [domainRids.administrator, "administrator"],
  [domainRids.guest, "guest"],
]);

function keptNames(snapshot: Snapshot): ReadonlySet<string> {
  const kept = new Set([...everywhere, ...products]);
  const issuers = new Set(snapshot.domains.flatMap(({ sid }) => ("observed" in sid ? [sid.observed] : [])));
  const keep = (sid: string | null, distinguishedName: string, samAccountName: string | null) => {
    if (sid === null || !isEverywhere(sid, issuers)) return;
    const usual = sid.startsWith("S-1-5-21-") ? oftenRenamed.get(splitSid(sid).rid) : undefined;
    const [own] = parseDistinguishedName(distinguishedName) ?? [];
    for (const name of [own?.value?.toLowerCase(), samAccountName?.toLowerCase()])
      if (name && (usual === undefined || name === usual)) kept.add(name);
  };
  for (const { sid, distinguishedName, samAccountName } of snapshot.objects)
    keep(sid, distinguishedName, samAccountName);
  for (const { answer } of snapshot.memberships) {
    if ("unavailable" in answer) continue;
    for (const { sid, distinguishedName, samAccountName } of answer.groups.groups)
      keep(sid, distinguishedName, samAccountName);
  }
  for (const { answer } of snapshot.entries) {
    if ("unavailable" in answer) continue;
    for (const entry of answer.entries) {
      const sid = sidIn(entry);
      if (sid !== null) keep(sid, entry.distinguishedName, textOf(entry, "sAMAccountName"));
    }
  }
  return kept;
}

/** Null for bytes that are none: a name that nobody is known by is kept by nothing. */
function sidIn(entry: Entry): string | null {
  try {
    return sidOf(entry);
  } catch (error) {
    if (error instanceof DamagedValueError) return null;
    throw error;
  }
}

/** A RID means something under the identifier of a domain of this forest only. */
function isEverywhere(sid: string, issuers: ReadonlySet<string>): boolean {
  if (wellKnownSidName(sid) !== undefined || !sid.startsWith("S-1-5-21-")) return true;
  const { domain, rid } = splitSid(sid);
  return issuers.has(domain) && rid < firstOwnRid;
}

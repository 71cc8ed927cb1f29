/**
 * Security descriptors as people read them: the security descriptor definition language.
 * Source: MS-DTYP 2.5.1, https://learn.microsoft.com/windows/win32/secauthz/ace-strings
 */
import { entryType } from "./access-control-entry.ts";
import {
  type AccessControlEntry,
  type AccessControlList,
  controlFlags,
  isObjectEntry,
  type SecurityDescriptor,
} from "./security-descriptor.ts";
import { builtinDomainSid, builtinRids, domainRids, wellKnownSids } from "./well-known-sids.ts";

/** The domains which abbreviations such as `DA` refer to; without them, accounts of a domain stand as plain `S-1-5-21-…`. */
export interface SddlDomains {
  /** Security identifier of the object's domain. */
  readonly domain?: string;
  /** Security identifier of the forest root domain, to which `EA`, `SA`, `RO` and `EK` are relative. */
  readonly forestRoot?: string;
}

const absoluteAliases: ReadonlyMap<string, string> = new Map<string, string>([
  [wellKnownSids.everyone, "WD"],
  [wellKnownSids.creatorOwner, "CO"],
  [wellKnownSids.creatorGroup, "CG"],
  [wellKnownSids.ownerRights, "OW"],
  [wellKnownSids.network, "NU"],
  [wellKnownSids.interactive, "IU"],
  [wellKnownSids.service, "SU"],
  [wellKnownSids.anonymous, "AN"],
  [wellKnownSids.enterpriseDomainControllers, "ED"],
  [wellKnownSids.self, "PS"],
  [wellKnownSids.authenticatedUsers, "AU"],
  [wellKnownSids.restrictedCode, "RC"],
  [wellKnownSids.system, "SY"],
  [wellKnownSids.localService, "LS"],
  [wellKnownSids.networkService, "NS"],
  [wellKnownSids.writeRestrictedCode, "WR"],
]);

const builtinAliases: ReadonlyMap<number, string> = new Map<number, string>([
  [builtinRids.administrators, "BA"],
  [builtinRids.users, "BU"],
  [builtinRids.guests, "BG"],
  [builtinRids.powerUsers, "PU"],
  [builtinRids.accountOperators, "AO"],
  [builtinRids.serverOperators, "SO"],
  [builtinRids.printOperators, "PO"],
  [builtinRids.backupOperators, "BO"],
  [builtinRids.replicator, "RE"],
  [builtinRids.preWindows2000CompatibleAccess, "RU"],
  [builtinRids.remoteDesktopUsers, "RD"],
  [builtinRids.networkConfigurationOperators, "NO"],
  [builtinRids.performanceMonitorUsers, "MU"],
  [builtinRids.performanceLogUsers, "LU"],
  [builtinRids.iisUsers, "IS"],
  [builtinRids.cryptographicOperators, "CY"],
  [builtinRids.eventLogReaders, "ER"],
  [builtinRids.certificateServiceDcomAccess, "CD"],
  [builtinRids.rdsRemoteAccessServers, "RA"],
  [builtinRids.rdsEndpointServers, "ES"],
  [builtinRids.rdsManagementServers, "MS"],
  [builtinRids.hyperVAdministrators, "HA"],
  [builtinRids.accessControlAssistanceOperators, "AA"],
  [builtinRids.remoteManagementUsers, "RM"],
]);

const domainAliases: ReadonlyMap<number, string> = new Map<number, string>([
  [domainRids.administrator, "LA"],
  [domainRids.guest, "LG"],
  [domainRids.domainAdmins, "DA"],
  [domainRids.domainUsers, "DU"],
  [domainRids.domainGuests, "DG"],
  [domainRids.domainComputers, "DC"],
  [domainRids.domainControllers, "DD"],
  [domainRids.certPublishers, "CA"],
  [domainRids.groupPolicyCreatorOwners, "PA"],
  [domainRids.cloneableDomainControllers, "CN"],
  [domainRids.protectedUsers, "AP"],
  [domainRids.keyAdmins, "KA"],
  [domainRids.rasAndIasServers, "RS"],
]);

const forestRootAliases: ReadonlyMap<number, string> = new Map<number, string>([
  [domainRids.enterpriseReadOnlyDomainControllers, "RO"],
  [domainRids.schemaAdmins, "SA"],
  [domainRids.enterpriseAdmins, "EA"],
  [domainRids.enterpriseKeyAdmins, "EK"],
]);

/** The two-letter abbreviation of a security identifier, or the identifier itself where there is none. */
export function sidToSddl(sid: string, domains: SddlDomains = {}): string {
  const end = sid.lastIndexOf("-");
  const authority = sid.slice(0, end);
  const rid = Number(sid.slice(end + 1));
  return (
    absoluteAliases.get(sid) ??
    (authority === builtinDomainSid ? builtinAliases.get(rid) : undefined) ??
    (authority === domains.domain ? domainAliases.get(rid) : undefined) ??
    (authority === domains.forestRoot ? forestRootAliases.get(rid) : undefined) ??
    sid
  );
}

const typeLetters: Readonly<Record<Exclude<AccessControlEntry["kind"], "unknown">, string | undefined>> = {
  allow: "A",
  deny: "D",
  audit: "AU",
  "allow object": "OA",
  "deny object": "OD",
  "audit object": "OU",
  "allow callback": "XA",
  "deny callback": "XD",
  "audit callback": "XU",
  "allow callback object": "ZA",
  "deny callback object": undefined,
  "audit callback object": undefined,
  "mandatory label": "ML",
  "resource attribute": "RA",
  "scoped policy": "SP",
};

const flagLetters = [
  [0x01, "OI"],
  [0x02, "CI"],
  [0x04, "NP"],
  [0x08, "IO"],
  [0x10, "ID"],
  [0x40, "SA"],
  [0x80, "FA"],
] as const;

const rightLetters = [
  [0x1, "CC"],
  [0x2, "DC"],
  [0x4, "LC"],
  [0x8, "SW"],
  [0x10, "RP"],
  [0x20, "WP"],
  [0x40, "DT"],
  [0x80, "LO"],
  [0x100, "CR"],
  [0x1_0000, "SD"],
  [0x2_0000, "RC"],
  [0x4_0000, "WD"],
  [0x8_0000, "WO"],
  [0x1000_0000, "GA"],
  [0x2000_0000, "GX"],
  [0x4000_0000, "GW"],
  [0x8000_0000, "GR"],
] as const;

/** The letters of the bits set, or the number in hexadecimal where a bit has no letters. */
function letters(value: number, table: readonly (readonly [bit: number, letters: string])[]): string {
  let rest = value;
  let text = "";
  for (const [bit, name] of table) {
    if ((rest & bit) === 0) continue;
    text += name;
    rest &= ~bit;
  }
  return rest === 0 ? text : hexadecimal(value);
}

function hexadecimal(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

/**
 * One entry, `(OA;CI;RP;<object type>;<inherited object type>;<trustee>)`.
 *
 * For reading, not for parsing, are entries that the language cannot express: types without letters stand as a number,
 * and the bytes of a condition, of a resource attribute or of an unknown entry as `#` with hexadecimal digits.
 */
export function entryToSddl(entry: AccessControlEntry, domains: SddlDomains = {}): string {
  const flags = letters(entry.flags, flagLetters);
  if (entry.kind === "unknown") return `(${hexadecimal(entry.type)};${flags};#${hexadecimalDigits(entry.body)})`;
  const objectTypes = isObjectEntry(entry) ? [entry.objectType ?? "", entry.inheritedObjectType ?? ""] : ["", ""];
  return `(${[
    typeLetters[entry.kind] ?? hexadecimal(entryType(entry)),
    flags,
    letters(entry.mask, rightLetters),
    ...objectTypes,
    sidToSddl(entry.trustee, domains),
    ...(entry.applicationData === undefined ? [] : [`#${hexadecimalDigits(entry.applicationData)}`]),
  ].join(";")})`;
}

function hexadecimalDigits(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** A whole descriptor, `O:…G:…D:…S:…`; the limits of `entryToSddl` hold for its entries. */
export function toSddl(descriptor: SecurityDescriptor, domains: SddlDomains = {}): string {
  const { control, owner, group, dacl, sacl } = descriptor;
  const has = (flag: number): boolean => (control & flag) !== 0;
  let text = "";
  if (owner !== null) text += `O:${sidToSddl(owner, domains)}`;
  if (group !== null) text += `G:${sidToSddl(group, domains)}`;
  if (has(controlFlags.daclPresent)) {
    text += "D:";
    if (has(controlFlags.daclProtected)) text += "P";
    if (has(controlFlags.daclInheritRequired)) text += "AR";
    if (has(controlFlags.daclAutoInherited)) text += "AI";
    text += listToSddl(dacl, domains);
  }
  if (has(controlFlags.saclPresent)) {
    text += "S:";
    if (has(controlFlags.saclProtected)) text += "P";
    if (has(controlFlags.saclInheritRequired)) text += "AR";
    if (has(controlFlags.saclAutoInherited)) text += "AI";
    text += listToSddl(sacl, domains);
  }
  return text;
}

function listToSddl(list: AccessControlList | null, domains: SddlDomains): string {
  return list === null ? "NO_ACCESS_CONTROL" : list.entries.map((entry) => entryToSddl(entry, domains)).join("");
}

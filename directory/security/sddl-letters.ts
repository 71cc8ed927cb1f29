/**
 * The letters of the security descriptor definition language, for writing and for reading it.
 * Source: MS-DTYP 2.5.1.1, https://learn.microsoft.com/windows/win32/secauthz/sid-strings
 */

import type { EntryKind } from "./access-control-entry.ts";
import { accessRights } from "./access-mask.ts";
import { controlFlags, entryFlags } from "./security-descriptor.ts";
import { builtinRids, domainRids, wellKnownSids } from "./well-known-sids.ts";

/** The domains which abbreviations such as `DA` refer to; without them, accounts of a domain stand as plain `S-1-5-21-…`. */
export interface SddlDomains {
  /** Security identifier of the object's domain. */
  readonly domain?: string;
  /** Security identifier of the forest root domain, to which `EA`, `SA`, `RO` and `EK` are relative. */
  readonly forestRoot?: string;
}

export const absoluteAliases: ReadonlyMap<string, string> = new Map<string, string>([
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
  ["S-1-5-84-0-0-0-0-0", "UD"],
  ["S-1-15-2-1", "AC"],
  ["S-1-16-4096", "LW"],
  ["S-1-16-8192", "ME"],
  ["S-1-16-8448", "MP"],
  ["S-1-16-12288", "HI"],
  ["S-1-16-16384", "SI"],
  ["S-1-18-1", "AS"],
  ["S-1-18-2", "SS"],
]);

export const builtinAliases: ReadonlyMap<number, string> = new Map<number, string>([
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

export const domainAliases: ReadonlyMap<number, string> = new Map<number, string>([
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

export const forestRootAliases: ReadonlyMap<number, string> = new Map<number, string>([
  [domainRids.enterpriseReadOnlyDomainControllers, "RO"],
  [domainRids.schemaAdmins, "SA"],
  [domainRids.enterpriseAdmins, "EA"],
  [domainRids.enterpriseKeyAdmins, "EK"],
]);

export const typeLetters: ReadonlyMap<EntryKind, string> = new Map<EntryKind, string>([
  ["allow", "A"],
  ["deny", "D"],
  ["audit", "AU"],
  ["allow object", "OA"],
  ["deny object", "OD"],
  ["audit object", "OU"],
  ["allow callback", "XA"],
  ["deny callback", "XD"],
  ["audit callback", "XU"],
  ["allow callback object", "ZA"],
  ["mandatory label", "ML"],
  ["resource attribute", "RA"],
  ["scoped policy", "SP"],
]);

export const flagLetters = [
  [entryFlags.objectInherit, "OI"],
  [entryFlags.containerInherit, "CI"],
  [entryFlags.noPropagateInherit, "NP"],
  [entryFlags.inheritOnly, "IO"],
  [entryFlags.inherited, "ID"],
  [entryFlags.successfulAccess, "SA"],
  [entryFlags.failedAccess, "FA"],
] as const;

export const rightLetters = [
  [accessRights.createChild, "CC"],
  [accessRights.deleteChild, "DC"],
  [accessRights.listContents, "LC"],
  [accessRights.writeSelf, "SW"],
  [accessRights.readProperty, "RP"],
  [accessRights.writeProperty, "WP"],
  [accessRights.deleteTree, "DT"],
  [accessRights.listObject, "LO"],
  [accessRights.controlAccess, "CR"],
  [accessRights.delete, "SD"],
  [accessRights.readControl, "RC"],
  [accessRights.writeDacl, "WD"],
  [accessRights.writeOwner, "WO"],
  [accessRights.genericAll, "GA"],
  [accessRights.genericExecute, "GX"],
  [accessRights.genericWrite, "GW"],
  [accessRights.genericRead, "GR"],
] as const;

/** Rights of files and registry keys, which some texts use for directory objects too; read, never written. */
export const combinedRightLetters = [
  [0x1f_01ff, "FA"],
  [0x12_0089, "FR"],
  [0x12_0116, "FW"],
  [0x12_00a0, "FX"],
  [0xf_003f, "KA"],
  [0x2_0019, "KR"],
  [0x2_0006, "KW"],
  [0x2_0019, "KX"],
] as const;

/** What the flags before the entries of a list stand for. */
export const listFlagLetters = {
  D: [
    [controlFlags.daclProtected, "P"],
    [controlFlags.daclInheritRequired, "AR"],
    [controlFlags.daclAutoInherited, "AI"],
  ],
  S: [
    [controlFlags.saclProtected, "P"],
    [controlFlags.saclInheritRequired, "AR"],
    [controlFlags.saclAutoInherited, "AI"],
  ],
} as const;

/** In place of entries: a list that is present and null. */
export const nullListLetters = "NO_ACCESS_CONTROL";

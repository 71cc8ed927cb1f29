/**
 * Security identifiers that mean the same everywhere, and the last parts (RIDs) that mean the same in every domain.
 * Source: MS-DTYP 2.4.2.4, https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers
 */
export const wellKnownSids = {
  nobody: "S-1-0-0",
  everyone: "S-1-1-0",
  local: "S-1-2-0",
  consoleLogon: "S-1-2-1",
  creatorOwner: "S-1-3-0",
  creatorGroup: "S-1-3-1",
  ownerRights: "S-1-3-4",
  dialup: "S-1-5-1",
  network: "S-1-5-2",
  batch: "S-1-5-3",
  interactive: "S-1-5-4",
  service: "S-1-5-6",
  anonymous: "S-1-5-7",
  enterpriseDomainControllers: "S-1-5-9",
  self: "S-1-5-10",
  authenticatedUsers: "S-1-5-11",
  restrictedCode: "S-1-5-12",
  terminalServerUser: "S-1-5-13",
  remoteInteractiveLogon: "S-1-5-14",
  thisOrganization: "S-1-5-15",
  system: "S-1-5-18",
  localService: "S-1-5-19",
  networkService: "S-1-5-20",
  writeRestrictedCode: "S-1-5-33",
  otherOrganization: "S-1-5-1000",
} as const;

/** Every security identifier below this one is a group of the BUILTIN domain, local to one domain or one computer. */
export const builtinDomainSid = "S-1-5-32";

/** Last parts of the groups in the BUILTIN domain. */
export const builtinRids = {
  administrators: 544,
  users: 545,
  guests: 546,
  powerUsers: 547,
  accountOperators: 548,
  serverOperators: 549,
  printOperators: 550,
  backupOperators: 551,
  replicator: 552,
  preWindows2000CompatibleAccess: 554,
  remoteDesktopUsers: 555,
  networkConfigurationOperators: 556,
  incomingForestTrustBuilders: 557,
  performanceMonitorUsers: 558,
  performanceLogUsers: 559,
  windowsAuthorizationAccessGroup: 560,
  terminalServerLicenseServers: 561,
  distributedComUsers: 562,
  iisUsers: 568,
  cryptographicOperators: 569,
  eventLogReaders: 573,
  certificateServiceDcomAccess: 574,
  rdsRemoteAccessServers: 575,
  rdsEndpointServers: 576,
  rdsManagementServers: 577,
  hyperVAdministrators: 578,
  accessControlAssistanceOperators: 579,
  remoteManagementUsers: 580,
  storageReplicaAdministrators: 582,
} as const;

/** Accounts and groups with a lower last part are those that every domain has. Source: MS-DTYP 2.4.2.4. */
export const firstOwnRid = 1000;

/** Last parts of the accounts and groups that every domain has; those marked exist in the forest root domain only. */
export const domainRids = {
  /** Forest root domain: its read-only domain controllers' group spans the forest. */
  enterpriseReadOnlyDomainControllers: 498,
  administrator: 500,
  guest: 501,
  krbtgt: 502,
  domainAdmins: 512,
  domainUsers: 513,
  domainGuests: 514,
  domainComputers: 515,
  domainControllers: 516,
  certPublishers: 517,
  /** Forest root domain only. */
  schemaAdmins: 518,
  /** Forest root domain only. */
  enterpriseAdmins: 519,
  groupPolicyCreatorOwners: 520,
  readOnlyDomainControllers: 521,
  cloneableDomainControllers: 522,
  protectedUsers: 525,
  keyAdmins: 526,
  /** Forest root domain only. */
  enterpriseKeyAdmins: 527,
  rasAndIasServers: 553,
  allowedRodcPasswordReplicationGroup: 571,
  deniedRodcPasswordReplicationGroup: 572,
} as const;

const names: ReadonlyMap<string, string> = new Map([
  [wellKnownSids.nobody, "Nobody"],
  [wellKnownSids.everyone, "Everyone"],
  [wellKnownSids.local, "Local"],
  [wellKnownSids.consoleLogon, "Console Logon"],
  [wellKnownSids.creatorOwner, "Creator Owner"],
  [wellKnownSids.creatorGroup, "Creator Group"],
  [wellKnownSids.ownerRights, "Owner Rights"],
  [wellKnownSids.dialup, "Dialup"],
  [wellKnownSids.network, "Network"],
  [wellKnownSids.batch, "Batch"],
  [wellKnownSids.interactive, "Interactive"],
  [wellKnownSids.service, "Service"],
  [wellKnownSids.anonymous, "Anonymous Logon"],
  [wellKnownSids.enterpriseDomainControllers, "Enterprise Domain Controllers"],
  [wellKnownSids.self, "Self"],
  [wellKnownSids.authenticatedUsers, "Authenticated Users"],
  [wellKnownSids.restrictedCode, "Restricted"],
  [wellKnownSids.terminalServerUser, "Terminal Server User"],
  [wellKnownSids.remoteInteractiveLogon, "Remote Interactive Logon"],
  [wellKnownSids.thisOrganization, "This Organization"],
  [wellKnownSids.system, "Local System"],
  [wellKnownSids.localService, "Local Service"],
  [wellKnownSids.networkService, "Network Service"],
  [wellKnownSids.writeRestrictedCode, "Write Restricted"],
  [wellKnownSids.otherOrganization, "Other Organization"],
  [builtinDomainSid, "BUILTIN"],
  ...(
    [
      [builtinRids.administrators, "Administrators"],
      [builtinRids.users, "Users"],
      [builtinRids.guests, "Guests"],
      [builtinRids.powerUsers, "Power Users"],
      [builtinRids.accountOperators, "Account Operators"],
      [builtinRids.serverOperators, "Server Operators"],
      [builtinRids.printOperators, "Print Operators"],
      [builtinRids.backupOperators, "Backup Operators"],
      [builtinRids.replicator, "Replicator"],
      [builtinRids.preWindows2000CompatibleAccess, "Pre-Windows 2000 Compatible Access"],
      [builtinRids.remoteDesktopUsers, "Remote Desktop Users"],
      [builtinRids.networkConfigurationOperators, "Network Configuration Operators"],
      [builtinRids.incomingForestTrustBuilders, "Incoming Forest Trust Builders"],
      [builtinRids.performanceMonitorUsers, "Performance Monitor Users"],
      [builtinRids.performanceLogUsers, "Performance Log Users"],
      [builtinRids.windowsAuthorizationAccessGroup, "Windows Authorization Access Group"],
      [builtinRids.terminalServerLicenseServers, "Terminal Server License Servers"],
      [builtinRids.distributedComUsers, "Distributed COM Users"],
      [builtinRids.iisUsers, "IIS_IUSRS"],
      [builtinRids.cryptographicOperators, "Cryptographic Operators"],
      [builtinRids.eventLogReaders, "Event Log Readers"],
      [builtinRids.certificateServiceDcomAccess, "Certificate Service DCOM Access"],
      [builtinRids.rdsRemoteAccessServers, "RDS Remote Access Servers"],
      [builtinRids.rdsEndpointServers, "RDS Endpoint Servers"],
      [builtinRids.rdsManagementServers, "RDS Management Servers"],
      [builtinRids.hyperVAdministrators, "Hyper-V Administrators"],
      [builtinRids.accessControlAssistanceOperators, "Access Control Assistance Operators"],
      [builtinRids.remoteManagementUsers, "Remote Management Users"],
      [builtinRids.storageReplicaAdministrators, "Storage Replica Administrators"],
    ] as const
  ).map(([rid, name]): [string, string] => [`${builtinDomainSid}-${rid}`, `BUILTIN\\${name}`]),
]);

/** The English name of a security identifier that is the same everywhere; undefined for accounts of a domain. */
export function wellKnownSidName(sid: string): string | undefined {
  return names.get(sid);
}

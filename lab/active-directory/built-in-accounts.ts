/**
 * Accounts that a new domain has without anybody describing them, by sAMAccountName.
 *
 * Source: https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-groups, as far as Samba
 * makes them.
 */
export const builtInGroups = [
  "Account Operators",
  "Administrators",
  "Allowed RODC Password Replication Group",
  "Backup Operators",
  "Cert Publishers",
  "Certificate Service DCOM Access",
  "Cryptographic Operators",
  "Denied RODC Password Replication Group",
  "Distributed COM Users",
  "Domain Admins",
  "Domain Computers",
  "Domain Controllers",
  "Domain Guests",
  "Domain Users",
  "Enterprise Admins",
  "Enterprise Read-only Domain Controllers",
  "Event Log Readers",
  "Group Policy Creator Owners",
  "Guests",
  "IIS_IUSRS",
  "Incoming Forest Trust Builders",
  "Network Configuration Operators",
  "Performance Log Users",
  "Performance Monitor Users",
  "Pre-Windows 2000 Compatible Access",
  "Print Operators",
  "Protected Users",
  "RAS and IAS Servers",
  "Read-only Domain Controllers",
  "Remote Desktop Users",
  "Replicator",
  "Schema Admins",
  "Server Operators",
  "Terminal Server License Servers",
  "Users",
  "Windows Authorization Access Group",
] as const;

export const builtInUsers = ["Administrator", "Guest", "krbtgt"] as const;

/**
 * Identities that are no objects of the domain, with their security identifiers.
 *
 * Source: https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers
 */
export const wellKnownIdentities = {
  Everyone: "S-1-1-0",
  "Enterprise Domain Controllers": "S-1-5-9",
  SELF: "S-1-5-10",
  "Authenticated Users": "S-1-5-11",
  SYSTEM: "S-1-5-18",
} as const;

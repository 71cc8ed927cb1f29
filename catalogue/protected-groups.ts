/**
 * The groups that Active Directory protects through AdminSDHolder since Windows Server 2008. Key Admins and Enterprise
 * Key Admins are not among them; the accounts Administrator and krbtgt are, but are no groups.
 *
 * Sources: Appendix C,
 * https://learn.microsoft.com/windows-server/identity/ad-ds/plan/security-best-practices/appendix-c--protected-accounts-and-groups-in-active-directory
 * and MS-ADTS 3.1.1.6.1.2, which says whose members are protected too,
 * https://learn.microsoft.com/openspecs/windows_protocols/ms-adts/a0d0b4fa-2895-4c64-b182-ba64ad0f84b8
 */
export interface ProtectedGroup {
  readonly title: string;
  /** Which security identifier the RID follows: that of the domain, of the forest root domain, or `S-1-5-32`. */
  readonly relativeTo: "domain" | "forest root" | "builtin";
  readonly rid: number;
  /** Whether members, direct and transitive, are protected as the group itself is. */
  readonly protectsMembers: boolean;
}

export const protectedGroups = [
  { title: "Domain Admins", relativeTo: "domain", rid: 512, protectsMembers: true },
  { title: "Domain Controllers", relativeTo: "domain", rid: 516, protectsMembers: false },
  { title: "Read-only Domain Controllers", relativeTo: "domain", rid: 521, protectsMembers: false },
  { title: "Schema Admins", relativeTo: "forest root", rid: 518, protectsMembers: true },
  { title: "Enterprise Admins", relativeTo: "forest root", rid: 519, protectsMembers: true },
  { title: "Administrators", relativeTo: "builtin", rid: 544, protectsMembers: true },
  { title: "Account Operators", relativeTo: "builtin", rid: 548, protectsMembers: true },
  { title: "Server Operators", relativeTo: "builtin", rid: 549, protectsMembers: true },
  { title: "Print Operators", relativeTo: "builtin", rid: 550, protectsMembers: true },
  { title: "Backup Operators", relativeTo: "builtin", rid: 551, protectsMembers: true },
  { title: "Replicator", relativeTo: "builtin", rid: 552, protectsMembers: true },
] as const satisfies readonly ProtectedGroup[];

/**
 * Who controls a domain anyway: their rights over an account are no finding. Organizations add their own.
 *
 * Sources: https://learn.microsoft.com/security/privileged-access-workstations/privileged-access-access-model and
 * MS-DTYP 2.4.2.4. Key Admins and Enterprise Key Admins write sign-in keys of every account by default, administrators'
 * too. The operator groups are not among them: they are empty unless somebody fills them, and should stay so.
 */
export interface TierZeroGroup {
  readonly title: string;
  /** Which security identifier the RID follows: that of a domain, or `S-1-5-32`; an absolute one has none before it. */
  readonly identifier: { readonly domainRid: number } | { readonly builtinRid: number } | { readonly sid: string };
}

export const tierZeroGroups: readonly TierZeroGroup[] = [
  { title: "Local System", identifier: { sid: "S-1-5-18" } },
  { title: "Enterprise Domain Controllers", identifier: { sid: "S-1-5-9" } },
  { title: "Administrators", identifier: { builtinRid: 544 } },
  { title: "Administrator", identifier: { domainRid: 500 } },
  { title: "Domain Admins", identifier: { domainRid: 512 } },
  { title: "Domain Controllers", identifier: { domainRid: 516 } },
  { title: "Schema Admins", identifier: { domainRid: 518 } },
  { title: "Enterprise Admins", identifier: { domainRid: 519 } },
  { title: "Key Admins", identifier: { domainRid: 526 } },
  { title: "Enterprise Key Admins", identifier: { domainRid: 527 } },
];

/**
 * Who controls a domain anyway: their rights over an account are no finding. Organizations add their own.
 *
 * Sources: https://learn.microsoft.com/security/privileged-access-workstations/privileged-access-access-model and
 * MS-DTYP 2.4.2.4. Key Admins and Enterprise Key Admins write sign-in keys of every account by default, administrators'
 * too. The operator groups are not among them: they are empty unless someone fills them, and should stay so.
 */
export interface TierZeroGroup {
  readonly title: string;
  /**
   * Which security identifier the RID follows: that of any domain of the forest, of its root domain, or `S-1-5-32`; an
   * absolute one has none before it.
   */
  readonly identifier:
    | { readonly relativeTo: "domain" | "forest root" | "builtin"; readonly rid: number }
    | { readonly sid: string };
}

export const tierZeroGroups: readonly TierZeroGroup[] = [
  { title: "Local System", identifier: { sid: "S-1-5-18" } },
  { title: "Enterprise Domain Controllers", identifier: { sid: "S-1-5-9" } },
  { title: "Administrators", identifier: { relativeTo: "builtin", rid: 544 } },
  { title: "Administrator", identifier: { relativeTo: "domain", rid: 500 } },
  { title: "Domain Admins", identifier: { relativeTo: "domain", rid: 512 } },
  { title: "Domain Controllers", identifier: { relativeTo: "domain", rid: 516 } },
  { title: "Schema Admins", identifier: { relativeTo: "forest root", rid: 518 } },
  { title: "Enterprise Admins", identifier: { relativeTo: "forest root", rid: 519 } },
  { title: "Key Admins", identifier: { relativeTo: "domain", rid: 526 } },
  { title: "Enterprise Key Admins", identifier: { relativeTo: "forest root", rid: 527 } },
];

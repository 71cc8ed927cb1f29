/** A Key Vault that was deleted, and still holds its name. */
export interface DeletedVault {
  /** Days of the calendar, `2026-11-22`. */
  readonly deletedOn: string;
  /** From when on the name is free, unless someone purges the vault before, which purge protection forbids. */
  readonly freeOn: string;
  readonly purgeProtection: boolean;
}

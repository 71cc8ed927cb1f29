/** Inputs of the resources in Azure: what is declared beside what was observed, as the rules see it. */
import type { Fact } from "../catalogue/fact.ts";
import type { DeletedVault } from "../tenant/facts/vault.ts";

export interface VaultNameInputs {
  readonly name: string;
  /** Whether a deleted vault of the name is to be brought back. */
  readonly recover: boolean;
  /** Null where no deleted vault of the subscription has the name. */
  readonly observed: Fact<DeletedVault | null>;
}

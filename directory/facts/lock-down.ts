/** The object of an account beside the form in which Microsoft documents that it is locked down. */
export interface LockDown {
  /** Whether entries of the containers above reach it. */
  readonly inherits: boolean;
  /** Null when the descriptor names none. */
  readonly owner: {
    readonly name: string;
    /** Whether it is an administrator of the domain or the forest anyway. */
    readonly administrative: boolean;
    /** Whether an entry for OWNER RIGHTS takes from the owner what every owner has. */
    readonly restrained: boolean;
  } | null;
  /** Entries for others that let them change something; in stored order, at most 20, with the full count. */
  readonly surplus: {
    readonly count: number;
    /** Each entry in SDDL. */
    readonly sample: readonly { readonly trustee: string; readonly entry: string }[];
  };
  /** Names of those who lack what the documented form gives them. */
  readonly missing: readonly string[];
}

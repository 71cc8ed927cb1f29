import type { SchemaNames } from "./schema-names.ts";

/** The object of an account beside the form in which Microsoft documents that it is locked down. */
export interface LockDown {
  /** Whether entries of the containers above reach it. */
  readonly inherits: boolean;
  /** Null when the descriptor names none. */
  readonly owner: {
    readonly name: string;
    /** Absent in what an older version observed. */
    readonly sid?: string;
    /** Whether it is an administrator of the domain or the forest anyway. */
    readonly administrative: boolean;
    /** Whether an entry for OWNER RIGHTS takes from the owner what every owner has. */
    readonly restrained: boolean;
  } | null;
  /**
   * Entries for others that let them change something; those that someone made before those that objects of every domain
   * have, at most 20, with the full count.
   */
  readonly surplus: {
    readonly count: number;
    readonly sample: readonly {
      readonly trustee: string;
      /** In SDDL. */
      readonly entry: string;
      /**
       * Of an entry that is inherited, where it was made; null where that is not seen. Absent for one of the object's own, and
       * in what an older version observed.
       */
      readonly origin?: {
        /** Distinguished name of a container above. */
        readonly on: string;
        /** As it stands there. */
        readonly entry: string;
      } | null;
      /** Whether it is for a group to which Windows gives such an entry on objects of every domain. */
      readonly usual?: boolean;
      /** Where it is about something of the forest's own. */
      readonly names?: SchemaNames;
    }[];
  };
  /** Names of those who lack what the documented form gives them. */
  readonly missing: readonly string[];
}

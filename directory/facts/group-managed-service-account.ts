import type { Fact } from "../../catalogue/fact.ts";
import type { AccountObservation, FoundAccount, Grant } from "./account.ts";
import type { LockDown } from "./lock-down.ts";
import type { DomainPasswordPolicy, LogonFacts } from "./logon.ts";
import type { DomainPermissions } from "./permissions.ts";
import type { Retriever, Takeover } from "./takeover.ts";

export interface GroupManagedServiceAccountObservation extends AccountObservation {
  readonly details: {
    readonly enabled: Fact<boolean>;
    readonly logon: LogonFacts;
    readonly lockDown: Fact<LockDown>;
    /** The declared servers, in the order declared. */
    readonly servers: readonly {
      /** As declared. */
      readonly server: string;
      /** The computer's object; null when no such object was seen. */
      readonly computer: Fact<FoundAccount | null>;
      /** False where no such computer was seen. */
      readonly enabled: Fact<boolean>;
      /** msDS-SupportedEncryptionTypes; null when the attribute is absent. An earlier version did not observe it. */
      readonly encryptionTypes?: Fact<number | null>;
      readonly mayRetrieve: Fact<Grant>;
      /** Whether it retrieves it only through a group, or an identity, that holds everyone of a kind. */
      readonly onlyAsEveryone: Fact<boolean>;
    }[];
    /**
     * Retrievers that are neither a declared server nor a group through which one retrieves, at most 20. Groups that
     * hold every computer of the domain, or everyone, are always among them.
     */
    readonly others: Fact<{ readonly count: number; readonly sample: readonly Retriever[] }>;
    /** msDS-SupportedEncryptionTypes; null when the attribute is absent. */
    readonly encryptionTypes: Fact<number | null>;
    /** Of the account itself first, then of the groups through which servers retrieve its password. */
    readonly takeover: Fact<readonly Takeover[]>;
    /** One row a domain of the forest, ordered by name. */
    readonly permissions: readonly DomainPermissions[];
    /** One row a domain of the forest, ordered by name. */
    readonly passwordPolicies: readonly DomainPasswordPolicy[];
  } | null;
}

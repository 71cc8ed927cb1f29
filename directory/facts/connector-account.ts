import type { Fact } from "../../catalogue/fact.ts";
import type { AccountObservation, Grant, Membership } from "./account.ts";
import type { LockDown } from "./lock-down.ts";
import type { DomainPasswordPolicy, LogonFacts } from "./logon.ts";
import type { DomainPermissions } from "./permissions.ts";
import type { Takeover } from "./takeover.ts";

/** What the domain controller let the account do itself, beside what was computed for it. */
export interface ConnectorAccountProbe {
  /** Null when it could sign in; why not, where that lies in the account. */
  readonly logon: Fact<string | null>;
  /** Questions that have both answers. */
  readonly compared: number;
  /** Those with different answers, at most 20, with the full count. */
  readonly contradictions: {
    readonly count: number;
    readonly sample: readonly {
      /** `write mS-DS-ConsistencyGuid of CN=Guest,…`. */
      readonly question: string;
      /** The domain controller's answer; the computed one is the opposite. */
      readonly allowed: boolean;
    }[];
  };
}

export interface ConnectorAccountObservation extends AccountObservation {
  /** Null when the account was not found or not readable at all. */
  readonly details: {
    readonly enabled: Fact<boolean>;
    readonly logon: LogonFacts;
    readonly lockDown: Fact<LockDown>;
    /** pwdLastSet, ISO 8601 in UTC; null where it is 0. Absent in what an older version observed. */
    readonly passwordLastSet?: Fact<string | null>;
    /** Memberships, transitive, in groups that Microsoft lists as protected, the primary group included. */
    readonly protectedGroups: Fact<readonly Membership[]>;
    /** One row a domain of the forest, ordered by name. */
    readonly replication: readonly {
      /** DNS name. */
      readonly domain: string;
      readonly distinguishedName: string;
      readonly getChanges: Fact<Grant>;
      readonly getChangesAll: Fact<Grant>;
    }[];
    /** Absent where nobody gave the credentials of the account. */
    readonly probe?: ConnectorAccountProbe;
    /** One row a domain of the forest, ordered by name. */
    readonly permissions: readonly DomainPermissions[];
    /** Of the account itself first, then of the groups through which it holds rights on a domain. */
    readonly takeover: Fact<readonly Takeover[]>;
    /** One row a domain of the forest, ordered by name. */
    readonly passwordPolicies: readonly DomainPasswordPolicy[];
  } | null;
}

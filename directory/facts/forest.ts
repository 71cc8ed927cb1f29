import type { Fact, Unobservable } from "../../catalogue/fact.ts";
import type { FoundAccount } from "./account.ts";
import type { Evidence } from "./evidence.ts";
import type { ToldByGuid } from "./object-guid.ts";
import type { ObjectsSeen } from "./permissions.ts";
import type { Sample } from "./sample.ts";
import type { Takeover, TakeoverPrincipal } from "./takeover.ts";

/** One who may replicate the secrets of a domain. */
export interface ReplicationHolder {
  readonly principal: TakeoverPrincipal;
  /** Replicating secrets takes Get-Changes and Get-Changes-All; an owner or one who changes permissions takes them. */
  readonly by: "both rights" | "Get-Changes-All alone" | "granting them to itself";
  /** In SDDL, the entry that gives Get-Changes-All where it is about both rights; null for an owner. */
  readonly entry: string | null;
  /** Names of those whose entries give each right, where one of them is for someone else; absent where none is. */
  readonly through?: { readonly getChanges: string; readonly getChangesAll: string };
  /** False when a condition decides that the directory does not settle. */
  readonly decided: boolean;
  /** The group of this forest's root domain that an early adprep gave too much; absent for everyone else. */
  readonly known?: "Enterprise Key Admins";
}

export interface DomainReplication {
  /** DNS name. */
  readonly domain: string;
  readonly distinguishedName: string;
  /** Those who are neither of Tier 0 nor an account of the stack, ordered, at most 20, with the full count. */
  readonly holders: Fact<{
    readonly count: number;
    readonly sample: readonly ReplicationHolder[];
    /** Why someone who holds the rights cannot be told from Tier 0; absent where everyone can. */
    readonly untold?: Unobservable;
  }>;
}

/** The computer account of seamless single sign-on in one domain. */
export interface SeamlessSingleSignOnAccount {
  readonly account: FoundAccount;
  /** pwdLastSet, ISO 8601 in UTC; null when it was never set. */
  readonly passwordLastSet: Fact<string | null>;
  /** msDS-SupportedEncryptionTypes; null when the attribute is absent. */
  readonly encryptionTypes: Fact<number | null>;
  readonly takeover: Fact<readonly Takeover[]>;
}

/** What the configuration of a forest says about registered devices. */
export interface DeviceRegistration {
  /** The service connection point of hybrid join, with the tenant that its keywords name; null when there is none. */
  readonly connectionPoint: { readonly tenantName: string | null; readonly tenantId: string | null } | null;
  /** Objects that say where devices are written back to; there may be one only. Ordered, at most 20, with the full count. */
  readonly services: {
    readonly count: number;
    readonly sample: readonly {
      readonly distinguishedName: string;
      /** msDS-DeviceLocation. */
      readonly location: string | null;
      /** Whether a container for devices is there. */
      readonly state: "present" | "no location" | "missing" | "another class";
    }[];
  };
}

/** Which objects of a domain have a value in mS-DS-ConsistencyGuid, among those that the reader sees. */
export interface DomainConsistencyGuids {
  /** DNS name. */
  readonly domain: string;
  readonly distinguishedName: string;
  readonly objects: Fact<
    ObjectsSeen & {
      /** Distinguished names of those that have one. */
      readonly set: Sample;
      /** The first user or group of which the reader may not read whether it has one; null where it may of all. */
      readonly unread: Fact<string | null>;
    }
  >;
}

/** When a KDS root key was made and from when it counts, ISO 8601 in UTC; null where that is hidden. */
export interface KdsRootKeyTimes {
  /** msKds-CreateTime. */
  readonly created: string | null;
  /** msKds-UseStartTime. */
  readonly start: string | null;
}

export interface ForestObservation extends ToldByGuid {
  readonly evidence: Evidence;
  readonly domains: Fact<
    readonly {
      readonly dnsName: string;
      /** Its NetBIOS name, where that has a period. */
      readonly dottedNetBiosName?: string;
      readonly distinguishedName: string;
      /** msDS-Behavior-Version. */
      readonly functionalLevel: Fact<number>;
      /** The container for managed service accounts, found through otherWellKnownObjects. */
      readonly managedServiceAccountsContainer: Fact<
        | { readonly state: "present"; readonly distinguishedName: string }
        | { readonly state: "missing" }
        | { readonly state: "deleted"; readonly distinguishedName: string }
      >;
      /** Null in a domain without seamless single sign-on. */
      readonly seamlessSingleSignOn: Fact<SeamlessSingleSignOnAccount | null>;
    }[]
  >;
  readonly functionalLevel: Fact<number>;
  /** objectVersion of the schema. */
  readonly schemaVersion: Fact<number>;
  readonly recycleBin: Fact<boolean>;
  /** One row a domain, ordered by name. */
  readonly replication: Fact<readonly DomainReplication[]>;
  /** The declared servers, in that order, and who could take each over. */
  readonly syncServers: Fact<
    readonly {
      readonly server: string;
      readonly computer: Fact<FoundAccount | null>;
      /** Null where no computer was seen. */
      readonly takeover: Takeover | null;
    }[]
  >;
  /** The names declared as Tier 0, in that order, and what each leads to: null where nobody is seen. */
  readonly tierZero: Fact<readonly { readonly name: string; readonly found: Fact<string | null> }[]>;
  /**
   * KDS root keys: seen by the reader, evidenced by a gMSA that already has a password, or neither. An ordinary reader
   * never sees the keys, so "not visible" says nothing about their absence.
   */
  readonly kdsRootKeys: Fact<
    | {
        readonly state: "seen";
        readonly count: number;
        /** At most 20, the one that counts first at the beginning. An earlier version did not observe them. */
        readonly keys?: readonly KdsRootKeyTimes[];
      }
    | { readonly state: "evidenced"; readonly by: string }
    | { readonly state: "not visible" }
  >;
  readonly deviceRegistration: Fact<DeviceRegistration>;
  /**
   * One row a domain, ordered by name. Null where it was not asked for: once something synchronizes, it would change with
   * every new user and say nothing.
   */
  readonly consistencyGuids: Fact<readonly DomainConsistencyGuids[]> | null;
}

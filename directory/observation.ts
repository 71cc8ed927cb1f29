/**
 * What is observed in Active Directory, as plain JSON: the directory library returns it, the dynamic provider keeps it
 * in the state, rules judge it. Nothing volatile stands in it (no time of day, no duration), lists are ordered and
 * capped, so that two observations of an unchanged forest are equal, byte for byte. How many objects were looked at is told
 * all the same; the dynamic provider does not take it for a change.
 */
import type { AccountId, Phase } from "../catalogue/accounts.ts";
import type { Fact, Unobservable } from "../catalogue/fact.ts";
import type { FeatureId } from "../catalogue/features.ts";
import type { TakeoverEdgeId } from "../catalogue/takeover-edges.ts";

/** Where an observation comes from. */
export type Evidence =
  | {
      readonly source: "live";
      /** DNS name of the domain controller that answered. */
      readonly domainController: string;
      /** Who asked: the name the reader is bound as. */
      readonly reader: string;
      readonly domainControllers?: DomainControllers;
    }
  | {
      readonly source: "snapshot";
      readonly domainController: string;
      readonly reader: string;
      readonly domainControllers?: DomainControllers;
      /** When the snapshot was recorded, ISO 8601 in UTC. */
      readonly recordedAt: string;
      /** Days after which it no longer counts. */
      readonly maximumAgeDays: number;
      /** Present where the snapshot was changed after it was recorded, and the configuration accepts that. */
      readonly edited?: true;
    }
  /** The source itself could not be opened; every fact that rests on it says why. */
  | { readonly source: "none" };

/**
 * Which domain controllers answered for which domain, where a forest has several domains; ordered by domain. Several are
 * named where one was lost and another went on; none where the domain could not be asked.
 */
export type DomainControllers = readonly { readonly domain: string; readonly names: readonly string[] }[];

/** An account's object as found. */
export interface FoundAccount {
  readonly distinguishedName: string;
  /** `CONTOSO\name`, or as much of it as can be read. */
  readonly name: string;
  readonly sid: string;
  /** The most specific structural class, for example `user` or `msDS-GroupManagedServiceAccount`. */
  readonly objectClass: string;
}

/** A group an account is in, and how it got there. */
export interface Membership {
  /** `CONTOSO\Domain Admins`. */
  readonly group: string;
  readonly sid: string;
  /** Names of the groups in between, nearest to the account first; empty when the account itself is the member. */
  readonly through: readonly string[];
  /** How the way begins where no group lists the account as a member; absent where one does. */
  readonly by?: "primary group" | "SID history" | "being everyone" | "unseen group";
}

/** Whether a right is held, and by virtue of what. */
export type Grant =
  | {
      readonly granted: true;
      /** The trustee of the deciding entry, `CONTOSO\svc-connect` or a group's name. */
      readonly trustee: string;
      /** Names of the groups between the account and the trustee, the trustee included; empty when it is the account. */
      readonly through: readonly string[];
    }
  | {
      readonly granted: false;
      /** The trustee of the entry that denies it; null when no entry mentions it. */
      readonly deniedTo: string | null;
    };

/** Whether a requirement of the catalogue of permissions is met, and if not, what is in the way. */
export type PermissionGrant =
  | Extract<Grant, { readonly granted: true }>
  | (Extract<Grant, { readonly granted: false }> & {
      /** The entry on the domain root that would grant it, in SDDL. */
      readonly entry: string;
    })
  /** The classes, attributes and rights which the forest's schema does not have. */
  | { readonly granted: false; readonly notInSchema: readonly string[] };

/** The first few of several, ordered, at most 20, and how many there are. */
export interface Sample {
  readonly count: number;
  readonly sample: readonly string[];
}

/** Why objects lack what others have. */
export type Obstacle = {
  /** Distinguished names. */
  readonly objects: Sample;
} & (
  | {
      readonly why: /** adminCount is 1 and inheritance is off, as AdminSDHolder leaves it. */
        | "protected"
        | "inheritance off"
        /** What their container would hand down to a new object has not reached them: moved, or not propagated. */
        | "not handed down"
        | "not granted"
        /** Their security descriptor could not be read. */
        | "unreadable"
        /** A conditional entry decides, or a group that the reader may not see. */
        | "undecided";
    }
  /** Inheritance is off on a container above. */
  | { readonly why: "inheritance off above"; readonly container: string }
  | {
      readonly why: "denied";
      /** The trustee of the entry that decides. */
      readonly to: string;
      /** That entry, in SDDL. */
      readonly entry: string;
    }
);

/** What an account may do to the objects in scope that some requirements are about. */
export interface ObjectRights {
  /** Those for which everything below is the same, in the order of the catalogue. */
  readonly requirements: readonly string[];
  /** How many objects they are about. */
  readonly objects: number;
  /** For how many of them they are met. */
  readonly held: number;
  /** Containers from which new objects inherit it, other than from further above: the domain root, organizational units. */
  readonly grantedFrom: Sample;
  readonly obstacles: readonly Obstacle[];
}

/** An entry that somebody made, for the account or for a group of its own. */
export interface HeldEntry {
  /** In SDDL. */
  readonly entry: string;
  readonly trustee: string;
  /** Names of the groups between the account and the trustee, the trustee included; empty when it is the account. */
  readonly through: readonly string[];
  /** Letters of SDDL, `RP` and so on; generic rights as what they stand for. */
  readonly rights: readonly string[];
  /** The attribute, class or right it is about, in lower case, or a GUID that requirements do not know; null: all. */
  readonly objectType: string | null;
  /** The class of the objects that inherit it, in the same way; null: all. */
  readonly objectClass: string | null;
  readonly reach: "this object" | "this object and descendants" | "descendants";
  /** The objects on which it was made, those furthest up first. */
  readonly objects: Sample;
  /** The classes of these objects in lower case, each once and ordered; `unknown` for one that is not readable. */
  readonly standsOn: readonly string[];
}

export interface HeldEntries {
  readonly count: number;
  /** At most 60. */
  readonly sample: readonly HeldEntry[];
}

/** Among which objects something was looked for. */
export interface ObjectsSeen {
  /** DNS name of the domain controller that gave them: each has a copy of its own. */
  readonly domainController: string;
  /** How many the reader sees in the whole domain, in scope or not. */
  readonly visible: number;
}

/** What the reader does not see of the objects of a domain. */
export interface HiddenObjects {
  /** Containers of which it may not list the contents: anything may be below them. */
  readonly contents: Sample;
  /** Containers whose permissions it may not read: what they hand down is not known. */
  readonly containers: Sample;
  /** Other objects whose permissions it may not read. */
  readonly permissions: Sample;
  /** Objects whose class it may not read. */
  readonly classes: Sample;
}

/** An organizational unit of the scope that is none which the reader sees, and below which it sees nothing. */
export interface MissingUnit {
  readonly unit: string;
  /** The container whose name is spelled most like it; null when none comes near. */
  readonly nearest: string | null;
}

/** What was found on every object of a domain that the reader sees. */
export interface ObjectPermissions extends ObjectsSeen {
  /** Distinguished names of the organizational units that are synchronized; all of the domain when empty. */
  readonly scope: readonly string[];
  /** Those of `scope` that lead to nothing. Absent in what an older version observed, like `nothingInScope`. */
  readonly missingUnits?: readonly MissingUnit[];
  /** Whether no object is seen in scope, the units of `scope` themselves aside. */
  readonly nothingInScope?: boolean;
  /** People in scope whom AdminSDHolder protects, or once did: adminCount is 1, and inheritance is off. */
  readonly protectedPeople: Sample;
  readonly rights: readonly ObjectRights[];
  /** Entries anywhere in the domain, in scope or not. */
  readonly entries: HeldEntries;
  /** What of the domain the reader does not see, besides what every domain hides. */
  readonly hidden: Fact<
    HiddenObjects & {
      /** The first person with inheritance off in scope of whom it may not read adminCount; null where there is none. */
      readonly adminCount: string | null;
      readonly inScope: HiddenObjects;
    }
  >;
  /** What AdminSDHolder hands to protected accounts; null when it was not seen. */
  readonly adminSdHolder: {
    /** Requirements that an account which is stamped with it meets, other than from rights that everybody has. */
    readonly granted: readonly string[];
    /** Entries for the account, or its groups, that are for objects below only, where there are none; in SDDL. */
    readonly withoutEffect: Sample;
  } | null;
}

/** What an account may do in one domain. */
export interface DomainPermissions {
  /** DNS name. */
  readonly domain: string;
  readonly distinguishedName: string;
  readonly objects: Fact<ObjectPermissions>;
  /** One row for every requirement of the tool, whichever features are on, in the order of the catalogue. */
  readonly requirements: Fact<readonly { readonly requirement: string; readonly grant: Fact<PermissionGrant> }[]>;
  /**
   * Present where the domain controller does not tell of all groups in the account's token, and those local to this domain
   * were searched for.
   */
  readonly groups?: "computed";
}

/** What every observation of one account carries. `account.observed` is null when no such object was seen. */
interface AccountObservation {
  readonly evidence: Evidence;
  readonly account: Fact<FoundAccount | null>;
}

/** What can keep an account from signing in, besides being disabled. */
export interface LogonFacts {
  /** accountExpires, ISO 8601 in UTC; null when it never does. */
  readonly expires: Fact<string | null>;
  readonly password: Fact<PasswordExpiry>;
  /** As the domain controller that was asked saw it when it was asked. */
  readonly lockedOut: Fact<boolean>;
  readonly smartCardRequired: Fact<boolean>;
  /** The computers from which it may sign in, ordered; null for any. */
  readonly workstations: Fact<readonly string[] | null>;
  /** How many hours of the week it may not sign in. */
  readonly deniedHours: Fact<number>;
  /** Memberships, transitive, in Protected Users of any domain. */
  readonly protectedUsers: Fact<readonly Membership[]>;
  readonly authenticationPolicies: Fact<readonly AssignedAuthenticationPolicy[]>;
}

/** When a password expires by the policy that applies to the account, fine-grained ones included. */
export type PasswordExpiry =
  | { readonly state: "never expires" }
  | { readonly state: "must be changed" }
  /** ISO 8601 in UTC. */
  | { readonly state: "expires"; readonly on: string };

/** An authentication policy, or a silo of them, which the account is assigned to. */
export interface AssignedAuthenticationPolicy {
  readonly kind: "silo" | "policy";
  readonly distinguishedName: string;
  /** False where it is audited only. */
  readonly enforced: Fact<boolean>;
}

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

/** How long people of a domain must keep a password before they may change it. */
export interface DomainPasswordPolicy {
  /** DNS name. */
  readonly domain: string;
  readonly distinguishedName: string;
  /** minPwdAge. */
  readonly minimumAgeSeconds: Fact<number>;
  /**
   * Fine-grained policies that the reader sees, or sees applied to a group; ordered, at most 20, with the full count. An
   * ordinary reader sees none of them, whether there are any or not.
   */
  readonly fineGrained: Fact<{
    readonly count: number;
    readonly sample: readonly { readonly distinguishedName: string; readonly minimumAgeSeconds: Fact<number> }[];
  }>;
}

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
    /** Memberships, transitive, in groups that Microsoft lists as protected, the primary group included. */
    readonly protectedGroups: Fact<readonly Membership[]>;
    /** pwdLastSet, ISO 8601 in UTC; null when the password must be changed or was never set. */
    readonly passwordLastSet: Fact<string | null>;
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

export type PrincipalKind =
  | "computer"
  | "group"
  | "user"
  | "managed service account"
  | "well-known"
  | "other"
  /** Nobody of the forest, and of no domain that it trusts. */
  | "unresolved"
  /** Nobody whom the reader sees, although there may be one. */
  | "unseen";

/** Someone who may retrieve a gMSA's password. */
export interface Retriever {
  readonly sid: string;
  /** Null when the security identifier could not be resolved. */
  readonly name: string | null;
  readonly kind: PrincipalKind;
}

/** Who a finding of takeover is about. */
export interface TakeoverPrincipal extends Retriever {
  /** How many members a group lists; null for what is no group, and where they cannot be counted. */
  readonly members: number | null;
  /** Whether the domain itself lets it replicate secrets, by entries for its own name; told of takeovers. */
  readonly replicates?: boolean;
}

/** One way to take an object over: one entry of a security descriptor, or what stands for one. */
export interface TakeoverPath {
  readonly principal: TakeoverPrincipal;
  readonly edge: TakeoverEdgeId;
  /** What else the same entry gives. */
  readonly also: readonly TakeoverEdgeId[];
  /** Distinguished name of the object itself, or of a container above it. */
  readonly on: string;
  /** Null for an owner, who needs none. */
  readonly entry: {
    readonly sddl: string;
    /** Where it stands: the same as `on`, or a container above; null when it is inherited from where none is visible. */
    readonly from: string | null;
  } | null;
  /** False when a condition decides that the directory does not settle. */
  readonly decided: boolean;
}

/** What an object is to the account: itself, a server, a group through which it holds rights or servers the password. */
export type TakeoverRole =
  | "account"
  | "server"
  | "group with rights"
  /** It gives no more than reading and Get-Changes. */
  | "group that reads"
  | "group of retrievers";

/** Who outside Tier 0 could take an object over, among the edges that are modelled and the objects that are visible. */
export interface Takeover {
  readonly target: FoundAccount;
  readonly role: TakeoverRole;
  readonly paths: Fact<{
    readonly count: number;
    /** Ordered, at most 20. */
    readonly sample: readonly TakeoverPath[];
    /** Names of groups that could, if anybody outside Tier 0 were in them; ordered, at most 20. */
    readonly emptyGroups: readonly string[];
    /** Distinguished names of the containers above it whose permissions could not be read. */
    readonly unseen: readonly string[];
    /** Why other ways may be there unseen, attributes and members that could not be read; ordered, at most 20. */
    readonly hidden: readonly Unobservable[];
    /** Why somebody who holds rights cannot be told from Tier 0; absent where everybody can. */
    readonly untold?: Unobservable;
  }>;
}

/** One who may replicate the secrets of a domain. */
export interface ReplicationHolder {
  readonly principal: TakeoverPrincipal;
  /** Replicating secrets takes Get-Changes and Get-Changes-All; an owner or one who changes permissions takes them. */
  readonly by: "both rights" | "Get-Changes-All alone" | "granting them to itself";
  /** In SDDL; null for an owner. */
  readonly entry: string | null;
  /** False when a condition decides that the directory does not settle. */
  readonly decided: boolean;
  /** The group of this forest's root domain that an early adprep gave too much; absent for everybody else. */
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
    /** Why somebody who holds the rights cannot be told from Tier 0; absent where everybody can. */
    readonly untold?: Unobservable;
  }>;
}

/** Whose rights are no finding. */
export interface TrustedPrincipals {
  /** Names of forests[].tierZero, besides those of every forest. */
  readonly tierZero: readonly string[];
  /** Names of the accounts which the stack declares for synchronization in this forest. */
  readonly syncAccounts: readonly string[];
}

export interface GroupManagedServiceAccountObservation extends AccountObservation {
  readonly details: {
    readonly enabled: Fact<boolean>;
    readonly logon: LogonFacts;
    readonly lockDown: Fact<LockDown>;
    /** Everyone in the DACL of msDS-GroupMSAMembership, ordered, at most 20, with the full count. */
    readonly retrievers: Fact<{ readonly count: number; readonly sample: readonly Retriever[] }>;
    /** The declared servers, in the order declared. */
    readonly servers: readonly {
      /** As declared. */
      readonly server: string;
      /** The computer's object; null when no such object was seen. */
      readonly computer: Fact<FoundAccount | null>;
      /** False where no such computer was seen. */
      readonly enabled: Fact<boolean>;
      readonly mayRetrieve: Fact<Grant>;
    }[];
    /**
     * Retrievers that are neither a declared server nor a group through which one retrieves, at most 20. Groups that
     * hold every computer of the domain, or everybody, are always among them.
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

export interface PrivilegedAdministratorObservation extends AccountObservation {
  readonly details: {
    readonly enabled: Fact<boolean>;
    /** Memberships, transitive, in Domain Admins, Enterprise Admins and Administrators of the forest's domains. */
    readonly administrativeGroups: Fact<readonly Membership[]>;
  } | null;
}

export interface AdSyncServiceAccountObservation {
  readonly evidence: Evidence;
  /** Null for a virtual account, which has no object in the directory. */
  readonly account: Fact<FoundAccount | null> | null;
  readonly details: { readonly enabled: Fact<boolean>; readonly logon: LogonFacts } | null;
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

export interface ForestObservation {
  readonly evidence: Evidence;
  readonly domains: Fact<
    readonly {
      readonly dnsName: string;
      readonly netBiosName: string;
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
    /** `firstCreated`: when the oldest was made, ISO 8601 in UTC; null where that is hidden. */
    | { readonly state: "seen"; readonly count: number; readonly firstCreated: string | null }
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

/** What to observe. Plain JSON: it comes out of a resource's inputs. */
export type ObservationRequest =
  | {
      readonly kind: "forest";
      readonly forest: string;
      readonly trusted?: TrustedPrincipals;
      readonly syncServers?: readonly string[];
      /** Whether to look for values of mS-DS-ConsistencyGuid. */
      readonly consistencyGuids?: boolean;
    }
  | {
      readonly kind: "connector account";
      readonly forest: string;
      /** Null: not named yet, the installer will create it. */
      readonly name: string | null;
      /** Distinguished names of what is synchronized; all of a domain in which none lies. */
      readonly organizationalUnits?: readonly string[];
      /** Nobody but Tier 0 of every forest when absent. */
      readonly trusted?: TrustedPrincipals;
    }
  | {
      readonly kind: "group managed service account";
      readonly forest: string;
      readonly name: string;
      /** Declared servers, as written: `AGENT01`, `CONTOSO\AGENT01$`, a DN or a DNS name. */
      readonly servers: readonly string[];
      readonly trusted?: TrustedPrincipals;
      /** Distinguished names of what is synchronized; all of a domain in which none lies. */
      readonly organizationalUnits?: readonly string[];
    }
  | { readonly kind: "privileged administrator"; readonly forest: string; readonly name: string }
  | { readonly kind: "ADSync service account"; readonly forest: string; readonly name: string | null };

export interface ObservationOf {
  readonly forest: ForestObservation;
  readonly "connector account": ConnectorAccountObservation;
  readonly "group managed service account": GroupManagedServiceAccountObservation;
  readonly "privileged administrator": PrivilegedAdministratorObservation;
  readonly "ADSync service account": AdSyncServiceAccountObservation;
}

/** Inputs of the resources on the on-premises side, as the policy pack sees them. */
export interface ForestInputs {
  readonly forest: string;
  /** What either tool does with this forest. */
  readonly features: readonly FeatureId[];
  /** Whether the stack has managed service accounts here, and whether the installer is still to make one. */
  readonly managedServiceAccounts: "none" | "to be created" | "in use";
  /** Whether Connect Sync, whose wizard prepares some of this, has been installed; null when it does not use the forest. */
  readonly connectSync: Phase | null;
  /**
   * Whether the wizard of Connect Sync is still to find out if ms-DS-ConsistencyGuid can be the source anchor: nothing that
   * the stack declares has synchronized the forest yet, and the feature is on.
   */
  readonly choosesSourceAnchor: boolean;
  /** Whose rights over the forest and its accounts are no finding. */
  readonly trusted: TrustedPrincipals;
  /** The servers of both tools that are joined to the forest, as declared. */
  readonly syncServers: readonly string[];
  readonly observed: ForestObservation;
}
export interface ConnectorAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly name: string | null;
  readonly features: readonly FeatureId[];
  /** Distinguished names of what is synchronized; all of a domain in which none lies. */
  readonly organizationalUnits?: readonly string[];
  /** Whose rights over the account are no finding. */
  readonly trusted: TrustedPrincipals;
  /** The servers on which it signs in, as declared. */
  readonly signsInOn: readonly string[];
  readonly observed: ConnectorAccountObservation;
}
export interface GroupManagedServiceAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly name: string;
  readonly servers: readonly string[];
  readonly features: readonly FeatureId[];
  /** DNS names of the domains that are synchronized. */
  readonly domains: readonly string[];
  /** Distinguished names of what is synchronized; all of a domain in which none lies. */
  readonly organizationalUnits?: readonly string[];
  /** Whose rights over the account are no finding. */
  readonly trusted: TrustedPrincipals;
  readonly observed: GroupManagedServiceAccountObservation;
}
export interface PrivilegedAdministratorInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly name: string;
  /** The day after which the account must have lost its privileges, `2026-12-31`; null for a standing administrator. */
  readonly temporaryUntil: string | null;
  /** Whether the configuration says that the account was deleted; absent where it does not say. */
  readonly deleted?: boolean;
  readonly observed: PrivilegedAdministratorObservation;
}
export type AdSyncServiceAccountKind =
  | "virtual account"
  | "standalone managed service account"
  | "group managed service account"
  | "domain user";
export type DatabaseKind = "local database" | "local SQL Server" | "remote SQL Server";
export interface AdSyncServiceAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly kind: AdSyncServiceAccountKind;
  readonly name: string | null;
  readonly database: DatabaseKind;
  readonly onDomainController: boolean;
  /** The servers on which it signs in, as declared. */
  readonly signsInOn: readonly string[];
  readonly observed: AdSyncServiceAccountObservation;
}
/** A statement by a person about what no directory shows. */
export interface Attestation {
  readonly by: string;
  /** `2026-11-01`. */
  readonly on: string;
  readonly evidence: string;
  /** The last day on which it counts. */
  readonly expires: string;
}
export interface AttestedAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly name: string | null;
  /** Whether this set-up needs the account at all, and why or why not. */
  readonly needed: boolean;
  readonly reason: string;
  readonly attestation: Attestation | null;
}

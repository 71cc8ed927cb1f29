/**
 * One way to ask for facts of a forest, whoever answers: a domain controller, or a snapshot that was recorded from one.
 *
 * A source hands out what is stored in the directory and judges nothing; everything that is concluded from facts is
 * written once, in `inspection/`. Answers are bounded, ordered, and the same for an unchanged forest.
 */
import type { Fact, Unobservable } from "../catalogue/fact.ts";
import { legible } from "../catalogue/legible.ts";
import type { AccountName } from "./account-name.ts";
import type { Entry, EntryQuery } from "./entries.ts";
import type { Evidence } from "./facts/evidence.ts";
import type { ObjectReceiver, ObjectsRead } from "./secured-objects.ts";

export interface DirectorySource {
  /** Where the answers come from. */
  evidence(): Promise<SourceEvidence>;

  /** What holds for the whole forest. */
  forest(): Promise<ForestFacts>;

  /** The part of the schema that permissions talk about. */
  schema(): Promise<SchemaFacts>;

  /** Every domain of the forest, ordered by DNS name. */
  domains(): Promise<readonly DomainFacts[]>;

  /**
   * The objects that a name leads to: none, one, or several when the name does not tell them apart; ordered by
   * distinguished name.
   */
  findAccounts(query: AccountQuery): Promise<readonly DirectoryObject[]>;

  /** The object with a security identifier; null when the reader sees none. */
  objectWithSid(sid: string): Promise<DirectoryObject | null>;

  /**
   * The groups that `account` is in, directly and through other groups, as they count in one domain of the forest, given
   * by its DNS name: groups local to other domains do not.
   */
  groupsOf(account: DirectoryObject, domain: string): Promise<GroupClosure>;

  /**
   * objectGUID of an object of a domain; null for what lies in none, for what the reader does not see, and in a snapshot
   * that an earlier version recorded.
   */
  objectGuid(distinguishedName: string): Promise<string | null>;

  /** The objects that match, ordered by distinguished name; none when the reader sees no such base. */
  entries(query: EntryQuery): Promise<readonly Entry[]>;

  /**
   * Hands every object of a domain that the reader sees, with its security descriptor, to a receiver, in no particular
   * order. `begin` makes one for each attempt: where answers end early, all of it is asked again, of another domain
   * controller where there is one. Throws DirectoryUnavailableError when no attempt came to its end.
   */
  readObjects<Receiver extends ObjectReceiver>(domain: string, begin: () => Receiver): Promise<ObjectsRead<Receiver>>;

  /**
   * What the domain controller lets the account do when it is asked in its name; null where nobody gave its credentials.
   * It signs in once, however often it is asked. Absent where there is no domain controller.
   */
  probe?(account: DirectoryObject): Promise<AccountProbe | null>;

  /** Gives back what is held open. No question may be asked afterwards. */
  close(): Promise<void>;
}

export interface AccountProbe {
  /** Null when the account could sign in; why not, where that lies in the account. */
  readonly logon: Fact<{ readonly reason: string; readonly remedy: string } | null>;
  /** Whether it may ask for the changes of its own domain. */
  readonly replicates: Fact<boolean>;
  readonly objects: Fact<readonly ProbedObject[]>;
}

/** An object as the account sees it. */
export interface ProbedObject {
  readonly distinguishedName: string;
  /** The most specific structural class. */
  readonly objectClass: string | null;
  readonly securityDescriptor: Uint8Array | null;
  /** Attributes that an object of its classes may have. */
  readonly allowed: readonly string[];
  /** Those that the account may write. */
  readonly writable: readonly string[];
}

export type SourceEvidence = Exclude<Evidence, { readonly source: "none" }>;

/** What kind of object a name is meant for: it decides what else is tried when no object has exactly that name. */
export type WantedKind = "account" | "computer" | "managed service account";

export type AccountQuery =
  | { readonly by: "name"; readonly name: AccountName; readonly wanted: WantedKind }
  /** The accounts that an installer made under a name of its own, `MSOL_…`. */
  | { readonly by: "installer"; readonly made: "connector account" };

export interface ForestFacts {
  /** DNS name of the root domain. */
  readonly rootDomain: string;
  /** msDS-Behavior-Version of the partitions container. */
  readonly functionalLevel: Fact<number>;
  /** objectVersion of the schema. */
  readonly schemaVersion: Fact<number>;
  /** Distinguished names of the optional features enabled in the whole forest, ordered. */
  readonly enabledOptionalFeatures: Fact<readonly string[]>;
  /** KDS root keys that the reader sees; an ordinary reader sees none, whether there are any or not. */
  readonly visibleKdsRootKeys: Fact<number>;
  /** Distinguished names of the gMSAs that already have a password, and so prove a KDS root key; ordered, at most 20. */
  readonly managedPasswordHolders: Fact<readonly string[]>;
}

/** Each list holds what the schema has of the names in the catalogue of permissions, ordered by name. */
export interface SchemaFacts {
  readonly classes: Fact<
    readonly {
      /** lDAPDisplayName. */
      readonly name: string;
      /** schemaIDGUID. */
      readonly guid: string;
      /** What new objects get besides what they inherit, in SDDL; null when there is nothing, or nothing was readable. */
      readonly defaultSecurityDescriptor: string | null;
    }[]
  >;
  readonly attributes: Fact<
    readonly {
      readonly name: string;
      readonly guid: string;
      /** attributeSecurityGUID: the property set it is in, if any. */
      readonly propertySet: string | null;
    }[]
  >;
  /** By the name of the object in CN=Extended-Rights, with its rightsGuid. */
  readonly rights: Fact<readonly { readonly name: string; readonly guid: string }[]>;
}

export interface DomainFacts {
  readonly dnsName: string;
  readonly netBiosName: string;
  readonly distinguishedName: string;
  readonly sid: Fact<string>;
  /** msDS-Behavior-Version of the domain root. */
  readonly functionalLevel: Fact<number>;
  /** Owner, group and DACL of the domain root, self-relative. */
  readonly rootSecurityDescriptor: Fact<Uint8Array>;
  /** Where otherWellKnownObjects says managed service accounts live; null when it names no container. */
  readonly managedServiceAccountsContainer: Fact<{
    readonly distinguishedName: string;
    readonly deleted: boolean;
  } | null>;
}

/** An account or group as far as the reader sees it: null and empty stand for attributes that did not come back. */
export interface DirectoryObject {
  readonly distinguishedName: string;
  readonly sid: string | null;
  /** From `top` to the most specific structural class. */
  readonly objectClass: readonly string[];
  readonly samAccountName: string | null;
  readonly userPrincipalName: string | null;
  readonly commonName: string | null;
  readonly dnsHostName: string | null;
  readonly userAccountControl: number | null;
  /** Intervals of 100 ns since 1601-01-01 UTC, in decimal; "0": must be changed at the next logon. */
  readonly passwordLastSet: string | null;
  readonly primaryGroupId: number | null;
  /** Security identifiers of accounts that this one replaced; they count in its token. */
  readonly sidHistory: readonly string[];
  /** msDS-SupportedEncryptionTypes. */
  readonly supportedEncryptionTypes: number | null;
  /** msDS-GroupMSAMembership: who may retrieve the password of a gMSA, a self-relative security descriptor. */
  readonly groupManagedServiceAccountMembership: Uint8Array | null;
  /**
   * Attributes that came back with a value that makes no sense, and what is wrong with it; what is null or missing above
   * is not absent then. Absent where every value makes sense.
   */
  readonly damaged?: readonly { readonly attribute: string; readonly problem: string }[];
}

/** The groups around an account, as a graph that may have cycles. */
export interface GroupClosure {
  /** Security identifiers of the groups that the account itself is a member of, its primary group included; ordered. */
  readonly direct: readonly string[];
  /** Every group reached, ordered by security identifier. */
  readonly groups: readonly Group[];
  /**
   * The security identifiers that the account's domain controller puts into its token; null when not readable. All of them
   * in the account's own domain; in others those that count in every domain.
   */
  readonly token: readonly string[] | null;
  /** Why groups local to this domain may be missing, of which `token` does not tell; absent where they would be seen. */
  readonly gap?: Unobservable;
}

export interface Group {
  readonly sid: string;
  readonly distinguishedName: string;
  readonly samAccountName: string | null;
  /** Security identifiers of the groups that this one is a member of; ordered. */
  readonly memberOf: readonly string[];
}

/** The source cannot answer: why, and what would let it. The text is for people and holds no secret. */
export class DirectoryUnavailableError extends Error {
  override readonly name: string = "DirectoryUnavailableError";
  readonly reason: string;
  readonly remedy: string;

  constructor(reason: string, remedy: string) {
    super(legible(`${reason}. ${remedy}`));
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** The name or password was not accepted, or the account may not sign in; or so a moment ago, and it was not tried again. */
export class LogonRefusedError extends DirectoryUnavailableError {
  /** The number after `data` in the answer; null when there is none. */
  readonly code: string | null;

  constructor(reason: string, remedy: string, code: string | null) {
    super(reason, remedy);
    this.code = code;
  }
}

/** The source was answering and no longer does: nothing more can be asked, and what is missing says nothing. */
export class ConnectionLostError extends DirectoryUnavailableError {
  override readonly name: string = "ConnectionLostError";
}

import type { Fact } from "../../catalogue/fact.ts";
import type { Evidence } from "./evidence.ts";
import type { ToldByGuid } from "./object-guid.ts";
import type { SchemaNames } from "./schema-names.ts";

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

/** An entry that takes a right away, where it was made. */
export interface DenyingEntry {
  /** Distinguished name. */
  readonly on: string;
  /** The name of its trustee. */
  readonly to: string;
  /** As it stands there, in SDDL. */
  readonly entry: string;
}

/** A security descriptor that an attribute other than nTSecurityDescriptor holds. */
export interface DescriptorAttribute {
  /** lDAPDisplayName. */
  readonly attribute: "msDS-GroupMSAMembership";
  /** As it was read, in base64. */
  readonly value: string;
  /** Whether the right is held once the entries that deny it are gone. */
  readonly allowsWithout: boolean;
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
      /**
       * Every entry that someone made and that denies it, in their order, at most 20; those that objects have by their class
       * are not among them. Absent where nobody looked: in what an older version observed, and where it is no object's.
       */
      readonly deniedBy?: readonly DenyingEntry[];
      /** Where those entries are, if not in the object's own permissions; told where there are any. */
      readonly deniedIn?: DescriptorAttribute;
      /**
       * Told where an entry grants it to the objects below alone, and so not on the object itself: the class of those, as a
       * GUID; null for every class.
       */
      readonly below?: { readonly objectClass: string | null; readonly names?: SchemaNames };
    };

/** What every observation of one account carries. `account.observed` is null when no such object was seen. */
export interface AccountObservation extends ToldByGuid {
  readonly evidence: Evidence;
  readonly account: Fact<FoundAccount | null>;
}

export type PrincipalKind =
  | "computer"
  | "group"
  | "user"
  | "managed service account"
  | "well-known"
  | "other"
  /** Someone of another forest, for whom a stand-in is kept. */
  | "foreign"
  /** Nobody of the forest, and of no domain that it trusts. */
  | "unresolved"
  /** Nobody whom the reader sees, although there may be one. */
  | "unseen";

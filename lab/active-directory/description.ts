/**
 * A forest described as plain data: what the practice directory makes of an empty domain. Being plain data, a variation
 * is a spread: `{ ...contoso(), users: [...contoso().users, { name: "guest" }] }`.
 *
 * Accounts refer to each other by sAMAccountName, regardless of case; the `$` of a computer or a managed service account
 * may be left out. Groups that every domain has ("Domain Admins", "Backup Operators") and well-known identities
 * ("Authenticated Users") are known, and a security identifier (`S-1-…`) is taken as it is.
 */
import type { Permission } from "./permission.ts";

export interface ForestDescription {
  readonly domain: DomainDescription;
  /** The account that observes: an ordinary user. `svc-reader` in CN=Users when absent. */
  readonly reader?: UserDescription;
  /** Paths from the domain root, outermost first: `Tier 0/Sync/Accounts`. Units above are made too. */
  readonly organizationalUnits?: readonly string[];
  readonly users?: readonly UserDescription[];
  readonly groups?: readonly GroupDescription[];
  readonly computers?: readonly ComputerDescription[];
  readonly groupManagedServiceAccounts?: readonly GroupManagedServiceAccountDescription[];
  readonly standaloneManagedServiceAccounts?: readonly ManagedServiceAccountDescription[];
  /** Access control entries beyond those of a new domain. */
  readonly entries?: readonly EntryDescription[];
  /** Where inheritance is switched off, and what was inherited taken away. */
  readonly inheritanceOff?: readonly Place[];
}

export interface DomainDescription {
  /** `contoso.example`; `contoso` is a single-label domain. */
  readonly dnsName: string;
  /** At most 15 characters, and not `dnsName`; Windows still takes old names with periods. */
  readonly netBiosName: string;
  /**
   * `S-1-5-21-a-b-c`. When absent it follows from `dnsName`, so that the same description has the same identifiers in
   * every run; `randomDomainSid()` makes a fresh one, for which a domain is provisioned again.
   */
  readonly sid?: string;
  /** Host name of the domain controller; `dc1` when absent. */
  readonly domainController?: string;
  /** Attributes of the domain root to replace, its password policy for example; null removes one. */
  readonly attributes?: Readonly<Record<string, AttributeValue | null>>;
}

/** LDAP attributes to set as they are; a security descriptor as `{ sddl }`, in which `{SID of NAME}` may stand. */
export type Attributes = Readonly<Record<string, AttributeValue>>;
export type AttributeValue = string | readonly string[] | { readonly sddl: string };

interface AccountDescription {
  /** sAMAccountName, for computers and managed service accounts without `$`. */
  readonly name: string;
  /** Path of an organizational unit; the container where Windows would put such an account when absent. */
  readonly ou?: string;
  /** Groups it is a direct member of. */
  readonly memberOf?: readonly string[];
  readonly attributes?: Attributes;
}

export interface UserDescription extends AccountDescription {
  /** True when absent. */
  readonly enabled?: boolean;
  /** `name@dnsName` when absent. */
  readonly userPrincipalName?: string;
  /** Also the object's common name, as administration tools do it; `name` when absent. */
  readonly displayName?: string;
  /** Random when absent. */
  readonly password?: string;
}

export interface GroupDescription extends AccountDescription {
  readonly members?: readonly string[];
  /** `global` when absent. */
  readonly scope?: "global" | "universal" | "domain local";
}

export interface ComputerDescription extends AccountDescription {
  /** True when absent. */
  readonly enabled?: boolean;
}

export interface ManagedServiceAccountDescription extends AccountDescription {
  /** msDS-SupportedEncryptionTypes, `["AES128", "AES256"]` when absent; null leaves the attribute out. */
  readonly encryptionTypes?: readonly EncryptionType[] | number | null;
}

export interface GroupManagedServiceAccountDescription extends ManagedServiceAccountDescription {
  /** Who may retrieve the password: computers, groups, users or security identifiers, and nobody else. */
  readonly retrievers: readonly string[];
  /** Days, 30 when absent; fixed once the account exists. */
  readonly passwordInterval?: number;
}

/** Bits of msDS-SupportedEncryptionTypes: https://learn.microsoft.com/openspecs/windows_protocols/ms-kile/6cfc7b50-11ed-4b4d-846d-6f08f0812919 */
export const encryptionTypeBits = {
  "DES-CRC": 0x1,
  "DES-MD5": 0x2,
  RC4: 0x4,
  AES128: 0x8,
  AES256: 0x10,
} as const;
export type EncryptionType = keyof typeof encryptionTypeBits;

/** Access control entries on one object: of one permission to one account, or spelled out in SDDL. */
export type EntryDescription =
  | { readonly on: Place; readonly grant: Permission; readonly to: string }
  | { readonly on: Place; readonly deny: Permission; readonly to: string }
  /** For example `(A;;RPWP;;;{SID of svc-connect})`. */
  | { readonly on: Place; readonly sddl: string };

/** `domain root`, the path of an organizational unit, the name of an account, or a distinguished name. */
export type Place = string;

/** A change of a running practice directory. What is removed goes before what is added. */
export interface ForestChange {
  readonly remove?: {
    readonly entries?: readonly EntryDescription[];
    readonly members?: readonly Membership[];
  };
  readonly add?: Omit<ForestDescription, "domain" | "reader"> & { readonly members?: readonly Membership[] };
  /** Who may retrieve a group managed service account's password from now on. */
  readonly retrievers?: readonly { readonly of: string; readonly retrievers: readonly string[] }[];
  /** Attributes to replace; null removes one. */
  readonly attributes?: readonly {
    readonly of: string;
    readonly replace: Readonly<Record<string, AttributeValue | null>>;
  }[];
}

export interface Membership {
  readonly group: string;
  readonly members: readonly string[];
}

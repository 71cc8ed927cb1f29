/** What has to be known of the stack to read the tenant. */
import type { Phase } from "../catalogue/accounts.ts";
import type { ConnectSyncVersions } from "../catalogue/connect-sync-versions.ts";
import type { DirectoryRoleId } from "../catalogue/directory-roles.ts";
import type { AssignmentType } from "./facts/roles.ts";

/** What has to be known of an administrator's declaration to observe it. */
export interface AdministratorDeclaration {
  /** Last day of the eligibility, `2027-06-30`; absent where it has no end, and where the roles are active. */
  readonly eligibleUntil?: string;
  /** Name or object ID of the group that gets the roles in the place of the user. */
  readonly group?: string | null;
  readonly userPrincipalName: string;
  readonly origin: "created" | "adopted";
  readonly roles: readonly DirectoryRoleId[];
  readonly assignmentType: AssignmentType;
}

/** What has to be known of the declaration to observe how the roles are held. */
export interface RoleHoldingsDeclaration {
  /** Empty where the user was not found. */
  readonly objectId: string;
  readonly roles: readonly DirectoryRoleId[];
  readonly assignment: "direct" | "group";
  readonly assignmentType: AssignmentType;
  readonly group: string | null;
  /**
   * What tells the program's own assignments from earlier ones; nothing is observed before they are made. Null where
   * nothing is assigned, because it is not known what the user holds already.
   */
  readonly assigned: readonly string[] | null;
}

/** What has to be known of the declaration of a group to observe it. */
export interface AdministratorGroupDeclaration {
  readonly name: string;
  readonly origin: "created" | "adopted";
  readonly roles: readonly DirectoryRoleId[];
  readonly assignmentType: AssignmentType;
  /** User principal name of the administrator. */
  readonly member: string;
}

export interface DeclaredCertificate {
  /** SHA-1 and SHA-256 over the certificate, in upper-case hexadecimal digits. */
  readonly thumbprints: readonly string[];
  /** First day, `2026-12-31`; absent in what an older version declared. */
  readonly firstDay?: string;
  /** Last day, `2027-03-31`. */
  readonly lastDay: string;
}

/** A server of Connect Sync. */
export interface DeclaredServer {
  readonly name: string;
  readonly mode: "active" | "staging";
  /** Four numbers, `2.6.91.0`; null where none is declared. */
  readonly version: string | null;
}

/** An application as which a sync server signs in. */
export interface DeclaredApplication {
  readonly name: string;
  /** Empty when the wizard adds one. */
  readonly certificates: readonly DeclaredCertificate[];
  /** Application permissions by value. */
  readonly permissions: readonly string[];
}

/** What has to be known of the declaration to tell what the program puts into the tenant from what is there besides. */
export interface TenantDeclaration {
  readonly administrators: readonly {
    readonly userPrincipalName: string;
    readonly roles: readonly DirectoryRoleId[];
    /** Name or object ID of the group that is assigned the roles in the place of the user; null for the user itself. */
    readonly throughGroup: string | null;
  }[];
  /** Object ids of service principals, ids of applications, or display names of those that may administer applications. */
  readonly trustedApplications: readonly string[];
  /** User principal names or object ids of those who may administer applications; absent in what an older version declared. */
  readonly trustedAdministrators?: readonly string[];
  /** User principal names of all declared administrators, the eligible ones among them; absent in what an older version declared. */
  readonly administratorNames?: readonly string[];
  /** User principal names; absent in what an older version declared. */
  readonly emergencyAccounts?: readonly string[];
  /** Absent in what an older version declared. */
  readonly federatedDomains?: readonly string[];
  /** Domains in the names of the declared administrators, each once. */
  readonly administratorDomains: readonly string[];
  /** Null where the tool is not in use. */
  readonly connectSync: {
    readonly phase: Phase;
    readonly servers: readonly DeclaredServer[];
    /** What is declared about versions of Connect Sync; absent where the catalogue is to decide. */
    readonly versions?: ConnectSyncVersions;
    /** That of the first server. */
    readonly identity: { readonly kind: "application" | "user"; readonly name: string };
    /** That of the first server first; empty where all of them sign in as users, or as what the wizard makes. */
    readonly applications: readonly DeclaredApplication[];
  } | null;
  /** Public ranges of the sync servers in CIDR notation; empty when they are not declared. */
  readonly serverAddresses: readonly string[];
}

import type { DirectoryRoleId } from "../../catalogue/directory-roles.ts";
import type { Fact } from "../../catalogue/fact.ts";
import type { EntraGroup, RecognisedRoles, RoleHolding } from "./roles.ts";
import type { DeletedUser, EntraUser } from "./user.ts";

/** An administrator as the program found it, before it changed anything. */
export interface EntraAdministratorObservation {
  /** "created": this program makes the user, so nothing is looked up. */
  readonly origin: "created" | "adopted";
  /** Null for an origin of "created"; `observed` is null when the tenant has no such user. */
  readonly user: Fact<EntraUser | null> | null;
  /** Who had the name and was deleted; asked only where the tenant has no such user, and null otherwise. */
  readonly deleted: Fact<DeletedUser | null> | null;
  /** For an origin of "created": whether a user had the name already when the program first looked; otherwise null. */
  readonly nameTaken: Fact<boolean> | null;
  /**
   * Whether the tenant has Privileged Identity Management; null where the roles are declared active, which takes no
   * license.
   */
  readonly eligibilityLicensed: Fact<boolean> | null;
  /**
   * Settings of the declared roles by which the tenant refuses the eligibility that is declared. None where it is there
   * already. Null where the roles are active, or cannot be eligible; absent in what an older version observed.
   */
  readonly eligibilityObstacles?: Fact<readonly EligibilityObstacle[]> | null;
  /**
   * Roles of the declaration that the user already held when the program first saw it, and holds still: directly, at
   * tenant scope, and active or eligible as they are declared. They are recognized and left alone. A role never joins these later, or the program's own assignment
   * would; one that is gone leaves them, and is assigned.
   */
  readonly heldBefore: Fact<readonly DirectoryRoleId[]> | null;
  /** The same as last read, so that a reading that fails does not change what belongs to whom; null when never read. */
  readonly recognised: RecognisedRoles | null;
}

export interface EligibilityObstacle {
  readonly role: DirectoryRoleId;
  /**
   * "no end": the settings demand one. "too late": it is later than they allow. "over": it has passed. "ticket" and
   * "multifactor": whoever makes someone eligible must give the one, or have signed in with the other.
   */
  readonly kind: "no end" | "too late" | "over" | "ticket" | "multifactor";
  /** Longest eligibility that the settings allow, ISO 8601: `P365D`; null where it does not matter. */
  readonly longest: string | null;
}

export interface RecognisedUserObservation {
  /**
   * Held are the roles that the user held before any of the tools came: what one of them has assigned, another one that
   * comes later recognizes only by this. Null where nothing was recognized.
   */
  readonly roles: RecognisedRoles | null;
}

export interface EntraRoleHoldingsObservation {
  /**
   * In a fixed order. Where every role is held as it is declared, just these; otherwise every way in which the roles come
   * to the user. Null where there is no user to look at, or nothing was assigned.
   */
  readonly holdings: Fact<readonly RoleHolding[]> | null;
}

/** The group through which an administrator holds its roles, as the program found it. */
export interface AdministratorGroupObservation {
  /** How many groups have the name, and the group where it is one; null for one that the program creates. */
  readonly found: Fact<{ readonly count: number; readonly group: EntraGroup | null }> | null;
  /** For one that is created: whether a group had the name already when the program first looked. */
  readonly nameTaken: Fact<boolean> | null;
  /** Roles of the declaration that the group held before, as with administrators. */
  readonly heldBefore: Fact<readonly DirectoryRoleId[]> | null;
  /** Whether the administrator was in it before; null where that is not asked. */
  readonly memberBefore: Fact<boolean> | null;
  /** The same as last read; null when never read. */
  readonly recognised: (RecognisedRoles & { readonly member: string; readonly memberBefore: boolean }) | null;
}

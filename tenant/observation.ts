/** What is observed in the Microsoft Entra tenant, as plain JSON; see directory/observation.ts for the conventions. */
import type { AccountId, Phase } from "../catalogue/accounts.ts";
import type { DirectoryRoleId } from "../catalogue/directory-roles.ts";
import type { Fact } from "../catalogue/fact.ts";

export interface EntraUser {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly userType: "Member" | "Guest";
  readonly accountEnabled: boolean;
  /** onPremisesSyncEnabled. */
  readonly synchronizedFromOnPremises: boolean;
}

/** An administrator as the program found it, before it changed anything. */
export interface EntraAdministratorObservation {
  /** "created": this program makes the user, so nothing is looked up. */
  readonly origin: "created" | "adopted";
  /** Null for an origin of "created"; `observed` is null when the tenant has no such user. */
  readonly user: Fact<EntraUser | null> | null;
  /**
   * Roles of the declaration that the user already held, directly and active at tenant scope, when the program first
   * saw it, and holds still: recognised and left alone. A role never joins these later, or the program's own assignment
   * would; one that is gone leaves them, and is assigned.
   */
  readonly heldBefore: Fact<readonly DirectoryRoleId[]> | null;
  /** The same as last read, so that a reading that fails does not change what belongs to whom; null when never read. */
  readonly recognised: RecognisedRoles | null;
}

/** Which of a user's roles the program found, and did not assign itself. */
export interface RecognisedRoles {
  /** Of the user; another one may have taken the name since. */
  readonly objectId: string;
  /** The declared roles of which it is known whether they were held before. */
  readonly asked: readonly DirectoryRoleId[];
  /** Those among them that were, and still are. */
  readonly held: readonly DirectoryRoleId[];
}

export interface EntraAdministratorInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly userPrincipalName: string;
  readonly origin: "created" | "adopted";
  readonly roles: readonly DirectoryRoleId[];
  /** How the roles are declared to be held: directly, or through the named group. */
  readonly assignment: "direct" | "group";
  readonly group: string | null;
  /** Documented reasons for Global Administrator. */
  readonly purpose: "synchronization" | "connect-health" | "federation";
  readonly observed: EntraAdministratorObservation;
}

export interface EntraConnectorIdentityInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  /** Application and certificate, or the legacy `Sync_…` user, which is only ever observed. */
  readonly kind: "application" | "user";
  /** Display name of the application, or the user's userPrincipalName. */
  readonly name: string;
  readonly observed: EntraConnectorIdentityObservation;
}

export interface EntraConnectorIdentityObservation {
  /** The legacy user; `observed` is null when the tenant has no such user. Null for an application. */
  readonly user: Fact<EntraUser | null> | null;
}

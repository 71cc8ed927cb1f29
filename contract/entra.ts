/** Inputs of the resources about the tenant: what is declared beside what was observed, as the rules see it. */
import type { AccountId, Phase } from "../catalogue/accounts.ts";
import type { SyncTool } from "../catalogue/tools.ts";
import type {
  AdministratorDeclaration,
  AdministratorGroupDeclaration,
  RoleHoldingsDeclaration,
  TenantDeclaration,
} from "../tenant/declarations.ts";
import type {
  AdministratorGroupObservation,
  EntraAdministratorObservation,
  EntraRoleHoldingsObservation,
  RecognisedUserObservation,
} from "../tenant/facts/administrators.ts";
import type { EntraConnectorIdentityObservation } from "../tenant/facts/connector-identity.ts";
import type { AssignmentType, RecognisedRoles } from "../tenant/facts/roles.ts";
import type { TenantObservation } from "../tenant/facts/tenant.ts";

/** A user whom one tool adopts, or both. */
export interface RecognisedUserInputs {
  readonly userPrincipalName: string;
  readonly assignmentType: AssignmentType;
  /** By each of the tools. */
  readonly recognised: readonly (RecognisedRoles | null)[];
  readonly observed: RecognisedUserObservation;
}

export interface EntraAdministratorInputs extends AdministratorDeclaration {
  readonly account: AccountId;
  readonly phase: Phase;
  /** How the roles are declared to be held: directly, or through the named group. */
  readonly assignment: "direct" | "group";
  readonly group: string | null;
  /** Documented reasons for Global Administrator. */
  readonly purpose: "synchronization" | "connect-health" | "federation";
  /** The oldest of the provisioning agents that it sets up; absent where nobody says, and for Connect Sync. */
  readonly agentVersion?: string;
  readonly observed: EntraAdministratorObservation;
}

/** How an administrator holds its declared roles once this program has assigned what it assigns. */
export interface EntraRoleHoldingsInputs extends RoleHoldingsDeclaration {
  readonly administrator: AccountId;
  readonly userPrincipalName: string;
  readonly origin: "created" | "adopted";
  readonly observed: EntraRoleHoldingsObservation;
}

export interface AdministratorGroupInputs extends AdministratorGroupDeclaration {
  readonly tool: SyncTool;
  readonly observed: AdministratorGroupObservation;
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

export interface TenantInputs extends TenantDeclaration {
  /** Null where the tool is not in use. */
  readonly cloudSync: { readonly phase: Phase; readonly domains: readonly string[] } | null;
  readonly observed: TenantObservation;
}

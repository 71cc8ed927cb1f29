/**
 * The resources whose state is what was observed. `subject` says in their inputs which one it is, and all that differs
 * between them is looked up by it: another account, or one of another tool, begins as an entry here, and the compiler names
 * the places that have to know about it.
 */
import type {
  AdSyncServiceAccountInputs,
  ConnectorAccountInputs,
  ForestInputs,
  GroupManagedServiceAccountInputs,
  PrivilegedAdministratorInputs,
} from "./active-directory.ts";
import type { VaultNameInputs } from "./azure.ts";
import type {
  AdministratorGroupInputs,
  EntraAdministratorInputs,
  EntraConnectorIdentityInputs,
  EntraRoleHoldingsInputs,
  RecognisedUserInputs,
  TenantInputs,
} from "./entra.ts";
import type { AttestedAccountInputs } from "./server.ts";

/** What the rules see of each: what is declared, and what was observed under `observed`. */
export interface InputsOf {
  /** An Active Directory forest: its domains, levels, schema and what managed service accounts need of it. */
  readonly forest: ForestInputs;
  /** The AD DS Connector account of one forest: what kind of object it is, its groups, its permissions. */
  readonly "connector account": ConnectorAccountInputs;
  /** The gMSA of the provisioning agent: its class, who may retrieve its password, its encryption types. */
  readonly "group managed service account": GroupManagedServiceAccountInputs;
  /** A Domain or Enterprise Administrator who installs: its state, and whether it is still privileged. */
  readonly "privileged administrator": PrivilegedAdministratorInputs;
  /** The account that runs the ADSync service: its kind as declared, and its object where it has one. */
  readonly "ADSync service account": AdSyncServiceAccountInputs;
  /** An administrator in Microsoft Entra ID as declared, and as the tenant showed it before the program changed anything. */
  readonly "entra administrator": EntraAdministratorInputs;
  /**
   * What is known of a user whom a tool adopts, whichever tool that is: it belongs to neither, so that it is not forgotten
   * when one of them goes. Nothing is read for it, and no rule judges it.
   */
  readonly "recognised user": RecognisedUserInputs;
  /** How an administrator holds its roles in the tenant, after the program has assigned what it assigns. */
  readonly "entra role holdings": EntraRoleHoldingsInputs;
  /** The group through which an administrator holds its roles, as declared and as the tenant showed it before. */
  readonly "administrator group": AdministratorGroupInputs;
  /** How Connect Sync is declared to sign in to the tenant; a legacy user is looked up there. */
  readonly "entra connector identity": EntraConnectorIdentityInputs;
  /** What the tenant holds already, besides what this program puts there. */
  readonly tenant: TenantInputs;
  /** The name of the Key Vault: whether a deleted vault holds it. When the stack goes, it says that the name stays taken. */
  readonly "vault name": VaultNameInputs;
  /** An account of a server or a database, which no directory shows: a person attests it, until a date. */
  readonly "attested account": AttestedAccountInputs;
}

export type Subject = keyof InputsOf;

/** What is declared of one. */
export type Declared<S extends Subject> = Omit<InputsOf[S], "observed">;

/** What is observed of one; nothing of what a person attests. */
export type ObservedOf<S extends Subject> = InputsOf[S] extends { readonly observed: infer Observed }
  ? Observed
  : never;

/** Type tokens. They stand in the state of every stack, so none ever changes. */
export const resourceTypes = {
  forest: "pulumi-nodejs:dynamic/active-directory:Forest",
  "connector account": "pulumi-nodejs:dynamic/active-directory:ConnectorAccount",
  "group managed service account": "pulumi-nodejs:dynamic/active-directory:GroupManagedServiceAccount",
  "privileged administrator": "pulumi-nodejs:dynamic/active-directory:PrivilegedAdministrator",
  "ADSync service account": "pulumi-nodejs:dynamic/active-directory:AdSyncServiceAccount",
  "entra administrator": "pulumi-nodejs:dynamic/entra:Administrator",
  "recognised user": "pulumi-nodejs:dynamic/entra:RecognisedUser",
  "entra role holdings": "pulumi-nodejs:dynamic/entra:RoleHoldings",
  "administrator group": "pulumi-nodejs:dynamic/entra:AdministratorGroup",
  "entra connector identity": "pulumi-nodejs:dynamic/entra:ConnectorIdentity",
  tenant: "pulumi-nodejs:dynamic/entra:Tenant",
  "vault name": "pulumi-nodejs:dynamic/azure:VaultName",
  "attested account": "pulumi-nodejs:dynamic/server:AttestedAccount",
} as const satisfies Readonly<Record<Subject, string>>;

const subjects: ReadonlyMap<string, Subject> = new Map(
  (Object.keys(resourceTypes) as Subject[]).map((subject) => [resourceTypes[subject], subject]),
);

/** What a resource of the type is an observation of; undefined for every other resource. */
export function subjectOf(type: string): Subject | undefined {
  return subjects.get(type);
}

import type { AccountId } from "../../catalogue/accounts.ts";
import type { Remedy } from "../../catalogue/remedy.ts";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { EnforcementLevel, Verdict } from "./verdict.ts";

export type Severity = "low" | "medium" | "high" | "critical";

/** What a rule may know besides the inputs of the resource. */
export interface Context {
  /** The moment of judgement; see clock.ts. */
  readonly now: Date;
}

/** A resource as the engine, a state file or a test shows it. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  /** May contain unknown values, as in a preview. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Which resources a rule is about. */
export interface ResourceSelector {
  /** For the documentation. */
  readonly title: string;
  readonly includes: (type: string) => boolean;
  /** The one type, where it is only one. */
  readonly type?: string;
}

/** One thing that must be so, and why. It judges what is declared and observed; it never looks anything up. */
export interface Rule<Inputs = unknown> {
  /** Kebab case, unique; how policy configuration names it. */
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly enforcementLevel: EnforcementLevel;
  /** Given where an ordinary reader cannot be expected to see the fact; otherwise "cannot verify" is at the rule's level. */
  readonly unobservableLevel?: "advisory";
  /** What must be so: one sentence, printed above each message. */
  readonly description: string;
  /** What goes wrong otherwise: a clause without capital and full stop, used by verdicts that give none of their own. */
  readonly consequence: string;
  /** The way out in general, used by verdicts that give none of their own. */
  readonly remedy: Remedy;
  /** Where Microsoft says so. */
  readonly reference: string;
  readonly resources: ResourceSelector;
  /** Only these accounts; every account of the resource type when absent. */
  readonly accounts?: readonly AccountId[];
  /** At least one verdict. A method, so that rules about different inputs fit into one list. */
  judge(inputs: Inputs, context: Context): readonly Verdict[];
}

function ofTypes(title: string, ...types: readonly string[]): ResourceSelector {
  const [type] = types;
  return { title, includes: (one) => types.includes(one), ...(types.length === 1 && type ? { type } : {}) };
}

/** The resource types that rules talk about. */
export const resources = {
  entraAdministrators: ofTypes("administrators in Microsoft Entra ID", resourceTypes.entraAdministrator),
  administratorGroups: ofTypes(
    "groups through which an administrator holds its roles",
    resourceTypes.administratorGroup,
  ),
  entraRoleHoldings: ofTypes(
    "administrators in Microsoft Entra ID, as the tenant shows them",
    resourceTypes.entraRoleHoldings,
  ),
  entraConnectorIdentities: ofTypes("Microsoft Entra Connector account", resourceTypes.entraConnectorIdentity),
  connectorAccounts: ofTypes("AD DS Connector accounts", resourceTypes.connectorAccount),
  groupManagedServiceAccounts: ofTypes("gMSA of the provisioning agent", resourceTypes.groupManagedServiceAccount),
  adSyncServiceAccounts: ofTypes("ADSync service account", resourceTypes.adSyncServiceAccount),
  forests: ofTypes("forests of Active Directory", resourceTypes.forest),
  syncAccounts: ofTypes(
    "AD DS Connector accounts, gMSA of the provisioning agent",
    resourceTypes.connectorAccount,
    resourceTypes.groupManagedServiceAccount,
  ),
  serviceAccounts: ofTypes(
    "AD DS Connector accounts, gMSA of the provisioning agent, ADSync service account",
    resourceTypes.connectorAccount,
    resourceTypes.groupManagedServiceAccount,
    resourceTypes.adSyncServiceAccount,
  ),
  privilegedAdministrators: ofTypes("administrators in Active Directory", resourceTypes.privilegedAdministrator),
  tenants: ofTypes("what the tenant holds", resourceTypes.tenant),
  vaultNames: ofTypes("name of the Key Vault", resourceTypes.vaultName),
  attestedAccounts: ofTypes("accounts that are attested", resourceTypes.attestedAccount),
  directoryRoles: {
    title: "directory roles, their members, assignments and eligibility requests of the azuread provider",
    // By name, so that a type which a later version of the provider adds is looked at too. Roles of applications differ.
    includes: (type) => /^azuread:(?!.*\/appRole).*\/.*role/i.test(type),
  },
} as const satisfies Record<string, ResourceSelector>;

import type { AccountId } from "../../catalogue/accounts.ts";
import type { Remedy } from "../../catalogue/remedy.ts";
import { resourceTypes, type Subject } from "../../contract/resources.ts";
import type { Context } from "./context.ts";
import type { EnforcementLevel, Verdict } from "./verdict.ts";

export type { Context } from "./context.ts";

export type Severity = "low" | "medium" | "high" | "critical";

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
  /** The remedy in general, used by verdicts that give none of their own. */
  readonly remedy: Remedy;
  /** Where Microsoft says so. */
  readonly reference: string;
  readonly resources: ResourceSelector;
  /** Only these accounts; every account of the resource type when absent. */
  readonly accounts?: readonly AccountId[];
  /** At least one verdict. A method, so that rules about different inputs fit into one list. */
  judge(inputs: Inputs, context: Context): readonly Verdict[];
}

function about(title: string, ...subjects: readonly Subject[]): ResourceSelector {
  const types: readonly string[] = subjects.map((subject) => resourceTypes[subject]);
  const [type] = types;
  return { title, includes: (one) => types.includes(one), ...(types.length === 1 && type ? { type } : {}) };
}

/** The resource types that rules talk about. */
export const resources = {
  entraAdministrators: about("administrators in Microsoft Entra ID", "entra administrator"),
  administratorGroups: about("groups through which an administrator holds its roles", "administrator group"),
  entraRoleHoldings: about("administrators in Microsoft Entra ID, as the tenant shows them", "entra role holdings"),
  entraConnectorIdentities: about("Microsoft Entra Connector account", "entra connector identity"),
  connectorAccounts: about("AD DS Connector accounts", "connector account"),
  groupManagedServiceAccounts: about("gMSA of the provisioning agent", "group managed service account"),
  adSyncServiceAccounts: about("ADSync service account", "ADSync service account"),
  forests: about("forests of Active Directory", "forest"),
  syncAccounts: about(
    "AD DS Connector accounts, gMSA of the provisioning agent",
    "connector account",
    "group managed service account",
  ),
  serviceAccounts: about(
    "AD DS Connector accounts, gMSA of the provisioning agent, ADSync service account",
    "connector account",
    "group managed service account",
    "ADSync service account",
  ),
  privilegedAdministrators: about("administrators in Active Directory", "privileged administrator"),
  tenants: about("what the tenant holds", "tenant"),
  vaultNames: about("name of the Key Vault", "vault name"),
  attestedAccounts: about("accounts that are attested", "attested account"),
  directoryRoles: {
    title: "directory roles, their members, assignments and eligibility requests of the azuread provider",
    // By name, so that a type which a later version of the provider adds is looked at too. Roles of applications differ.
    includes: (type) => /^azuread:(?!.*\/appRole).*\/.*role/i.test(type),
  },
} as const satisfies Record<string, ResourceSelector>;

/** What a directory is asked about, and what comes of it. */
import type { FeatureId } from "../catalogue/features.ts";
import type { SyncTool } from "../catalogue/tools.ts";
import type { AdSyncServiceAccountObservation } from "./facts/adsync-service-account.ts";
import type { ConnectorAccountObservation } from "./facts/connector-account.ts";
import type { ForestObservation } from "./facts/forest.ts";
import type { GroupManagedServiceAccountObservation } from "./facts/group-managed-service-account.ts";
import type { PrivilegedAdministratorObservation } from "./facts/privileged-administrator.ts";

/** Whose rights are no finding. */
export interface TrustedPrincipals {
  /** Names of forests[].tierZero, besides those of every forest. */
  readonly tierZero: readonly string[];
  /** Names of the accounts which the stack declares for synchronization in this forest. */
  readonly syncAccounts: readonly string[];
  /** What the stack has each of these accounts do, by the same names; nothing where it is absent. No observation depends on it. */
  readonly needs?: readonly {
    readonly account: string;
    readonly tool: SyncTool;
    readonly features: readonly FeatureId[];
  }[];
}

/** What to observe. Plain JSON: it comes out of a resource's inputs. */
export type ObservationRequest =
  | {
      readonly subject: "forest";
      readonly forest: string;
      readonly trusted?: TrustedPrincipals;
      readonly syncServers?: readonly string[];
      /** Whether to look for values of mS-DS-ConsistencyGuid. */
      readonly consistencyGuids?: boolean;
    }
  | {
      readonly subject: "connector account";
      readonly forest: string;
      /** Null: not named yet, the installer will create it. */
      readonly name: string | null;
      /** DNS names of the domains that are synchronized: another one need not be reachable. All when absent. */
      readonly domains?: readonly string[];
      /** Distinguished names of what is synchronized; all of a domain in which none lies. */
      readonly organizationalUnits?: readonly string[];
      /** Nobody but Tier 0 of every forest when absent. */
      readonly trusted?: TrustedPrincipals;
    }
  | {
      readonly subject: "group managed service account";
      readonly forest: string;
      readonly name: string;
      /** Declared servers, as written: `AGENT01`, `CONTOSO\AGENT01$`, a DN or a DNS name. */
      readonly servers: readonly string[];
      /** DNS names of the domains that are synchronized: another one need not be reachable. All when absent. */
      readonly domains?: readonly string[];
      readonly trusted?: TrustedPrincipals;
      /** Distinguished names of what is synchronized; all of a domain in which none lies. */
      readonly organizationalUnits?: readonly string[];
      /** Attributes that are written back from Exchange Online, besides those of the catalogue; by lDAPDisplayName. */
      readonly exchangeOnlineAttributes?: readonly string[];
    }
  | {
      readonly subject: "privileged administrator";
      readonly forest: string;
      readonly name: string;
      /** DNS names of the domains that are synchronized: another one need not be reachable. All when absent. */
      readonly domains?: readonly string[];
    }
  | {
      readonly subject: "ADSync service account";
      readonly forest: string;
      /** Null: it has no object in the directory, or is not named yet. */
      readonly name: string | null;
      /** Declared sync servers, as written. */
      readonly servers?: readonly string[];
      /** Nobody but Tier 0 of every forest when absent. */
      readonly trusted?: TrustedPrincipals;
    };

export interface ObservationOf {
  readonly forest: ForestObservation;
  readonly "connector account": ConnectorAccountObservation;
  readonly "group managed service account": GroupManagedServiceAccountObservation;
  readonly "privileged administrator": PrivilegedAdministratorObservation;
  readonly "ADSync service account": AdSyncServiceAccountObservation;
}

/** What a directory is asked about, and what comes of it. */
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
      readonly trusted?: TrustedPrincipals;
      /** Distinguished names of what is synchronized; all of a domain in which none lies. */
      readonly organizationalUnits?: readonly string[];
    }
  | { readonly subject: "privileged administrator"; readonly forest: string; readonly name: string }
  | { readonly subject: "ADSync service account"; readonly forest: string; readonly name: string | null };

export interface ObservationOf {
  readonly forest: ForestObservation;
  readonly "connector account": ConnectorAccountObservation;
  readonly "group managed service account": GroupManagedServiceAccountObservation;
  readonly "privileged administrator": PrivilegedAdministratorObservation;
  readonly "ADSync service account": AdSyncServiceAccountObservation;
}

import type { Fact } from "../../catalogue/fact.ts";
import type { EntraUser } from "./user.ts";

export interface EntraConnectorIdentityObservation {
  /** For an application: whether one had the name already when the program first looked; null for a user. */
  readonly nameTaken: Fact<boolean> | null;
  /** The legacy user; `observed` is null when the tenant has no such user. Null for an application. */
  readonly user: Fact<EntraUser | null> | null;
}

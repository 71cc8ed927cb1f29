import type { Fact } from "../../catalogue/fact.ts";
import type { FoundAccount } from "./account.ts";
import type { Evidence } from "./evidence.ts";
import type { LogonFacts } from "./logon.ts";

export interface AdSyncServiceAccountObservation {
  readonly evidence: Evidence;
  /** Null for a virtual account, which has no object in the directory. */
  readonly account: Fact<FoundAccount | null> | null;
  readonly details: { readonly enabled: Fact<boolean>; readonly logon: LogonFacts } | null;
}

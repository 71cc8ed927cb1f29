import type { Fact } from "../../catalogue/fact.ts";
import type { FoundAccount, Grant } from "./account.ts";
import type { Evidence } from "./evidence.ts";
import type { LogonFacts } from "./logon.ts";
import type { ToldByGuid } from "./object-guid.ts";
import type { Takeover } from "./takeover.ts";

/** A server that runs Connect Sync. */
export interface SyncServer {
  /** As declared. */
  readonly server: string;
  /** The computer's object; null when no such object was seen. */
  readonly computer: Fact<FoundAccount | null>;
  /** False where no such computer was seen. */
  readonly enabled: Fact<boolean>;
  /** Whether it may retrieve the password of the account; null for an account that is no gMSA. */
  readonly mayRetrieve: Fact<Grant> | null;
}

export interface AdSyncServiceAccountObservation extends ToldByGuid {
  readonly evidence: Evidence;
  /** Null for a virtual or a local account, which has no object in the directory. */
  readonly account: Fact<FoundAccount | null> | null;
  readonly details: {
    readonly enabled: Fact<boolean>;
    readonly logon: LogonFacts;
    /** Of the account itself first, then of the groups through which servers retrieve its password; absent in what an older version observed. */
    readonly takeover?: Fact<readonly Takeover[]>;
  } | null;
  /** The declared servers, in that order; absent in what an older version observed. */
  readonly servers?: readonly SyncServer[];
}

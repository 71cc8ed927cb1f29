import type { Fact, Unobservable } from "../../catalogue/fact.ts";
import type { TakeoverEdgeId } from "../../catalogue/takeover-edges.ts";
import type { FoundAccount, PrincipalKind } from "./account.ts";
import type { SchemaNames } from "./schema-names.ts";

/** Someone who may retrieve a gMSA's password. */
export interface Retriever {
  readonly sid: string;
  /** Null when the security identifier could not be resolved. */
  readonly name: string | null;
  readonly kind: PrincipalKind;
  /** Whether it is everyone, or everyone of a kind; told where it is. */
  readonly everyone?: true;
}

/** Who a finding of takeover is about. */
export interface TakeoverPrincipal extends Pick<Retriever, "sid" | "name" | "kind"> {
  /** How many members a group lists, or has by primary group; null for what is no group, and where they cannot be counted. */
  readonly members: number | null;
  /** Of a group, who is behind it, directly or through nested groups: names, at most 5, and whether there may be others. */
  readonly people?: { readonly names: readonly string[]; readonly more: boolean };
  /** The security identifier in its SID history by which it counts; absent where it counts by its own. */
  readonly formerly?: string;
  /** Whether the domain itself lets it replicate secrets, by entries for its own name; told of takeovers. */
  readonly replicates?: boolean;
}

/** One way to take an object over: one entry of a security descriptor, or what stands for one. */
export interface TakeoverPath {
  readonly principal: TakeoverPrincipal;
  readonly edge: TakeoverEdgeId;
  /** What else the same entry gives. */
  readonly also: readonly TakeoverEdgeId[];
  /** Distinguished name of the object itself, or of a container above it. */
  readonly on: string;
  /** Null for an owner, who needs none. */
  readonly entry: {
    readonly sddl: string;
    /** Where it stands: the same as `on`, or a container above; null when it is inherited from where none is visible. */
    readonly from: string | null;
    /** As it stands there, in SDDL. Absent where that is not seen, and in what an older version observed. */
    readonly made?: string;
    /** Where it is about something of the forest's own. */
    readonly names?: SchemaNames;
  } | null;
  /** False when a condition decides that the directory does not settle. */
  readonly decided: boolean;
}

/** What an account of the stack can do to a target. */
export interface SyncAccountPath {
  /** As declared under `trusted.syncAccounts`. */
  readonly account: string;
  readonly path: TakeoverPath;
}

/** What an object is to the account: itself, a server, a group through which it holds rights or servers the password. */
export type TakeoverRole =
  | "account"
  | "server"
  | "group with rights"
  /** It gives no more than reading and Get-Changes. */
  | "group that reads"
  | "group of retrievers";

/** Who outside Tier 0 could take an object over, among the edges that are modelled and the objects that are visible. */
export interface Takeover {
  readonly target: FoundAccount;
  readonly role: TakeoverRole;
  /** Of a group: the groups from it to the one that holds rights, nearest first and at most 20; absent where it holds them itself. */
  readonly leadsTo?: readonly string[];
  /** Of a group: the rights on domain roots that whoever is in it holds, as `RIGHT on DN`; at most 20. */
  readonly rights?: readonly string[];
  readonly paths: Fact<{
    readonly count: number;
    /** Ordered, at most 20. */
    readonly sample: readonly TakeoverPath[];
    /** What other accounts of the stack could do; whether their features need it is for the rules. At most 20. */
    readonly ofSyncAccounts: readonly SyncAccountPath[];
    /** Names of groups that could, if anyone outside Tier 0 were in them; ordered, at most 20. */
    readonly emptyGroups: readonly string[];
    /** Distinguished names of the containers above it whose permissions could not be read. */
    readonly unseen: readonly string[];
    /** Why other ways may be there unseen, attributes and members that could not be read; ordered, at most 20. */
    readonly hidden: readonly Unobservable[];
    /** Why someone who holds rights cannot be told from Tier 0; absent where everyone can. */
    readonly untold?: Unobservable;
  }>;
}

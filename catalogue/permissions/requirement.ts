/** What a permission is: who must be able to do what, on which objects, and what happens otherwise. */
import type { ControlAccessRightName } from "../control-access-rights.ts";
import type { FeatureId } from "../features.ts";

/** One thing to be allowed to do; attributes and classes by lDAPDisplayName. */
export type Action =
  | { readonly do: "read all properties" }
  | { readonly do: "write all properties" }
  | { readonly do: "write"; readonly attribute: string }
  | { readonly do: "use"; readonly right: ControlAccessRightName }
  | { readonly do: "create"; readonly child: string }
  | { readonly do: "delete children"; readonly child: string }
  | { readonly do: "delete" };

/** The domain root itself; or new objects of one class directly below it. */
export type Target = "domain root" | { readonly newObjects: string };

export interface Way {
  readonly action: Action;
  readonly on: Target;
}

/** What a requirement belongs to: reading, which both tools always do, or a feature that is switched on. */
export type Purpose = "basic-read" | FeatureId;

export interface Requirement {
  /** Unique for a tool: by it an observation says what it is about. */
  readonly id: string;
  readonly purpose: Purpose;
  /** Any one of these is enough; the first is what the remedy grants. */
  readonly ways: readonly [Way, ...Way[]];
  /**
   * What its absence is: a gap in writing is a fault, because export fails; one in reading a warning, because an account
   * that may replicate directory changes imports without it. Undecided where the place is not declared.
   */
  readonly ifMissing: "fault" | "warning" | "undecided";
  /**
   * Whether it is about objects that the tool makes in a container which someone chose, so that being granted in any
   * container is enough; otherwise it is about every object of its class.
   */
  readonly inChosenContainer?: true;
  /** What follows when the forest's schema lacks the class or attribute. */
  readonly ifNotInSchema: "fault" | "warning" | "not applicable";
  /** What goes wrong: a clause without a full stop. */
  readonly consequence: string;
  readonly source: string;
}

/** What Microsoft's own tools grant for a purpose, which is often wider than what is needed. */
export interface CmdletGrant {
  /** Name and fixed parameters; the account is for the caller to add. */
  readonly command: string;
  /** Rights in SDDL letters, on what, for which class; `scope` as dsacls has it. */
  readonly entries: readonly GrantedEntry[];
  readonly source: string;
}

export interface GrantedEntry {
  readonly rights: string;
  /** Attribute, control access right or child class; all when absent. */
  readonly objectType?: string;
  readonly objectClass?: string;
  readonly scope: "this object" | "this object and descendants" | "descendants";
}

/** Everything about one purpose for one tool. */
export interface PermissionSet {
  readonly requirements: readonly Requirement[];
  /** Null where there is no cmdlet. */
  readonly grant: CmdletGrant | null;
  /** Where Microsoft's pages disagree, and what is not known. */
  readonly notes: readonly string[];
  /** Why what the feature needs cannot be judged, where that is so. */
  readonly undecided?: string;
}

/** Reading, writing and so on, on new objects of a class. */
export function onNew(newObjects: string, action: Action): Way {
  return { action, on: { newObjects } };
}

export function onRoot(action: Action): Way {
  return { action, on: "domain root" };
}

export function descendants(rights: string, objectClass: string, objectType?: string): GrantedEntry {
  return { rights, objectClass, scope: "descendants", ...(objectType === undefined ? {} : { objectType }) };
}

export function thisObject(rights: string, objectType: string): GrantedEntry {
  return { rights, objectType, scope: "this object" };
}

import type { Fact, Unobservable } from "../../catalogue/fact.ts";
import type { Grant } from "./account.ts";
import type { Sample } from "./sample.ts";
import type { SchemaNames } from "./schema-names.ts";

/** Whether a requirement of the catalogue of permissions is met, and if not, what is in the way. */
export type PermissionGrant =
  | Extract<Grant, { readonly granted: true }>
  | (Extract<Grant, { readonly granted: false }> & {
      /** The entry on the domain root that would grant it, in SDDL. */
      readonly entry: string;
    })
  /** The classes, attributes and rights which the forest's schema does not have. */
  | { readonly granted: false; readonly notInSchema: readonly string[] };

/** Why objects lack what others have. */
export type Obstacle = {
  /** Distinguished names. */
  readonly objects: Sample;
} & (
  | {
      readonly why: /** adminCount is 1 and inheritance is off, as AdminSDHolder leaves it. */
        | "protected"
        | "inheritance off"
        /** What their container would hand down to a new object has not reached them: moved, or not propagated. */
        | "not handed down"
        | "not granted"
        /** Their security descriptor could not be read. */
        | "unreadable"
        /** A conditional entry decides, or a group that the reader may not see. */
        | "undecided";
    }
  /** Inheritance is off on a container above. */
  | { readonly why: "inheritance off above"; readonly container: string }
  | {
      readonly why: "denied";
      /** The trustee of the entry that decides. */
      readonly to: string;
      /** That entry, in SDDL. */
      readonly entry: string;
      /** Where it was made; null for the objects themselves, and where that is not seen. Older versions did not look. */
      readonly origin?: {
        /** Distinguished name of a container above. */
        readonly on: string;
        /** As it stands there. */
        readonly entry: string;
      } | null;
      /** Where it is about something of the forest's own. */
      readonly names?: SchemaNames;
    }
);

/** What an account may do to the objects in scope that some requirements are about. */
export interface ObjectRights {
  /** Those for which everything below is the same, in the order of the catalogue. */
  readonly requirements: readonly string[];
  /** How many objects they are about. */
  readonly objects: number;
  /** For how many of them they are met. */
  readonly held: number;
  /**
   * Containers from which new objects inherit it, other than from further above: the domain root, organizational units. Of
   * a right to create: those on which it is held, in scope or not.
   */
  readonly grantedFrom: Sample;
  readonly obstacles: readonly Obstacle[];
}

/** An entry that someone made, for the account or for a group of its own. */
export interface HeldEntry {
  /** In SDDL. */
  readonly entry: string;
  readonly trustee: string;
  /** Where it is about something of the forest's own. */
  readonly names?: SchemaNames;
  /** Names of the groups between the account and the trustee, the trustee included; empty when it is the account. */
  readonly through: readonly string[];
  /** Letters of SDDL, `RP` and so on; generic rights as what they stand for. */
  readonly rights: readonly string[];
  /** The attribute, class or right it is about, in lower case, or a GUID that requirements do not know; null: all. */
  readonly objectType: string | null;
  /** The class of the objects that inherit it, in the same way; null: all. */
  readonly objectClass: string | null;
  readonly reach: "this object" | "this object and descendants" | "descendants";
  /** The objects on which it was made, those furthest up first. */
  readonly objects: Sample;
  /** The classes of these objects in lower case, each once and ordered; `unknown` for one that is not readable. */
  readonly standsOn: readonly string[];
  /**
   * Requirements that it meets by itself, on objects that it reaches, in the order of the catalogue: what may be lost with
   * it. Absent in what an older version observed.
   */
  readonly meets?: readonly string[];
  /**
   * Requirements that it would meet if it reached objects that they are about, in the order of the catalogue: it is for
   * another class, or for the object alone, or only for those below. Absent in what an older version observed.
   */
  readonly misses?: readonly string[];
  /** Whether all of these objects inherit what stands above them, up to the domain root. Absent like `meets`. */
  readonly inherits?: boolean;
}

export interface HeldEntries {
  readonly count: number;
  /** At most 100. */
  readonly sample: readonly HeldEntry[];
  /** Why there may be others: they are for groups that are not seen, and the account may be in them. */
  readonly besides?: Unobservable;
}

/** Among which objects something was looked for. */
export interface ObjectsSeen {
  /** DNS name of the domain controller that gave them: each has a copy of its own. */
  readonly domainController: string;
  /** How many the reader sees in the whole domain, in scope or not. */
  readonly visible: number;
}

/** What the reader does not see of the objects of a domain. */
export interface HiddenObjects {
  /** Containers of which it may not list the contents: anything may be below them. */
  readonly contents: Sample;
  /** Containers whose permissions it may not read: what they hand down is not known. */
  readonly containers: Sample;
  /** Other objects whose permissions it may not read. */
  readonly permissions: Sample;
  /** Objects whose class it may not read. */
  readonly classes: Sample;
}

/** An organizational unit of the scope that is none which the reader sees, and below which it sees nothing. */
export interface MissingUnit {
  readonly unit: string;
  /** The container whose name is spelled most like it; null when none comes near. */
  readonly nearest: string | null;
}

/** People in scope who are in a group that AdminSDHolder protects, directly or through other groups. */
export interface AdministratorsInScope {
  readonly count: number;
  /** Ordered, at most 20. */
  readonly names: readonly {
    readonly distinguishedName: string;
    /** Name of the protected group. */
    readonly group: string;
    /** Names of the groups in between, nearest to the person first. */
    readonly through: readonly string[];
  }[];
  /** Groups and identities in a protected group that hold everyone of a kind, by which everyone is an administrator. */
  readonly everyone: readonly {
    readonly name: string;
    /** Absent in what an older version observed, like `groupSid`. */
    readonly sid?: string;
    readonly group: string;
    readonly groupSid?: string;
    readonly through: readonly string[];
  }[];
  /** Why there may be others; ordered, at most 20. */
  readonly hidden: readonly Unobservable[];
}

/** What was found on every object of a domain that the reader sees. */
export interface ObjectPermissions extends ObjectsSeen {
  /** Distinguished names of the organizational units that are synchronized; all of the domain when empty. */
  readonly scope: readonly string[];
  /** Those of `scope` that lead to nothing. Absent in what an older version observed, like `nothingInScope`. */
  readonly missingUnits?: readonly MissingUnit[];
  /** Whether no object is seen in scope, organizational units and containers aside. */
  readonly nothingInScope?: boolean;
  /**
   * People in scope whom AdminSDHolder protects, or once did: adminCount is 1, and inheritance is off. Those among
   * `administrators` are left out.
   */
  readonly protectedPeople: Sample;
  /** Absent in what an older version observed. */
  readonly administrators?: Fact<AdministratorsInScope>;
  readonly rights: readonly ObjectRights[];
  /** Entries anywhere in the domain, in scope or not. */
  readonly entries: HeldEntries;
  /** What of the domain the reader does not see, besides what every domain hides. */
  readonly hidden: Fact<
    HiddenObjects & {
      /** The first person with inheritance off in scope of whom it may not read adminCount; null where there is none. */
      readonly adminCount: string | null;
      readonly inScope: HiddenObjects;
    }
  >;
  /** What AdminSDHolder hands to protected accounts; null when it was not seen. */
  readonly adminSdHolder: {
    /** Requirements that an account which is stamped with it meets, other than from rights that everyone has. */
    readonly granted: readonly string[];
    /** Entries for the account, or its groups, that are for objects below only, where there are none; in SDDL. */
    readonly withoutEffect: Sample;
    /** Where they are about something of the forest's own. */
    readonly names?: SchemaNames;
  } | null;
}

/** What an account may do in one domain. */
export interface DomainPermissions {
  /** DNS name. */
  readonly domain: string;
  readonly distinguishedName: string;
  readonly objects: Fact<ObjectPermissions>;
  /** One row for every requirement of the tool, whichever features are on, in the order of the catalogue. */
  readonly requirements: Fact<readonly { readonly requirement: string; readonly grant: Fact<PermissionGrant> }[]>;
}

import { type ControlAccessRightName, controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";

/** What an access control entry grants or denies, without to whom. */
export interface Permission {
  /** Access mask in SDDL letters: https://learn.microsoft.com/windows/win32/secauthz/ace-strings */
  readonly rights: string;
  /** GUID of an attribute, property set, child class or control access right; all of them when absent. */
  readonly objectType?: string;
  /** Where the entry counts: on the object itself when absent. */
  readonly scope?: "this object" | "this object and descendants" | "descendants";
  /** GUID of the class of descendants for which it counts; all of them when absent. */
  readonly inheritedObjectType?: string;
}

/** Which descendants a permission reaches: those of a class, everything, or everything and the object itself. */
export type Reach = { readonly descendants: ClassName | "all" } | { readonly scope: Permission["scope"] };

export type ClassName = keyof typeof classGuids;
export type AttributeName = keyof typeof attributeGuids;

/** A control access right, such as replicating directory changes. */
export function controlAccess(right: ControlAccessRightName, reach?: Reach): Permission {
  return { rights: "CR", objectType: controlAccessRights[right].guid, ...reached(reach) };
}

/** Reading one attribute, or every one. */
export function readProperty(attribute: AttributeName | "all", reach?: Reach): Permission {
  return { rights: "RP", ...typed(attribute), ...reached(reach) };
}

/** Writing one attribute, or every one. */
export function writeProperty(attribute: AttributeName | "all", reach?: Reach): Permission {
  return { rights: "WP", ...typed(attribute), ...reached(reach) };
}

/** Creating and deleting children of a class. */
export function createAndDelete(child: ClassName, reach?: Reach): Permission {
  return { rights: "CCDC", objectType: classGuids[child], ...reached(reach) };
}

/** Full control, as `0xF01FF`, which is what Active Directory stores. */
export function fullControl(reach?: Reach): Permission {
  return { rights: "CCDCLCSWRPWPDTLOCRSDRCWDWO", ...reached(reach) };
}

/** The entry in SDDL: https://learn.microsoft.com/windows/win32/secauthz/ace-strings */
export function entrySddl(kind: "grant" | "deny", permission: Permission, trustee: string): string {
  const { rights, objectType = "", scope = "this object", inheritedObjectType = "" } = permission;
  const type = (objectType || inheritedObjectType ? "O" : "") + (kind === "grant" ? "A" : "D");
  const flags = { "this object": "", "this object and descendants": "CI", descendants: "CIIO" }[scope];
  return `(${type};${flags};${rights};${objectType};${inheritedObjectType};${trustee})`;
}

function typed(attribute: AttributeName | "all"): Pick<Permission, "objectType"> {
  return attribute === "all" ? {} : { objectType: attributeGuids[attribute] };
}

function reached(reach: Reach | undefined): Pick<Permission, "scope" | "inheritedObjectType"> {
  if (reach === undefined) {
    return {};
  }
  if ("scope" in reach) {
    return { scope: reach.scope };
  }
  return {
    scope: "descendants",
    ...(reach.descendants === "all" ? {} : { inheritedObjectType: classGuids[reach.descendants] }),
  };
}

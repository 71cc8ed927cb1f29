import { type ControlAccessRightName, controlAccessRights } from "../../catalogue/control-access-rights.ts";

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

/** schemaIDGUIDs, the same in every forest: https://learn.microsoft.com/windows/win32/adschema/classes-all */
const classes = {
  user: "bf967aba-0de6-11d0-a285-00aa003049e2",
  inetOrgPerson: "4828cc14-1437-45bc-9b07-ad6f015e5f28",
  group: "bf967a9c-0de6-11d0-a285-00aa003049e2",
  contact: "5cb41ed0-0e4c-11d0-a286-00aa003049e2",
  computer: "bf967a86-0de6-11d0-a285-00aa003049e2",
  device: "bf967a8e-0de6-11d0-a285-00aa003049e2",
  foreignSecurityPrincipal: "89e31c12-8530-11d0-afda-00c04fd930c9",
  organizationalUnit: "bf967aa5-0de6-11d0-a285-00aa003049e2",
} as const;
export type ClassName = keyof typeof classes;

/** schemaIDGUIDs: https://learn.microsoft.com/windows/win32/adschema/attributes-all */
const attributes = {
  lockoutTime: "28630ebf-41d5-11d1-a9c1-0000f80367c1",
  pwdLastSet: "bf967a0a-0de6-11d0-a285-00aa003049e2",
  "mS-DS-ConsistencyGuid": "23773dc2-b63a-11d2-90e1-00c04fd91ab1",
  "msDS-KeyCredentialLink": "5b47d60f-6090-40b2-9f37-2a4de88f3063",
  proxyAddresses: "bf967a06-0de6-11d0-a285-00aa003049e2",
  member: "bf9679c0-0de6-11d0-a285-00aa003049e2",
  servicePrincipalName: "f3a64788-5306-11d1-a9c5-0000f80367c1",
} as const;
export type AttributeName = keyof typeof attributes;

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
  return { rights: "CCDC", objectType: classes[child], ...reached(reach) };
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
  return attribute === "all" ? {} : { objectType: attributes[attribute] };
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
    ...(reach.descendants === "all" ? {} : { inheritedObjectType: classes[reach.descendants] }),
  };
}

/** What is asked about an object: of the server, and of the access check in the server's terms. */
import {
  type AccessRequest,
  checkAccess,
  controlAccessRight,
  createChild,
  mostPermissive,
  readConfidentialProperty,
  readProperty,
  validatedWrite,
  wholeObject,
  writeProperty,
} from "../../directory/security/access-check.ts";
import { accessRights } from "../../directory/security/access-mask.ts";
import { checkDeletion, checkTreeDeletion, checkVisibility } from "../../directory/security/object-access.ts";
import type { Comparison, Holder, Question, Reading, Subject } from "./comparison.ts";
import type { Attempt, Attribute, SchemaClass, WritableParts } from "./enforcement.ts";
import { checkAsSamba } from "./samba-walk.ts";
import { rightGuids } from "./trial.ts";

export interface RootObject extends Subject {
  readonly classGuid: string;
  /** schemaIDGUID of nTSecurityDescriptor. */
  readonly descriptorGuid: string;
}

export interface TrialObject extends RootObject {
  readonly className: string;
  /** The attributes and classes of children that it is worth asking about. */
  readonly asked: { readonly attributes: readonly Attribute[]; readonly children: readonly SchemaClass[] };
  /** Attributes that have a value. */
  readonly present: readonly Attribute[];
  /** Schema objects that rights are about. */
  readonly schema: { readonly member: Attribute; readonly host: Attribute; readonly service: Attribute };
  readonly container: TrialObject | undefined;
}

export function compareWrites(
  comparison: Comparison,
  holder: Holder,
  object: TrialObject,
  writable: WritableParts,
): void {
  const granted = new Set(writable.attributes);
  for (const attribute of object.asked.attributes)
    comparison.compare(holder, object, "write", {
      ...asks(holder, object, writeProperty(pathOf(attribute, object))),
      right: attribute.name,
      propertySet: attribute.set,
      enforced: granted.has(attribute.name),
    });
  const creatable = new Set(writable.children);
  for (const { name, guid } of object.asked.children)
    comparison.compare(holder, object, "create child", {
      ...asks(holder, object, createChild(guid)),
      right: name,
      enforced: creatable.has(name),
    });
  if (writable.components !== null) comparePermissions(comparison, holder, object, writable.components);
}

/** Bits of sDRightsEffective. Source: MS-ADTS 3.1.1.4.5.4. */
const components = [
  ["change the owner", 0x1, accessRights.writeOwner],
  ["change the DACL", 0x4, accessRights.writeDacl],
] as const;

/** `read` are the attributes that came back; undefined for an object that did not show. */
export function compareReads(
  comparison: Comparison,
  holder: Holder,
  object: TrialObject,
  read: ReadonlySet<string> | undefined,
  listObjectMode: boolean,
): void {
  const { container } = object;
  if (container !== undefined)
    comparison.compare(holder, object, "show", {
      right: listObjectMode ? "in list object mode" : "by its container",
      enforced: read !== undefined,
      judge: (reading) =>
        checkVisibility(placed(object, reading), placed(container, reading), holder.token, { listObjectMode }),
    });
  if (read === undefined) return;
  comparison.compare(holder, object, "permissions", {
    ...asksWholeObject(holder, object, accessRights.readControl),
    right: "read the permissions",
    enforced: read.has("nTSecurityDescriptor"),
  });
  for (const attribute of object.present) {
    const path = pathOf(attribute, object);
    const request = attribute.confidential ? readConfidentialProperty(path) : readProperty(path);
    comparison.compare(holder, object, attribute.confidential ? "read confidential" : "read", {
      ...asks(holder, object, request),
      ...(attribute.confidential && {
        walkAsSamba: () => checkAsSamba(object.descriptor, holder.token, request, object.sid),
      }),
      right: attribute.name,
      propertySet: attribute.set,
      enforced: read.has(attribute.name),
    });
  }
}

/** What accounts try to do with an object, by its class. */
export function attemptsOn({ dn, className, container }: TrialObject): readonly Attempt[] {
  if (container === undefined || className === "organizationalUnit") return [];
  const own: readonly Attempt["do"][] = attemptsByClass[className] ?? [];
  return [...own, "delete" as const, "delete_tree" as const].map((what) => ({ do: what, dn }));
}

const attemptsByClass: Readonly<Record<string, readonly Attempt["do"][]>> = {
  user: ["reset_password"],
  inetOrgPerson: ["reset_password"],
  computer: ["reset_password", "name_host", "name_service"],
  group: ["join"],
};

export function compareAttempt(
  comparison: Comparison,
  holder: Holder,
  object: TrialObject,
  what: Attempt["do"],
  enforced: boolean,
): void {
  const [kind, asked] = attempted(holder, object, what);
  comparison.compare(holder, object, kind, { ...asked, right: what.replace("_", " "), enforced });
}

function attempted(
  holder: Holder,
  object: TrialObject,
  what: Attempt["do"],
): readonly [kind: string, asked: Omit<Question, "right" | "enforced">] {
  const { schema } = object;
  switch (what) {
    case "reset_password":
      return ["extended right", asks(holder, object, controlAccessRight(rightGuids.resetPassword))];
    case "join":
      return ["validated write", asksToWrite(holder, object, schema.member, rightGuids.selfMembership)];
    case "name_host":
      return ["validated write", asksToWrite(holder, object, schema.host, rightGuids.validatedHostName)];
    case "name_service":
      return ["validated write", asksToWrite(holder, object, schema.service, rightGuids.validatedServiceName)];
    case "delete_tree":
      return [
        "delete",
        {
          ...asksWholeObject(holder, object, accessRights.deleteTree),
          judge: (reading) => checkTreeDeletion(placed(object, reading), holder.token),
        },
      ];
    case "delete":
      return ["delete", asksToDelete(holder, object)];
  }
}

/** A value is written by the right to write the property, or by the validated write. */
function asksToWrite(
  holder: Holder,
  object: TrialObject,
  attribute: Attribute,
  right: string,
): Omit<Question, "right" | "enforced"> {
  const byProperty = asks(holder, object, writeProperty(pathOf(attribute, object)));
  const byRight = asks(holder, object, validatedWrite(right));
  return {
    judge: (reading) => mostPermissive(byProperty.judge(reading), byRight.judge(reading)),
    propertySet: attribute.set,
  };
}

function asksToDelete(holder: Holder, object: TrialObject): Omit<Question, "right" | "enforced"> {
  const { container, classGuid } = object;
  if (container === undefined) throw new Error(`${object.dn} is not in a known container`);
  const judge: Question["judge"] = (reading) =>
    checkDeletion({ ...placed(object, reading), classGuid }, placed(container, reading), holder.token);
  const { judgeAsSamba } = asksWholeObject(holder, object, accessRights.delete);
  return { judge, judgeAsSamba: (reading) => mostPermissive(judgeAsSamba(reading), judge(reading)) };
}

/** A domain root: who may fetch changes, and who may change its owner and permissions. */
export function compareRoot(
  comparison: Comparison,
  holder: Holder,
  root: RootObject,
  enforced: { readonly fetches: boolean; readonly components: number },
): void {
  comparison.compare(holder, root, "extended right", {
    ...asks(holder, root, controlAccessRight(rightGuids.getChanges)),
    right: "replicating directory changes",
    enforced: enforced.fetches,
  });
  comparePermissions(comparison, holder, root, enforced.components);
}

function comparePermissions(comparison: Comparison, holder: Holder, object: RootObject, allowed: number): void {
  for (const [right, bit, mask] of components)
    comparison.compare(holder, object, "permissions", {
      ...asksWholeObject(holder, object, mask),
      right,
      enforced: (allowed & bit) !== 0,
    });
}

function asks({ token }: Holder, subject: Subject, request: AccessRequest): Pick<Question, "judge" | "controlAccess"> {
  return {
    judge: (reading) => checkAccess(reading(subject.descriptor), token, request, subject),
    controlAccess: (request.mask & accessRights.controlAccess) !== 0,
  };
}

/** Samba asks for these rights as if they were about the attribute that holds the descriptor. */
function asksWholeObject(holder: Holder, object: RootObject, mask: number) {
  const asSamba = { mask, objectTypes: [object.descriptorGuid, object.classGuid] };
  return { ...asks(holder, object, wholeObject(mask)), judgeAsSamba: asks(holder, object, asSamba).judge };
}

function placed({ descriptor, sid }: Subject, reading: Reading) {
  return { descriptor: reading(descriptor), object: { sid } };
}

/** What the access check is asked about an attribute: itself, its property set, the object's class. */
function pathOf({ guid, set }: Attribute, { classGuid }: TrialObject): readonly string[] {
  return set === null ? [guid, classGuid] : [guid, set, classGuid];
}

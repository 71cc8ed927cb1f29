/**
 * Rights that an object's own descriptor does not settle alone: being seen and being deleted, which its container has a
 * say in. Sources: MS-ADTS 5.1.3.3.6, 3.1.1.5.5.
 */
import {
  type AccessDecision,
  type CheckedObject,
  checkAccess,
  deleteChild,
  mostPermissive,
  type Token,
  wholeObject,
} from "./access-check.ts";
import { accessRights } from "./access-mask.ts";
import type { SecurityDescriptor } from "./security-descriptor.ts";

export interface Placed {
  readonly descriptor: SecurityDescriptor;
  readonly object?: CheckedObject;
}

export interface PlacedObject extends Placed {
  /** schemaIDGUID of its most specific class. */
  readonly classGuid: string;
}

/** A decision, and whose descriptor made it. */
export interface PlacedDecision extends AccessDecision {
  readonly by: "object" | "container";
}

/**
 * Deleting an object takes the right to delete on it, or the right to delete children of its class on its container; a
 * denial of one leaves the other as it is.
 */
export function checkDeletion(object: PlacedObject, container: Placed, token: Token): PlacedDecision {
  const own = checkAccess(object.descriptor, token, wholeObject(accessRights.delete), object.object);
  const above = checkAccess(container.descriptor, token, deleteChild(object.classGuid), container.object);
  const decision = mostPermissive(own, above);
  return { ...decision, by: decision === own ? "object" : "container" };
}

/** Deleting an object with all that is below it in one operation: nothing below is asked. */
export function checkTreeDeletion({ descriptor, object }: Placed, token: Token): AccessDecision {
  return checkAccess(descriptor, token, wholeObject(accessRights.deleteTree), object);
}

/**
 * Whether an object shows at all: its container lets its contents be listed or, in list object mode, both let the object
 * be listed. The root of a naming context always shows; do not ask for it.
 */
export function checkVisibility(
  object: Placed,
  container: Placed,
  token: Token,
  { listObjectMode }: { readonly listObjectMode: boolean },
): PlacedDecision {
  const list = (mask: number, { descriptor, object: checked }: Placed): AccessDecision =>
    checkAccess(descriptor, token, wholeObject(mask), checked);
  const contents = list(accessRights.listContents, container);
  if (!listObjectMode || contents.outcome === "granted") return { ...contents, by: "container" };
  const above = list(accessRights.listObject, container);
  const own = list(accessRights.listObject, object);
  const both = leastPermissive(above, own);
  const decision = mostPermissive(contents, both);
  return { ...decision, by: decision === own ? "object" : "container" };
}

function leastPermissive(first: AccessDecision, second: AccessDecision): AccessDecision {
  const order = ["denied", "undecided", "granted"];
  return order.indexOf(second.outcome) <= order.indexOf(first.outcome) ? second : first;
}

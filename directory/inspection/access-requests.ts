/** Requirements of the catalogue as questions to an access check, in the words of the forest's own schema. */
import { type Fact, observed } from "../../catalogue/fact.ts";
import type { Action, Way } from "../../catalogue/permissions/requirement.ts";
import { allFacts, mapFact } from "../fact-of.ts";
import {
  type AccessRequest,
  controlAccessRight,
  readProperty,
  wholeObject,
  writeProperty,
} from "../security/access-check.ts";
import { accessRights } from "../security/access-mask.ts";
import type { SchemaFacts } from "../source.ts";

/** The schema by name, regardless of case. */
export interface Names {
  readonly classes: ReadonlyMap<string, { readonly guid: string; readonly defaultSecurityDescriptor: string | null }>;
  readonly attributes: ReadonlyMap<string, { readonly guid: string; readonly propertySet: string | null }>;
  readonly rights: ReadonlyMap<string, { readonly guid: string }>;
  /** Attributes of which it is not known whether the schema has them. */
  readonly untold?: ReadonlyMap<string, Untold>;
}

type Untold = Exclude<Fact<unknown>, { readonly observed: unknown }>;

/** Why it is not known whether the schema has what a way is about. */
export function untoldIn({ action }: Way, { untold }: Names): Untold | undefined {
  return action.do === "write" ? untold?.get(action.attribute.toLowerCase()) : undefined;
}

export function namesIn({ classes, attributes, rights }: SchemaFacts): Fact<Names> {
  return mapFact(allFacts({ classes, attributes, rights }), (all) =>
    observed({ classes: byName(all.classes), attributes: byName(all.attributes), rights: byName(all.rights) }),
  );
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name.toLowerCase(), item]));
}

export type Missing = { readonly notInSchema: readonly string[] };

export function requestFor({ action, on }: Way, names: Names): AccessRequest | Missing {
  const target = on === "domain root" ? undefined : on.newObjects;
  const classGuids = target === undefined ? [] : [names.classes.get(target.toLowerCase())?.guid];
  const request = actionRequest(
    action,
    names,
    classGuids.flatMap((guid) => guid ?? []),
  );
  const missing = [
    ...(classGuids.includes(undefined) && target !== undefined ? [target] : []),
    ...(typeof request === "string" ? [request] : []),
  ];
  return missing.length === 0 && typeof request !== "string" ? request : { notInSchema: missing };
}

/** The request; or the name that the schema does not have. */
function actionRequest(action: Action, names: Names, classGuids: readonly string[]): AccessRequest | string {
  switch (action.do) {
    case "read all properties":
      return readProperty([]);
    case "write all properties":
      return writeProperty([]);
    case "write": {
      const attribute = names.attributes.get(action.attribute.toLowerCase());
      if (attribute === undefined) return action.attribute;
      const { guid, propertySet } = attribute;
      return writeProperty([guid, ...(propertySet === null ? [] : [propertySet]), ...classGuids]);
    }
    case "use": {
      const right = names.rights.get(action.right.toLowerCase());
      return right === undefined ? action.right : controlAccessRight(right.guid);
    }
    case "create":
    case "delete children": {
      const child = names.classes.get(action.child.toLowerCase());
      if (child === undefined) return action.child;
      return {
        mask: action.do === "create" ? accessRights.createChild : accessRights.deleteChild,
        objectTypes: [child.guid],
      };
    }
    case "delete":
      return wholeObject(accessRights.delete);
  }
}

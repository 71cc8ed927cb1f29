/**
 * A domain in which permissions are planted: which objects it has, what keeps the entries of the domain root from them, and
 * entries as an administrator makes them. It is the same whether it lives in memory or on a domain controller.
 */

import { isDeepStrictEqual } from "node:util";
import type { Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import type { SyncTool } from "../../catalogue/tools.ts";

/** Paths of organizational units. */
export const units = {
  /** Where the accounts are; not synchronized. */
  sync: "Sync",
  staff: "Staff",
  berlin: "Staff/Berlin",
  /** Without objects. */
  lisbon: "Staff/Lisbon",
  guests: "Guests",
  /** Inheritance is off on the unit. */
  board: "Board",
  /** Inheritance is off on the objects themselves. */
  loners: "Loners",
  /** As AdminSDHolder leaves objects: adminCount is 1, and inheritance is off. */
  guarded: "Guarded",
} as const;

/** Classes that requirements are about; units are there anyway. */
export const leafClasses = [
  "user",
  "inetOrgPerson",
  "group",
  "contact",
  "computer",
  "device",
  "foreignSecurityPrincipal",
  "publicFolder",
] as const;

/** In each of these units there are so many objects of every class. */
const population = { [units.berlin]: 3, [units.guests]: 1, [units.board]: 1, [units.loners]: 1, [units.guarded]: 1 };

/** What keeps an object from what the domain root hands down. */
export type Barrier = "inheritance off above" | "inheritance off" | "protected";

export interface PlacedObject {
  readonly name: string;
  readonly objectClass: string;
  /** The unit that it is in; null below the domain root. */
  readonly unit: string | null;
  readonly barrier: Barrier | null;
}

const barriers: Readonly<Record<string, Barrier>> = {
  [units.board]: "inheritance off above",
  [units.loners]: "inheritance off",
  [units.guarded]: "protected",
};

export const leaves: readonly PlacedObject[] = Object.entries(population).flatMap(([unit, count]) =>
  leafClasses.flatMap((objectClass) =>
    Array.from({ length: count }, (_, index) => ({
      name: `${objectClass} ${index + 1} of ${unit.split("/").at(-1)}`,
      objectClass,
      unit,
      barrier: barriers[unit] ?? null,
    })),
  ),
);

/** What is asked about is about these: objects of a class in units, or in units below them. */
export function objectsIn(scope: readonly string[], objectClass: string): readonly PlacedObject[] {
  const inScope = (path: string) => scope.some((unit) => path === unit || path.startsWith(`${unit}/`));
  if (objectClass !== "organizationalUnit")
    return leaves.filter((each) => each.objectClass === objectClass && inScope(each.unit ?? ""));
  return Object.values(units)
    .filter(inScope)
    .map((path) => ({
      name: path,
      objectClass,
      unit: path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : null,
      barrier: path === units.board ? "inheritance off" : null,
    }));
}

/** Whom an entry is for: the account, or one of the groups around it. */
export type Trustee = "account" | "inner group" | "outer group";

export interface PlantedEntry {
  /** `domain root`, the path of a unit, or the name of an object. */
  readonly on: readonly string[];
  readonly kind: "allow" | "deny";
  readonly rights: string;
  /** An attribute, a control access right or the class of children. */
  readonly objectType?: string;
  readonly objectClass?: string;
  readonly reach: "this object" | "this object and descendants" | "descendants";
  readonly to: Trustee;
}

export const root = "domain root";

/** By the name of their object in CN=Extended-Rights. */
export const propertySetGuids = { "User-Account-Restrictions": "4c164200-20c0-11d0-a768-00aa006e0529" } as const;

/** The rights of one way in letters of SDDL, and what they are about. */
export function rightsOf({ action }: Way): Pick<PlantedEntry, "rights" | "objectType"> {
  switch (action.do) {
    case "read all properties":
      return { rights: "RP" };
    case "write all properties":
      return { rights: "WP" };
    case "write":
      return { rights: "WP", objectType: action.attribute };
    case "use":
      return { rights: "CR", objectType: action.right };
    case "create":
      return { rights: "CC", objectType: action.child };
    case "delete children":
      return { rights: "DC", objectType: action.child };
    case "delete":
      return { rights: "SD" };
  }
}

/** The narrowest entry on the domain root that allows what a requirement asks for. */
export function narrowEntry({ ways: [way] }: Requirement): PlantedEntry {
  const shared = { on: [root], kind: "allow", to: "account", ...rightsOf(way) } as const;
  return way.on === root
    ? { ...shared, reach: "this object" }
    : { ...shared, reach: "descendants", objectClass: way.on.newObjects };
}

/** The class of the objects on which a requirement counts; null where it is about the domain root. */
export function classOf({ ways }: Requirement): string | null {
  const own = ways.find(({ action }) => action.do !== "delete children") ?? ways[0];
  return own.on === root ? null : own.on.newObjects;
}

export const accountNames: Readonly<Record<SyncTool, string>> = {
  "connect-sync": "svc-connect",
  "cloud-sync": "agent$",
};

/** Whether what is held is, or is more than, what is wanted. */
export function covers(held: Way, wanted: Way): boolean {
  if (isDeepStrictEqual(held, wanted)) return true;
  const isMore = held.action.do === "write all properties" && wanted.action.do === "write";
  return isMore && isDeepStrictEqual(held.on, wanted.on);
}

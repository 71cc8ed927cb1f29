/** The planted domain in memory: hardened, so that nobody ordinary may do anything that no entry allows. */

import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { observed } from "../../catalogue/fact.ts";
import { namesInPermissions } from "../../catalogue/permissions.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import type { ObjectBatch, SecuredObject } from "../../directory/secured-objects.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import type { SchemaFacts } from "../../directory/source.ts";
import {
  domain,
  domainName,
  domainSid,
  gmsaClass,
  group,
  type MemoryForest,
  object,
} from "../directory/memory-forest.ts";
import { accountNames, leaves, type PlantedEntry, propertySetGuids, root, type Trustee, units } from "./model.ts";

const sids: Readonly<Record<Trustee, string>> = {
  account: `${domainSid}-1101`,
  "inner group": `${domainSid}-1201`,
  "outer group": `${domainSid}-1202`,
};

export const groupNames = { "inner group": "Inner", "outer group": "Outer" } as const;

/** Made up where the identifier differs between forests, or is that of a schema which was added. */
const guids: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...namesInPermissions.classes, ...namesInPermissions.attributes].map((name, index) => [
      name,
      `00000000-0000-0000-0000-${String(index).padStart(12, "0")}`,
    ]),
  ),
  ...attributeGuids,
  ...classGuids,
  ...Object.fromEntries(Object.entries(controlAccessRights).map(([name, { guid }]) => [name, guid])),
  ...propertySetGuids,
};

/** What new objects of every class get: nothing for anybody but administrators. */
const hardened = "D:(A;;GA;;;DA)(A;;GA;;;SY)";

const schema: SchemaFacts = {
  classes: observed(
    namesInPermissions.classes.map((name) => ({ name, guid: guidOf(name), defaultSecurityDescriptor: hardened })),
  ),
  attributes: observed(
    namesInPermissions.attributes.map((name) => ({
      name,
      guid: guidOf(name),
      propertySet: name === "pwdLastSet" ? propertySetGuids["User-Account-Restrictions"] : null,
    })),
  ),
  rights: observed(Object.entries(controlAccessRights).map(([name, { guid }]) => ({ name, guid }))),
};

function guidOf(name: string): string {
  const guid = guids[name];
  if (guid === undefined) throw new Error(`${name} has no identifier`);
  return guid;
}

/** A place of the domain with what protects it from the entries above. */
interface Place {
  readonly name: string;
  readonly distinguishedName: string;
  readonly objectClass: string;
  readonly parent: string | null;
  readonly isProtected: boolean;
  readonly adminCount: boolean;
}

function unitDn(path: string): string {
  return [
    ...path
      .split("/")
      .map((name) => `OU=${name}`)
      .reverse(),
    domainName,
  ].join(",");
}

const system = `CN=System,${domainName}`;
const open = { isProtected: false, adminCount: false } as const;

const places: readonly Place[] = [
  { ...open, name: root, distinguishedName: domainName, objectClass: "domainDNS", parent: null },
  { ...open, name: "System", distinguishedName: system, objectClass: "container", parent: root },
  {
    name: "AdminSDHolder",
    distinguishedName: `CN=AdminSDHolder,${system}`,
    objectClass: "container",
    parent: "System",
    isProtected: true,
    adminCount: false,
  },
  ...Object.values(units).map((path) => ({
    name: path,
    distinguishedName: unitDn(path),
    objectClass: "organizationalUnit",
    parent: path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : root,
    isProtected: path === units.board,
    adminCount: false,
  })),
  ...leaves.map(({ name, objectClass, unit, barrier }) => ({
    name,
    distinguishedName: `CN=${name},${unitDn(unit ?? "")}`,
    objectClass,
    parent: unit,
    isProtected: barrier === "inheritance off" || barrier === "protected",
    adminCount: barrier === "protected",
  })),
];
const placesByName = new Map(places.map((place) => [place.name, place]));

/** What an entry says on an object of a class: null where it does not get there. */
type Text = (entry: PlantedEntry) => string | null;

const typed = ({ kind, rights, objectType, objectClass, to }: PlantedEntry, flags: string) =>
  `(${kind === "allow" ? "OA" : "OD"};${flags};${rights};${objectType === undefined ? "" : guidOf(objectType)};${objectClass === undefined ? "" : guidOf(objectClass)};${sids[to]})`;

const flagsOf = { "this object": "", "this object and descendants": "CI", descendants: "CIIO" } as const;
const stated: Text = (entry) => typed(entry, flagsOf[entry.reach]);
const inherited =
  (place: Place): Text =>
  (entry) => {
    if (entry.reach === "this object") return null;
    const counts = entry.objectClass === undefined || entry.objectClass === place.objectClass;
    return typed(entry, counts ? "CIID" : "CIIOID");
  };

/** Denials before allowances, and what was made on an object before what it inherits, the nearest first. */
function listOf(place: Place, entries: readonly PlantedEntry[]): string {
  const on = (name: string) => {
    const made = entries.filter((entry) => entry.on.includes(name));
    return [...made.filter(({ kind }) => kind === "deny"), ...made.filter(({ kind }) => kind === "allow")];
  };
  const own = on(place.name).map(stated);
  const above = place.isProtected ? [] : ancestorsOf(place).flatMap(({ name }) => on(name).map(inherited(place)));
  return [...own, "(A;;GA;;;DA)(A;;GA;;;SY)", ...above.filter((text) => text !== null)].join("");
}

/** Those whose entries come through, the nearest first. */
function ancestorsOf({ parent }: Place): readonly Place[] {
  const above = parent === null ? undefined : placesByName.get(parent);
  if (above === undefined) return [];
  return above.isProtected ? [above] : [above, ...ancestorsOf(above)];
}

const sddlDomains = { domain: domainSid, forestRoot: domainSid };

function descriptorOf(place: Place, entries: readonly PlantedEntry[]): Uint8Array {
  const text = `O:DAG:DAD:${place.isProtected ? "P" : ""}${listOf(place, entries)}`;
  const known = encoded.get(text) ?? encodeSecurityDescriptor(parseSddl(text, sddlDomains));
  encoded.set(text, known);
  return known;
}

/** By their text: most descriptors are the same in one situation as in another. */
const encoded = new Map<string, Uint8Array>();

/** The domain with these entries, and the account of a tool in it. */
export function plantedForest(tool: SyncTool, entries: readonly PlantedEntry[]): MemoryForest {
  const numbers = new Map<Uint8Array, number>();
  const objects = places.map((place): SecuredObject => {
    const descriptor = descriptorOf(place, entries);
    if (!numbers.has(descriptor)) numbers.set(descriptor, numbers.size);
    const comma = place.distinguishedName.indexOf(",");
    return {
      name: place.distinguishedName.slice(0, comma),
      container: place.distinguishedName.slice(comma + 1),
      objectClass: place.objectClass,
      descriptor: numbers.get(descriptor) ?? null,
      adminCount: place.adminCount,
      critical: false,
      consistencyGuid: false,
    };
  });
  const [domainRoot] = places;
  if (domainRoot === undefined) throw new Error("no place");
  return {
    objects: [accountOf(tool), inner, outer],
    memberOf: { [sids.account]: [sids["inner group"]], [sids["inner group"]]: [sids["outer group"]] },
    schema,
    domains: [domain({ rootSecurityDescriptor: observed(descriptorOf(domainRoot, entries)) })],
    secured: [{ descriptors: [...numbers.keys()], objects } satisfies ObjectBatch],
    // Whom the entries that every object has let read.
    session: [`${domainSid}-512`],
  };
}

const inner = group(groupNames["inner group"], 1201);
const outer = group(groupNames["outer group"], 1202);

export function accountOf(tool: SyncTool) {
  const facts = tool === "cloud-sync" ? { objectClass: gmsaClass } : {};
  return object(accountNames[tool], { rid: 1101, ...facts });
}

export const scopeNames = (scope: readonly string[]) => scope.map(unitDn);
export const placeDn = (name: string) => placesByName.get(name)?.distinguishedName ?? name;

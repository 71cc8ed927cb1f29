/** Random security descriptors, groups and objects for the proof: the same ones for the same seed. */
import fc from "fast-check";
import { accessRights, fullControl } from "../../directory/security/access-mask.ts";
import {
  type AccessControlEntry,
  controlFlags,
  encodeSecurityDescriptor,
  entryFlags,
} from "../../directory/security/security-descriptor.ts";
import { wellKnownSids } from "../../directory/security/sid.ts";
import type { ForestDescription } from "../active-directory/description.ts";
import type { Attribute, ObjectToBuild, Schema } from "./enforcement.ts";

/** Accounts on whose behalf everything is asked. */
const accounts = Array.from({ length: 16 }, (_, index) => `account${index}`);
/** Below it every object of the proof stands. */
export const proofUnit = "Proof";

/** Groups in groups, three deep, of every scope, one pair of them in a circle; each account is in some of them. */
export function trialForest(seed: number): ForestDescription {
  const [teams = []] = fc.sample(
    fc.noBias(fc.array(fc.subarray(accounts, { maxLength: 6 }), { minLength: 8, maxLength: 8 })),
    {
      seed,
      numRuns: 1,
    },
  );
  const team = (index: number): string => `team${index}`;
  return {
    domain: { dnsName: "proof.example", netBiosName: "PROOF" },
    organizationalUnits: [proofUnit],
    users: [...accounts, "stranger"].map((name) => ({ name })),
    groups: [
      ...teams.map((members, index) => ({ name: team(index), members })),
      { name: "division0", members: [team(0), team(1)], scope: "universal" },
      { name: "division1", members: [team(2), team(3), "division0"], scope: "universal" },
      { name: "company", members: ["division1", team(4)], scope: "domain local" },
      { name: "circle0", members: [team(5), "circle1"], scope: "domain local" },
      { name: "circle1", members: [team(6), "circle0"], scope: "domain local" },
      { name: "nobody", scope: "global" },
    ],
  };
}

export const principals: readonly string[] = accounts;
const groups = [
  ...Array.from({ length: 8 }, (_, index) => `team${index}`),
  ...["division0", "division1", "company", "circle0", "circle1", "nobody"],
];

/** Classes of the objects; the first two are containers that others stand in. */
const leafClasses = [
  "user",
  "inetOrgPerson",
  "computer",
  "group",
  "contact",
  "container",
  "organizationalUnit",
] as const;

/** Objects that a round adds below a unit of its own: units in units, and in each an object of every class. */
export function trialObjects(
  { seed, round, base }: { readonly seed: number; readonly round: number; readonly base: string },
  descriptors: DescriptorSource,
): readonly ObjectToBuild[] {
  const outer = `OU=round${round},${base}`;
  const inner = [`OU=inner0,${outer}`, `OU=inner1,${outer}`];
  const containers = [outer, ...inner];
  const leaves = containers.flatMap((parent, place) =>
    leafClasses.flatMap((objectClass, kind) =>
      [0, 1].map((index) => ({ objectClass, parent, name: `r${round}p${place}c${kind}n${index}` })),
    ),
  );
  const drawn = descriptors.draw(containers.length + leaves.length, seed + round);
  return [
    ...containers.map((dn) => ({ dn, attributes: { objectClass: "organizationalUnit" } })),
    ...leaves.map(({ objectClass, parent, name }) => ({
      dn: `${objectClass === "organizationalUnit" ? "OU" : "CN"}=${name},${parent}`,
      attributes: { objectClass, ...required(objectClass, name) },
    })),
  ].map((object, index) => ({ ...object, descriptor: drawn[index] ?? new Uint8Array() }));
}

function required(objectClass: (typeof leafClasses)[number], name: string): Readonly<Record<string, string>> {
  switch (objectClass) {
    case "user":
    case "group":
      return { sAMAccountName: name };
    case "inetOrgPerson":
      return { sAMAccountName: name, sn: name };
    case "computer":
      return { sAMAccountName: `${name}$` };
    default:
      return {};
  }
}

/** Draws encoded descriptors whose entries are about the accounts, groups, attributes and classes of a domain. */
export class DescriptorSource {
  readonly #descriptors: fc.Arbitrary<Uint8Array>;

  constructor(schema: Schema, sidOf: (name: string) => string) {
    const people = accounts.map(sidOf);
    const trustees = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...people) },
      { weight: 8, arbitrary: fc.constantFrom(...groups.map(sidOf)) },
      {
        weight: 5,
        arbitrary: fc.constantFrom(wellKnownSids.everyone, wellKnownSids.authenticatedUsers, "S-1-5-32-545"),
      },
      { weight: 1, arbitrary: fc.constantFrom(wellKnownSids.self, sidOf("stranger")) },
    );
    const owners = fc.constantFrom(...people, ...groups.map(sidOf), ...groups.map(sidOf));
    const entries = fc.array(randomEntry(trustees, schema), { minLength: 4, maxLength: 18, size: "max" });
    this.#descriptors = fc
      .record({ owner: owners, entries, isProtected: fc.nat(9).map((value) => value === 0) })
      .map(({ owner, entries: own, isProtected }) => encode(owner, own, isProtected));
  }

  draw(count: number, seed: number): readonly Uint8Array[] {
    return fc.sample(fc.noBias(this.#descriptors), { seed, numRuns: count });
  }
}

function encode(owner: string, entries: readonly AccessControlEntry[], isProtected: boolean): Uint8Array {
  return encodeSecurityDescriptor({
    control: controlFlags.selfRelative | controlFlags.daclPresent | (isProtected ? controlFlags.daclProtected : 0),
    resourceManagerControl: 0,
    owner,
    group: owner,
    sacl: null,
    dacl: { revision: 4, entries },
  });
}

const inheritable = entryFlags.containerInherit;
const flags = fc.constantFrom(
  0,
  0,
  0,
  inheritable,
  inheritable,
  inheritable | entryFlags.inheritOnly,
  inheritable | entryFlags.noPropagateInherit,
);

/** Rights that an entry can grant whatever it is about. */
const wholeObjectMasks = [
  accessRights.readProperty,
  accessRights.readProperty,
  accessRights.writeProperty,
  accessRights.writeProperty,
  accessRights.writeProperty,
  accessRights.controlAccess,
  accessRights.createChild,
  accessRights.createChild,
  accessRights.deleteChild,
  accessRights.writeSelf,
  accessRights.listContents,
  accessRights.listObject,
  accessRights.deleteTree,
  accessRights.delete,
  accessRights.readControl,
  accessRights.writeDacl,
  accessRights.writeOwner,
  accessRights.genericRead,
  accessRights.genericWrite,
  accessRights.genericAll,
  fullControl,
] as const;

function randomEntry(trustee: fc.Arbitrary<string>, schema: Schema): fc.Arbitrary<AccessControlEntry> {
  const masks = fc
    .array(fc.constantFrom(...wholeObjectMasks), { minLength: 1, maxLength: 2 })
    .map((bits) => bits.reduce((mask: number, bit) => (mask | bit) >>> 0, 0));
  const plain = fc.record({ kind: fc.constantFrom("allow", "allow", "deny"), flags, mask: masks, trustee });
  const narrowed = fc
    .record({
      kind: fc.constantFrom("allow object", "allow object", "deny object"),
      flags,
      what: narrowings(schema),
      trustee,
      inheritedObjectType: fc.option(fc.constantFrom(...leafClasses.map((name) => classGuid(schema, name))), {
        nil: undefined,
        freq: 3,
      }),
    })
    .map(({ kind, flags: bits, what, trustee: holder, inheritedObjectType }) => ({
      kind,
      flags: bits,
      trustee: holder,
      mask: what.mask,
      objectType: what.objectType,
      ...(inheritedObjectType !== undefined && (bits & inheritable) !== 0 && { inheritedObjectType }),
    }));
  return fc.oneof({ weight: 3, arbitrary: plain }, { weight: 8, arbitrary: narrowed });
}

function classGuid({ classes }: Schema, name: string): string {
  const found = classes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`The schema has no class ${name}`);
  return found.guid;
}

interface Narrowing {
  readonly mask: number;
  readonly objectType: string;
}

/** What entries are narrowed to: attributes, property sets and classes, each with rights that mean something there. */
function narrowings(schema: Schema): fc.Arbitrary<Narrowing> {
  const { readProperty, writeProperty, controlAccess, createChild, deleteChild } = accessRights;
  const propertyMasks = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.constantFrom(writeProperty, writeProperty, readProperty, readProperty | writeProperty),
    },
    // Rarely, because Samba decides otherwise about it: see differences.ts.
    { weight: 1, arbitrary: fc.constantFrom(controlAccess, readProperty | controlAccess) },
  );
  const sets = [...new Set(schema.attributes.flatMap(({ set }) => set ?? []))].sort();
  const attributes = schema.attributes.filter(({ writable }) => writable).map(({ guid }: Attribute) => guid);
  const classes = schema.classes.map(({ guid }) => guid);
  const usual = leafClasses.map((name) => classGuid(schema, name));
  const about = (mask: fc.Arbitrary<number>, guids: readonly string[]): fc.Arbitrary<Narrowing> =>
    fc.record({ mask, objectType: fc.constantFrom(...guids) });
  return fc.oneof(
    { weight: 8, arbitrary: about(propertyMasks, sets) },
    { weight: 4, arbitrary: about(propertyMasks, attributes) },
    { weight: 5, arbitrary: about(propertyMasks, usual) },
    { weight: 2, arbitrary: about(fc.constantFrom(createChild, deleteChild, createChild | deleteChild), usual) },
    { weight: 1, arbitrary: about(fc.constantFrom(createChild, deleteChild), classes) },
  );
}

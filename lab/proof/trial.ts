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

/** Rights that are asked about by name. Source: MS-ADTS 5.1.3.2.1, 5.1.3.2.2. */
export const rightGuids = {
  resetPassword: "00299570-246d-11d0-a768-00aa006e0529",
  getChanges: "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",
  selfMembership: "bf9679c0-0de6-11d0-a285-00aa003049e2",
  validatedHostName: "72e39547-7b18-11d1-adef-00c04fd8d5cd",
  validatedServiceName: "f3a64788-5306-11d1-a9c5-0000f80367c1",
} as const;

/** Rights that nothing is asked about: entries for them must not matter. */
const otherRights = ["ab721a53-1e2f-11d0-9819-00aa0040529b", "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2"];

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
    ...containers.map((dn) => ({ dn, attributes: { objectClass: "organizationalUnit", ...readable } })),
    ...leaves.map(({ objectClass, parent, name }) => ({
      dn: `${objectClass === "organizationalUnit" ? "OU" : "CN"}=${name},${parent}`,
      attributes: { objectClass, ...attributesOf(objectClass, name) },
    })),
  ].map((object, index) => ({ ...object, descriptor: drawn[index] ?? new Uint8Array() }));
}

/** Values to be read: attributes in several property sets, in none, and confidential ones. */
const readable = { description: "text", displayName: "text", adminDescription: "text" };
const readableOfPeople = {
  department: "text",
  employeeID: "1",
  givenName: "text",
  homeDirectory: "text",
  info: "text",
  l: "Berlin",
  mail: "someone@proof.example",
  scriptPath: "text",
  sn: "text",
  streetAddress: "text",
  telephoneNumber: "1",
  title: "Dr",
  // Confidential.
  msPKIRoamingTimeStamp: "stamp",
  unixUserPassword: "secret",
};

/** What an object of a class must have, and what can be read of it. */
function attributesOf(objectClass: (typeof leafClasses)[number], name: string): Readonly<Record<string, string>> {
  switch (objectClass) {
    case "user":
      return { sAMAccountName: name, ...readable, ...readableOfPeople };
    case "group":
      return { sAMAccountName: name, ...readable, mail: "group@proof.example" };
    case "inetOrgPerson":
      return { sAMAccountName: name, ...readable, ...readableOfPeople };
    case "computer":
      return { sAMAccountName: `${name}$`, ...readable, location: "Berlin", "msTPM-OwnerInformation": "secret" };
    case "contact":
      return { ...readable, telephoneNumber: "1", title: "Dr" };
    case "organizationalUnit":
      return { ...readable, street: "Main Street", l: "Berlin" };
    default:
      return readable;
  }
}

/** Draws encoded descriptors whose entries are about the accounts, groups, attributes and classes of a domain. */
export class DescriptorSource {
  readonly #descriptors: fc.Arbitrary<Uint8Array>;
  readonly #rootDescriptors: fc.Arbitrary<Uint8Array>;

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
    const owners = fc.constantFrom(
      ...people,
      ...groups.map(sidOf),
      ...["team4", "division1", "company", "company"].map(sidOf),
      ...["S-1-5-32-545", "S-1-5-32-545"],
    );
    const descriptors = (entry: fc.Arbitrary<AccessControlEntry>, minLength: number) =>
      fc
        .record({
          owner: owners,
          entries: fc.array(entry, { minLength, maxLength: 18, size: "max" }),
          isProtected: fc.nat(9).map((value) => value === 0),
        })
        .map(({ owner, entries, isProtected }) => encode(owner, entries, isProtected));
    this.#descriptors = descriptors(randomEntry(trustees, narrowings(schema)), 4);
    this.#rootDescriptors = descriptors(randomEntry(trustees, replicationRights), 1);
  }

  /** Descriptors for a domain root, mostly about replication. */
  drawForRoot(count: number, seed: number): readonly Uint8Array[] {
    return fc.sample(fc.noBias(this.#rootDescriptors), { seed, numRuns: count });
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

function randomEntry(
  trustee: fc.Arbitrary<string>,
  narrowing: fc.Arbitrary<Narrowing>,
): fc.Arbitrary<AccessControlEntry> {
  const masks = fc
    .array(fc.constantFrom(...wholeObjectMasks), { minLength: 1, maxLength: 2 })
    .map((bits) => bits.reduce((mask: number, bit) => (mask | bit) >>> 0, 0));
  const plain = fc.record({ kind: fc.constantFrom("allow", "allow", "deny"), flags, mask: masks, trustee });
  const narrowed = fc
    .record({
      kind: fc.constantFrom("allow object", "allow object", "deny object"),
      flags,
      what: narrowing,
      trustee,
      inheritedObjectType: fc.option(fc.constantFrom(...inheritingClasses), { nil: undefined, freq: 3 }),
    })
    .map(({ kind, flags: bits, what, trustee: holder, inheritedObjectType }) => ({
      kind,
      flags: bits,
      trustee: holder,
      mask: what.mask,
      objectType: what.objectType,
      ...(inheritedObjectType !== undefined && (bits & inheritable) !== 0 && { inheritedObjectType }),
    }));
  return fc.oneof({ weight: 2, arbitrary: plain }, { weight: 9, arbitrary: narrowed });
}

function classGuid({ classes }: Schema, name: string): string {
  const found = classes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`The schema has no class ${name}`);
  return found.guid;
}

/** schemaIDGUIDs of user, computer, group and organizationalUnit. */
const inheritingClasses = [
  "bf967aba-0de6-11d0-a285-00aa003049e2",
  "bf967a86-0de6-11d0-a285-00aa003049e2",
  "bf967a9c-0de6-11d0-a285-00aa003049e2",
  "bf967aa5-0de6-11d0-a285-00aa003049e2",
];

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
    { weight: 3, arbitrary: about(fc.constant(controlAccess), [rightGuids.resetPassword, ...otherRights]) },
    { weight: 3, arbitrary: about(fc.constant(accessRights.writeSelf), validatedWrites) },
  );
}

const validatedWrites = [rightGuids.selfMembership, rightGuids.validatedHostName, rightGuids.validatedServiceName];

const replicationRights: fc.Arbitrary<Narrowing> = fc.record({
  mask: fc.constant(accessRights.controlAccess),
  objectType: fc.constantFrom(rightGuids.getChanges, rightGuids.getChanges, ...otherRights),
});

/** Snapshots with many objects, made up from the recorded one of the healthy sample. */
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import { accessRights } from "../../directory/security/access-mask.ts";
import {
  type AccessControlEntry,
  controlFlags,
  encodeSecurityDescriptor,
  entryFlags,
} from "../../directory/security/security-descriptor.ts";
import { wellKnownSids } from "../../directory/security/sid.ts";
import { readSnapshot } from "../../directory/snapshot/file.ts";
import type { Snapshot } from "../../directory/snapshot/format.ts";

export const forestName = "contoso.example";

/** As in a company, where most objects of an organizational unit are alike, or as in none, where no two are. */
export type Variety = "repeating" | "distinct";

const sizes: Readonly<Record<Variety, number>> = { repeating: 250_000, distinct: 30_000 };
const perContainer = 1000;
/** Entries of a descriptor. */
const length = 40;
/** Others to whom something is delegated: with what is delegated, about 20,000 different entries. */
const delegates = 200;
/** One object in so many has a descriptor of its own, where they repeat. */
const ownDescriptor = 100;

export async function snapshotWith(
  variety: Variety,
): Promise<{ readonly snapshot: Snapshot; readonly objects: number }> {
  const file = new URL("../../samples/contoso.snapshot.json", import.meta.url);
  const sample = await readSnapshot(file.pathname, "contoso.snapshot.json", forestName);
  const [domain] = sample.domains;
  if (domain === undefined) throw new Error("The sample has no domain");
  const count = sizes[variety];
  const made = madeUpObjects(count, variety, domain.distinguishedName, identitiesIn(sample));
  const answer = { objects: { domainController: sample.domainController, ...made } };
  return {
    snapshot: { ...sample, domainObjects: [{ domain: domain.distinguishedName, answer }] },
    objects: count,
  };
}

/** The accounts that are judged, and what everybody is: a quarter of the entries are about them. */
function identitiesIn({ objects }: Snapshot): readonly string[] {
  const own = objects.flatMap(({ sid }) => sid ?? []);
  return [...own, wellKnownSids.everyone, wellKnownSids.authenticatedUsers];
}

function madeUpObjects(count: number, variety: Variety, domain: string, identities: readonly string[]) {
  const random = numbers(1);
  const descriptors: string[] = [];
  const add = () => descriptors.push(descriptor(random, identities)) - 1;
  const groups = new Map<
    string,
    { readonly container: string; readonly descriptor: number; readonly names: string[]; readonly numbers: number[] }
  >();
  for (let index = 0; index < count; index += 1) {
    const office = Math.floor(index / perContainer);
    const own = variety === "distinct" || index % ownDescriptor === 0;
    const key = own ? `${index}` : `office ${office}`;
    const group = groups.get(key) ?? {
      container: `OU=Office ${office},${domain}`,
      descriptor: add(),
      names: [],
      numbers: [],
    };
    group.names.push(`CN=Person ${index}`);
    group.numbers.push(index);
    groups.set(key, group);
  }
  const shared = { objectClass: "user", adminCount: false, critical: false, consistencyGuid: false };
  const recorded = [...groups.values()].map(({ numbers, ...group }) => ({
    ...group,
    guids: numbers.map(guid).join(""),
    ...shared,
  }));
  return { descriptors, groups: recorded };
}

/** 16 bytes, another for each number. */
function guid(number: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(number);
  return bytes.toString("base64url");
}

const objectTypes = [...Object.values(attributeGuids), ...Object.values(classGuids)];
const masks = [accessRights.readProperty, accessRights.writeProperty, accessRights.controlAccess];

function descriptor(random: (below: number) => number, identities: readonly string[]): string {
  const entries = Array.from({ length }, (_, index): AccessControlEntry => {
    const about = index % 4 === 0 ? identities[random(identities.length)] : undefined;
    return {
      kind: "allow object",
      flags: index < length / 4 ? 0 : entryFlags.inherited,
      mask: masks[random(masks.length)] ?? accessRights.readProperty,
      objectType: objectTypes[random(objectTypes.length)] ?? classGuids.user,
      trustee: about ?? `S-1-5-21-2840175193-1603927845-3361870524-${5000 + random(delegates)}`,
    };
  });
  const bytes = encodeSecurityDescriptor({
    control: controlFlags.selfRelative | controlFlags.daclPresent,
    resourceManagerControl: 0,
    owner: wellKnownSids.system,
    group: wellKnownSids.system,
    dacl: { revision: 4, entries },
    sacl: null,
  });
  return Buffer.from(bytes).toString("base64");
}

/** The same numbers in every run. Source: the generator of Park and Miller, 1988. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

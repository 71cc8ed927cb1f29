/** The proof: round after round of random objects, each right of each account asked of Samba and of the access check. */
import { wholeObject, writeProperty } from "../../directory/security/access-check.ts";
import { accessRights } from "../../directory/security/access-mask.ts";
import { decodeSecurityDescriptor, type SecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import type { PracticeDirectory } from "../active-directory/practice-directory.ts";
import { Comparison, type Holder, type Subject } from "./comparison.ts";
import {
  type Attribute,
  Enforcement,
  type Schema,
  type SchemaClass,
  type StoredObject,
  type WritableParts,
} from "./enforcement.ts";
import { DescriptorSource, principals, proofUnit, trialObjects } from "./trial.ts";

export interface ProofOptions {
  readonly seed: number;
  /** Answers to compare at least; whole rounds are compared. */
  readonly count: number;
  readonly progress?: (comparison: Comparison) => void;
}

/** Compares at least `count` answers about the forest of `trialForest(seed)`. */
export async function prove(practice: PracticeDirectory, { seed, count, progress }: ProofOptions): Promise<Comparison> {
  await using enforcement = new Enforcement(practice);
  const schema = await enforcement.schema();
  const source = new DescriptorSource(schema, (name) => practice.sidOf(name));
  const holders = await readHolders(practice, enforcement);
  const comparison = new Comparison();
  const base = `OU=${proofUnit},${practice.baseDn}`;
  for (let round = 0; comparison.compared < count; round += 1) {
    await enforcement.build(trialObjects({ seed, round, base }, source));
    await compareRound({ enforcement, schema, holders, comparison, base: `OU=round${round},${base}` });
    progress?.(comparison);
  }
  return comparison;
}

async function readHolders(practice: PracticeDirectory, enforcement: Enforcement): Promise<readonly Holder[]> {
  const holders: Holder[] = [];
  for (const name of principals)
    holders.push({
      name,
      sid: practice.sidOf(name),
      dn: practice.dnOf(name),
      token: { sids: new Set(await enforcement.tokenOf(practice.dnOf(name))) },
    });
  return holders;
}

interface Round {
  readonly enforcement: Enforcement;
  readonly schema: Schema;
  readonly holders: readonly Holder[];
  readonly comparison: Comparison;
  readonly base: string;
}

interface TrialObject extends Subject {
  readonly classGuid: string;
  readonly asked: { readonly attributes: readonly Attribute[]; readonly children: readonly SchemaClass[] };
}

async function compareRound({ enforcement, schema, holders, comparison, base }: Round): Promise<void> {
  const objects = new Map((await enforcement.describe(base)).map((stored) => [stored.dn, trialObject(stored, schema)]));
  const descriptorAttribute = schema.attributes.find(({ name }) => name === "nTSecurityDescriptor")?.guid ?? "";
  for (const holder of holders)
    for (const writable of await enforcement.writes(holder.dn, base)) {
      const object = objects.get(writable.dn);
      if (object === undefined) throw new Error(`Samba told of ${writable.dn}, which is not of this round`);
      compareWrites(comparison, holder, object, writable, descriptorAttribute);
    }
}

function trialObject(stored: StoredObject, { attributes, classes }: Schema): TrialObject {
  const descriptor = decodeSecurityDescriptor(Buffer.from(stored.descriptor, "hex"));
  return {
    dn: stored.dn,
    sid: stored.sid ?? undefined,
    descriptor,
    classGuid: classes.find(({ name }) => name === stored.class)?.guid ?? "",
    asked: {
      attributes: worthAsking(
        attributes.filter(({ name }) => stored.attributes.includes(name)),
        descriptor,
      ),
      children: worthAsking(
        classes.filter(({ name }) => stored.children.includes(name)),
        descriptor,
      ),
    },
  };
}

/** Of many attributes or classes those that the descriptor names, itself or by property set, and some that it does not. */
function worthAsking<Asked extends { readonly guid: string; readonly set?: string | null }>(
  all: readonly Asked[],
  { dacl, owner }: SecurityDescriptor,
): readonly Asked[] {
  const named = new Set(
    (dacl?.entries ?? []).flatMap((entry) => ("objectType" in entry ? (entry.objectType ?? []) : [])),
  );
  const [about, others] = [all.filter(isNamed), all.filter((one) => !isNamed(one))];
  // Another beginning for each object, so that every attribute gets its turn.
  const beginning = (dacl?.entries.length ?? 0) * 7 + (owner?.length ?? 0);
  const step = Math.max(1, Math.floor(others.length / unnamed));
  return [...about, ...others.filter((_, index) => index % step === beginning % step)];

  function isNamed({ guid, set }: Asked): boolean {
    return named.has(guid) || (typeof set === "string" && named.has(set));
  }
}

/** About so many attributes, and so many classes, are asked about that no entry names. */
const unnamed = 6;

function compareWrites(
  comparison: Comparison,
  holder: Holder,
  object: TrialObject,
  writable: WritableParts,
  descriptorAttribute: string,
): void {
  const granted = new Set(writable.attributes);
  for (const attribute of object.asked.attributes) {
    const { name } = attribute;
    comparison.compare(holder, object, "write", {
      right: name,
      request: writeProperty(objectTypesOf(attribute, object)),
      propertySet: attribute.set,
      enforced: granted.has(name),
    });
  }
  const creatable = new Set(writable.children);
  for (const { name, guid } of object.asked.children)
    comparison.compare(holder, object, "create child", {
      right: name,
      request: { mask: accessRights.createChild, objectTypes: [guid] },
      enforced: creatable.has(name),
    });
  if (writable.components === null) return;
  for (const [right, bit, mask] of components)
    comparison.compare(holder, object, "permissions", {
      right,
      request: wholeObject(mask),
      asSambaAsks: { mask, objectTypes: [descriptorAttribute, object.classGuid] },
      enforced: (writable.components & bit) !== 0,
    });
}

/** What the access check is asked about an attribute: itself, its property set, the object's class. */
function objectTypesOf({ guid, set }: Attribute, { classGuid }: TrialObject): readonly string[] {
  return set === null ? [guid, classGuid] : [guid, set, classGuid];
}

/** Bits of sDRightsEffective. Source: MS-ADTS 3.1.1.4.5.4. */
const components = [
  ["change the owner", 0x1, accessRights.writeOwner],
  ["change the DACL", 0x4, accessRights.writeDacl],
] as const;

/** The proof: round after round of random objects, each right of each account asked of Samba and of the access check. */
import { decodeSecurityDescriptor, type SecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import type { PracticeDirectory } from "../active-directory/practice-directory.ts";
import { Comparison, type Holder } from "./comparison.ts";
import { Enforcement, type Schema, type StoredObject } from "./enforcement.ts";
import { attemptsOn, compareAttempt, compareReads, compareRoot, compareWrites, type TrialObject } from "./questions.ts";
import { Reader } from "./reading.ts";
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
  await using readers = new AsyncDisposableStack();
  const schema = await enforcement.schema();
  const source = new DescriptorSource(schema, (name) => practice.sidOf(name));
  const holders: Reading[] = [];
  for (const holder of await readHolders(practice, enforcement))
    holders.push({ holder, reader: readers.use(await Reader.signIn(practice, holder.name)) });
  const comparison = new Comparison();
  const proof = { practice, enforcement, schema, source, holders, comparison, seed };
  for (let round = 0; comparison.compared < count; round += 1) {
    await compareObjects(proof, round);
    await compareRoots(proof, round);
    progress?.(comparison);
  }
  return comparison;
}

interface Reading {
  readonly holder: Holder;
  readonly reader: Reader;
}

interface Proof {
  readonly practice: PracticeDirectory;
  readonly enforcement: Enforcement;
  readonly schema: Schema;
  readonly source: DescriptorSource;
  readonly holders: readonly Reading[];
  readonly comparison: Comparison;
  readonly seed: number;
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

/** Every account and every object of a round: writes, reads, and what can be done with it. */
async function compareObjects(proof: Proof, round: number): Promise<void> {
  const { practice, enforcement, source, holders, comparison, seed } = proof;
  const base = `OU=${proofUnit},${practice.baseDn}`;
  await enforcement.build(trialObjects({ seed, round, base }, source));
  const objects = trialObjectsOf(await enforcement.describe(`OU=round${round},${base}`), proof.schema);
  const attempts = [...objects.values()].flatMap((object) => attemptsOn(object).map((one) => ({ object, one })));
  const listObjectMode = round % 2 === 1;
  await enforcement.listObjectMode(listObjectMode);
  for (const { holder, reader } of holders) {
    for (const writable of await enforcement.writes(holder.dn, `OU=round${round},${base}`))
      compareWrites(comparison, holder, known(objects, writable.dn), writable);
    const read = await reader.read(`OU=round${round},${base}`);
    for (const object of objects.values())
      compareReads(comparison, holder, object, read.get(object.dn), listObjectMode);
    const allowed = await enforcement.attempts(
      holder.dn,
      attempts.map(({ one }) => one),
    );
    for (const [index, { object, one }] of attempts.entries())
      compareAttempt(comparison, holder, object, one.do, allowed[index] ?? false);
  }
}

/** Domain roots with random descriptors, one after the other, and who may fetch changes of the domain then. */
async function compareRoots(proof: Proof, round: number): Promise<void> {
  const { practice, enforcement, schema, source, holders, comparison, seed } = proof;
  for (const drawn of source.drawForRoot(rootsInRound, seed + round)) {
    const answer = await enforcement.root(
      drawn,
      holders.map(({ holder }) => holder.dn),
    );
    const root = {
      dn: practice.baseDn,
      sid: practice.domainSid,
      descriptor: decodeSecurityDescriptor(Buffer.from(answer.descriptor, "hex")),
      descriptorGuid: guidOf("nTSecurityDescriptor", schema.attributes),
      classGuid: guidOf("domainDNS", schema.classes),
    };
    for (const [index, { holder }] of holders.entries()) {
      const enforced = answer.accounts[index];
      if (enforced !== undefined) compareRoot(comparison, holder, root, enforced);
    }
  }
}

const rootsInRound = 100;

function known(objects: ReadonlyMap<string, TrialObject>, dn: string): TrialObject {
  const object = objects.get(dn);
  if (object === undefined) throw new Error(`Samba told of ${dn}, which is not of this round`);
  return object;
}

function trialObjectsOf(stored: readonly StoredObject[], schema: Schema): ReadonlyMap<string, TrialObject> {
  const objects = new Map<string, TrialObject>();
  // Containers first, so that each object finds its own.
  for (const one of stored.toSorted((a, b) => a.dn.length - b.dn.length))
    objects.set(one.dn, trialObject(one, schema, objects.get(one.dn.slice(one.dn.indexOf(",") + 1))));
  return objects;
}

function trialObject(
  stored: StoredObject,
  { attributes, classes }: Schema,
  container: TrialObject | undefined,
): TrialObject {
  const descriptor = decodeSecurityDescriptor(Buffer.from(stored.descriptor, "hex"));
  return {
    dn: stored.dn,
    sid: stored.sid ?? undefined,
    descriptor,
    descriptorGuid: guidOf("nTSecurityDescriptor", attributes),
    className: stored.class,
    classGuid: guidOf(stored.class, classes),
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
    present: attributes.filter(({ name }) => stored.present.includes(name)),
    schema: {
      member: named("member", attributes),
      host: named("dNSHostName", attributes),
      service: named("servicePrincipalName", attributes),
    },
    container,
  };
}

function named<Named extends { readonly name: string }>(wanted: string, all: readonly Named[]): Named {
  const found = all.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`The schema has no ${wanted}`);
  return found;
}

function guidOf(wanted: string, all: readonly { readonly name: string; readonly guid: string }[]): string {
  return named(wanted, all).guid;
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

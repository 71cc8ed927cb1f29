/** Facts from a recorded snapshot. */
import { resolve } from "node:path";
import { canonicalDistinguishedName, nameKey, splitName } from "../../catalogue/distinguished-name.ts";
import { type Entry, type EntryQuery, entryQuestion } from "../entries.ts";
import type { ObjectReceiver, ObjectsRead } from "../secured-objects.ts";
import {
  type AccountQuery,
  type DirectoryObject,
  type DirectorySource,
  DirectoryUnavailableError,
  type DomainFacts,
  type ForestFacts,
  type GroupClosure,
  type SchemaFacts,
  type SourceEvidence,
} from "../source.ts";
import { readSnapshot } from "./file.ts";
import { membershipQuestion, questionText, type ReadSnapshot, type Snapshot, type Unavailable } from "./format.ts";
import { guidAmong, type RecordedObjects, replay } from "./objects.ts";

/** Which snapshot is read; `forests[].directory.snapshot` of the stack configuration. */
export interface SnapshotSettings {
  /** Absolute, or relative to the project. */
  readonly file: string;
  /** Days after which what it shows verifies nothing any more. */
  readonly maximumAgeDays: number;
  /** What gives the names back where the snapshot has pseudonyms; absolute, or relative to the project. */
  readonly namesFile?: string | undefined;
  /** Whether a file that was changed after it was recorded is read anyway; false when absent. */
  readonly acceptEdited?: boolean | undefined;
}

/** A source that reads its file with the first question. */
export function openSnapshot(
  forest: string,
  settings: SnapshotSettings,
  { projectRoot }: { readonly projectRoot: string },
): DirectorySource {
  const file = resolve(projectRoot, settings.file);
  const { namesFile, acceptEdited } = settings;
  const names = namesFile === undefined ? undefined : { file: resolve(projectRoot, namesFile), name: namesFile };
  return new SnapshotSource(() => readSnapshot(file, settings.file, forest, { names, acceptEdited }), settings);
}

/** What was never asked while recording is not known, which is something else than looked for and not found. */
export class SnapshotSource implements DirectorySource {
  readonly #read: () => Promise<ReadSnapshot>;
  readonly #settings: SnapshotSettings;
  #index: Promise<SnapshotIndex> | undefined;

  constructor(read: () => Promise<ReadSnapshot>, settings: SnapshotSettings) {
    this.#read = read;
    this.#settings = settings;
  }

  async evidence(): Promise<SourceEvidence> {
    const { domainController, reader, recordedAt, domainControllers, edited, pseudonyms } = (await this.#open())
      .snapshot;
    return {
      source: "snapshot",
      domainController,
      reader,
      ...(domainControllers === undefined ? {} : { domainControllers }),
      recordedAt,
      maximumAgeDays: this.#settings.maximumAgeDays,
      ...(edited === undefined ? {} : { edited }),
      ...(pseudonyms === undefined ? {} : { pseudonyms: true }),
    };
  }

  async forest(): Promise<ForestFacts> {
    return (await this.#open()).snapshot.forest;
  }

  async schema(): Promise<SchemaFacts> {
    return (await this.#open()).snapshot.schema;
  }

  async domains(): Promise<readonly DomainFacts[]> {
    return (await this.#open()).snapshot.domains;
  }

  async findAccounts(query: AccountQuery): Promise<readonly DirectoryObject[]> {
    const index = await this.#open();
    const { found } = this.#answer(index.lookups.get(questionText(query)), subjectOf(query));
    return found.map((name) => this.#object(index, name));
  }

  async objectWithSid(sid: string): Promise<DirectoryObject | null> {
    const index = await this.#open();
    const { object } = this.#answer(index.identifiers.get(sid), `The security identifier ${sid}`);
    return object === null ? null : this.#object(index, object);
  }

  async groupsOf({ distinguishedName }: DirectoryObject, domain: string): Promise<GroupClosure> {
    const question = membershipQuestion(distinguishedName, domain);
    const subject = `The groups around ${distinguishedName} in ${domain}`;
    return this.#answer((await this.#open()).memberships.get(question), subject).groups;
  }

  async entries(query: EntryQuery): Promise<readonly Entry[]> {
    const { entries } = this.#answer(
      (await this.#open()).entries.get(entryQuestion(query)),
      `The content of ${query.base} (${query.attributes.join(", ")})`,
    );
    return entries;
  }

  async objectGuid(distinguishedName: string): Promise<string | null> {
    const { name, container } = splitName(canonicalDistinguishedName(distinguishedName));
    return guidAmong((await this.#open()).groups().get(nameKey(container)) ?? [], name);
  }

  async readObjects<Receiver extends ObjectReceiver>(
    domain: string,
    begin: () => Receiver,
  ): Promise<ObjectsRead<Receiver>> {
    const { domainObjects } = await this.#open();
    const { objects } = this.#answer(domainObjects.get(nameKey(domain)), `The content of ${domain}`);
    const receiver = begin();
    replay(objects, receiver);
    return { receiver, domainController: objects.domainController };
  }

  async close(): Promise<void> {}

  #open(): Promise<SnapshotIndex> {
    this.#index ??= this.#read().then(indexSnapshot);
    return this.#index;
  }

  #object(index: SnapshotIndex, distinguishedName: string): DirectoryObject {
    const object = index.objects.get(nameKey(distinguishedName));
    if (object === undefined) throw this.#missing(distinguishedName);
    return object;
  }

  #answer<Answer extends object>(answer: Answer | undefined, subject: string): Exclude<Answer, Unavailable> {
    if (answer === undefined) throw this.#missing(subject);
    if (isUnavailable(answer))
      throw new DirectoryUnavailableError(answer.unavailable.reason, answer.unavailable.remedy);
    return answer as Exclude<Answer, Unavailable>;
  }

  #missing(subject: string): DirectoryUnavailableError {
    return new DirectoryUnavailableError(
      `${subject} is not in the snapshot ${this.#settings.file}, because the recording did not ask for it`,
      "Record it again with: npx hybrid-sync snapshot --stack NAME",
    );
  }
}

interface SnapshotIndex {
  readonly snapshot: ReadSnapshot;
  readonly objects: ReadonlyMap<string, DirectoryObject>;
  readonly lookups: ReadonlyMap<string, Snapshot["lookups"][number]["answer"]>;
  readonly identifiers: ReadonlyMap<string, Snapshot["identifiers"][number]["answer"]>;
  readonly entries: ReadonlyMap<string, Snapshot["entries"][number]["answer"]>;
  readonly domainObjects: ReadonlyMap<string, Snapshot["domainObjects"][number]["answer"]>;
  readonly memberships: ReadonlyMap<string, Snapshot["memberships"][number]["answer"]>;
  /** Groups of objects by the key of their container; put together with the first question. */
  readonly groups: () => ReadonlyMap<string, RecordedObjects["groups"]>;
}

function indexSnapshot(snapshot: ReadSnapshot): SnapshotIndex {
  let groups: ReadonlyMap<string, RecordedObjects["groups"]> | undefined;
  return {
    snapshot,
    objects: new Map(snapshot.objects.map((object) => [nameKey(object.distinguishedName), object])),
    lookups: new Map(snapshot.lookups.map(({ question, answer }) => [question, answer])),
    identifiers: new Map(snapshot.identifiers.map(({ sid, answer }) => [sid, answer])),
    entries: new Map(snapshot.entries.map(({ question, answer }) => [question, answer])),
    domainObjects: new Map(snapshot.domainObjects.map(({ domain, answer }) => [nameKey(domain), answer])),
    memberships: new Map(
      snapshot.memberships.map(({ object, domain, answer }) => [membershipQuestion(object, domain), answer]),
    ),
    groups: () => {
      groups ??= groupsByContainer(snapshot);
      return groups;
    },
  };
}

function groupsByContainer({ domainObjects }: ReadSnapshot): ReadonlyMap<string, RecordedObjects["groups"]> {
  const groups = domainObjects.flatMap(({ answer }) => ("objects" in answer ? answer.objects.groups : []));
  return Map.groupBy(groups, ({ container }) => nameKey(container));
}

function isUnavailable(answer: object): answer is Unavailable {
  return "unavailable" in answer;
}

function subjectOf(query: AccountQuery): string {
  return query.by === "installer" ? `The ${query.made} created by the installer` : `The ${questionText(query)}`;
}

/** Records every fact that observations ask for, so that the same observations can be made from the file alone. */
import { domainHolding } from "../../catalogue/distinguished-name.ts";
import type { AccountName } from "../account-name.ts";
import { observeThrough } from "../directories.ts";
import { type Entry, type EntryQuery, entryQuestion } from "../entries.ts";
import { byText } from "../order.ts";
import type { ObservationRequest } from "../requests.ts";
import type { ObjectBatch, ObjectReceiver, ObjectsRead } from "../secured-objects.ts";
import { compareSids } from "../security/sid.ts";
import {
  type AccountQuery,
  ConnectionLostError,
  type DirectoryObject,
  type DirectorySource,
  DirectoryUnavailableError,
  type DomainFacts,
  type ForestFacts,
  type GroupClosure,
  type SchemaFacts,
  type SourceEvidence,
  type WantedKind,
} from "../source.ts";
import {
  membershipQuestion,
  questionText,
  type Snapshot,
  snapshotFormat,
  snapshotVersion,
  type Unavailable,
} from "./format.ts";
import { ObjectRecorder } from "./objects.ts";

/** How far a recording is. */
export interface RecordingProgress {
  /** Observations that have come to their end. */
  readonly observed: number;
  readonly observations: number;
  /** Distinguished name of the domain whose objects are being read, and how many have come so far. */
  readonly reading: { readonly domain: string; readonly objects: number } | undefined;
}

/**
 * Observes everything in `requests` and keeps the facts; every account found can be looked up in the snapshot by any
 * form of its name. Throws DirectoryUnavailableError when the source cannot be opened or is lost on the way.
 */
export async function recordSnapshot(
  source: DirectorySource,
  requests: readonly ObservationRequest[],
  now: () => Date,
  tell: (progress: RecordingProgress) => void = () => {},
): Promise<Snapshot> {
  const { domainController, reader, domainControllers } = await source.evidence();
  const wanted = requests.flatMap(withAnyTrust);
  let observed = 0;
  const told = (reading?: RecordingProgress["reading"]) => tell({ observed, observations: wanted.length, reading });
  const recorder = new RecordingSource(source, told);
  const [forest, schema, domains] = await Promise.all([recorder.forest(), recorder.schema(), recorder.domains()]);
  for (const request of wanted) {
    told();
    await observeThrough(recorder, request);
    observed += 1;
  }
  told();
  for (const { distinguishedName } of domains) await settle(recorder.keepObjects(distinguishedName));
  for (const object of recorder.objects()) await recordOtherNames(recorder, object, domains);
  recorder.throwIfLost();
  return {
    format: snapshotFormat,
    version: snapshotVersion,
    recordedAt: now().toISOString(),
    domainController,
    reader,
    ...(domainControllers === undefined ? {} : { domainControllers }),
    forest,
    schema,
    domains,
    ...recorder.answers(),
  };
}

/** A stack that trusts fewer asks more: who is declared in a stack today may be anyone in a later one. */
function withAnyTrust(request: ObservationRequest): readonly ObservationRequest[] {
  return "trusted" in request ? [request, { ...request, trusted: { tierZero: [], syncAccounts: [] } }] : [request];
}

/** Stand-ins are never declared by name. */
async function recordOtherNames(
  recorder: RecordingSource,
  object: DirectoryObject,
  domains: readonly DomainFacts[],
): Promise<void> {
  const wanted = wantedKinds(object);
  if (wanted.length === 0) return;
  for (const { dnsName } of domains) await settle(recorder.groupsOf(object, dnsName));
  for (const name of namesOf(object, domains))
    for (const kind of wanted) await settle(recorder.findAccounts({ by: "name", name, wanted: kind }));
}

/** What the source cannot answer is recorded as such. */
async function settle(question: Promise<unknown>): Promise<void> {
  await question.catch((error: unknown) => {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
  });
}

function wantedKinds(object: DirectoryObject): readonly WantedKind[] {
  const classes = new Set(object.objectClass.map((name) => name.toLowerCase()));
  if (classes.has("msds-groupmanagedserviceaccount") || classes.has("msds-managedserviceaccount"))
    return ["managed service account", "account"];
  if (classes.has("computer")) return ["computer"];
  if (classes.has("group")) return ["account"];
  return classes.has("user") ? ["account", "managed service account"] : [];
}

/** Every form in which a person may write the name of an object. */
function namesOf(object: DirectoryObject, domains: readonly DomainFacts[]): readonly AccountName[] {
  const { distinguishedName, samAccountName, userPrincipalName } = object;
  const texts = bareNames(object);
  const own = domainHolding(distinguishedName, domains);
  return [
    { form: "distinguished-name", distinguishedName },
    ...(userPrincipalName === null ? [] : [{ form: "user-principal-name", userPrincipalName } as const]),
    ...texts.map((text) => ({ form: "sam-account-name", samAccountName: text }) as const),
    ...(own === undefined ? [] : [own]).flatMap((domain) => [
      ...[domain.netBiosName, domain.dnsName].flatMap((prefix) =>
        texts.map((text) => ({ form: "down-level", netBiosDomain: prefix, samAccountName: text }) as const),
      ),
      ...(samAccountName === null
        ? []
        : [{ form: "user-principal-name", userPrincipalName: `${samAccountName}@${domain.dnsName}` } as const]),
    ]),
  ];
}

/** The sAMAccountName with and without `$`, and what else the directory is searched for. */
function bareNames({ samAccountName, dnsHostName, commonName }: DirectoryObject): readonly string[] {
  const names = [
    samAccountName,
    samAccountName?.endsWith("$") ? [samAccountName.slice(0, -1), dnsHostName, commonName] : [],
  ];
  return [...new Set(names.flat().flatMap((name) => (name ? [name] : [])))];
}

/** Hands every question on, and keeps the answer. */
class RecordingSource implements DirectorySource {
  readonly #source: DirectorySource;
  readonly #objects = new Map<string, DirectoryObject>();
  readonly #lookups = new Map<string, LookupAnswer>();
  readonly #identifiers = new Map<string, IdentifierAnswer>();
  /** By domain, then by distinguished name. */
  readonly #memberships = new Map<string, Map<string, MembershipAnswer>>();
  readonly #entries = new Map<string, EntriesAnswer>();
  readonly #domainObjects = new Map<string, DomainObjectsAnswer>();
  readonly #reading: (reading: NonNullable<RecordingProgress["reading"]>) => void;
  #lost: ConnectionLostError | undefined;

  constructor(source: DirectorySource, reading: (reading: NonNullable<RecordingProgress["reading"]>) => void) {
    this.#source = source;
    this.#reading = reading;
  }

  evidence(): Promise<SourceEvidence> {
    return this.#source.evidence();
  }

  forest(): Promise<ForestFacts> {
    return this.#source.forest();
  }

  schema(): Promise<SchemaFacts> {
    return this.#source.schema();
  }

  domains(): Promise<readonly DomainFacts[]> {
    return this.#source.domains();
  }

  async findAccounts(query: AccountQuery): Promise<readonly DirectoryObject[]> {
    return this.#ask(this.#lookups, questionText(query), this.#source.findAccounts(query), (objects) => ({
      found: objects.map((object) => this.#keep(object)),
    }));
  }

  async objectWithSid(sid: string): Promise<DirectoryObject | null> {
    return this.#ask(this.#identifiers, sid, this.#source.objectWithSid(sid), (object) => ({
      object: object === null ? null : this.#keep(object),
    }));
  }

  async groupsOf(account: DirectoryObject, domain: string): Promise<GroupClosure> {
    const asked = this.#membershipsIn(domain);
    return this.#ask(asked, account.distinguishedName, this.#source.groupsOf(account, domain), (groups) => ({
      groups,
    }));
  }

  /** Recorded with the objects of the domain. */
  objectGuid(distinguishedName: string): Promise<string | null> {
    return this.#source.objectGuid(distinguishedName);
  }

  async entries(query: EntryQuery): Promise<readonly Entry[]> {
    return this.#ask(this.#entries, entryQuestion(query), this.#source.entries(query), (entries) => ({ entries }));
  }

  async readObjects<Receiver extends ObjectReceiver>(
    domain: string,
    begin: () => Receiver,
  ): Promise<ObjectsRead<Receiver>> {
    const both = this.#source.readObjects(
      domain,
      () => new Both(begin(), (objects) => this.#reading({ domain, objects })),
    );
    const { receiver, domainController } = await this.#ask(this.#domainObjects, domain, both, (read) => ({
      objects: read.receiver.recorder.recorded(read.domainController),
    }));
    return { receiver: receiver.own, domainController };
  }

  /** For the snapshot alone, where no observation has asked for them. */
  async keepObjects(domain: string): Promise<void> {
    if (!this.#domainObjects.has(domain)) await this.readObjects(domain, () => ({ receive() {} }));
  }

  async close(): Promise<void> {}

  objects(): readonly DirectoryObject[] {
    return [...this.#objects.values()].toSorted(byText((object) => object.distinguishedName));
  }

  answers(): Pick<Snapshot, "objects" | "lookups" | "identifiers" | "memberships" | "entries" | "domainObjects"> {
    return {
      objects: this.objects(),
      lookups: [...this.#lookups]
        .map(([question, answer]) => ({ question, answer }))
        .toSorted(byText(({ question }) => question)),
      identifiers: [...this.#identifiers]
        .map(([sid, answer]) => ({ sid, answer }))
        .toSorted((a, b) => compareSids(a.sid, b.sid)),
      entries: [...this.#entries]
        .map(([question, answer]) => ({ question, answer }))
        .toSorted(byText(({ question }) => question)),
      domainObjects: [...this.#domainObjects]
        .map(([domain, answer]) => ({ domain, answer }))
        .toSorted(byText(({ domain }) => domain)),
      memberships: [...this.#memberships]
        .flatMap(([domain, asked]) => [...asked].map(([object, answer]) => ({ object, domain, answer })))
        .toSorted(byText(({ object, domain }) => membershipQuestion(object, domain))),
    };
  }

  /** A snapshot that ends in the middle would say "not found" of what was merely not read. */
  throwIfLost(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }

  #membershipsIn(domain: string): Map<string, MembershipAnswer> {
    const asked = this.#memberships.get(domain) ?? new Map<string, MembershipAnswer>();
    this.#memberships.set(domain, asked);
    return asked;
  }

  #keep(object: DirectoryObject): string {
    this.#objects.set(object.distinguishedName, object);
    return object.distinguishedName;
  }

  async #ask<T, Answer>(
    answers: Map<string, Answer | Unavailable>,
    key: string,
    question: Promise<T>,
    record: (answer: T) => Answer,
  ): Promise<T> {
    try {
      const answer = await question;
      answers.set(key, record(answer));
      return answer;
    } catch (error) {
      if (error instanceof ConnectionLostError) this.#lost ??= error;
      else if (error instanceof DirectoryUnavailableError)
        answers.set(key, { unavailable: { reason: error.reason, remedy: error.remedy } });
      throw error;
    }
  }
}

/** Keeps what it hands on. */
class Both<Receiver extends ObjectReceiver> implements ObjectReceiver {
  readonly own: Receiver;
  readonly recorder = new ObjectRecorder();
  readonly wantsGuids = this.recorder.wantsGuids;
  readonly #count: (objects: number) => void;
  #objects = 0;

  constructor(own: Receiver, count: (objects: number) => void) {
    this.own = own;
    this.#count = count;
  }

  receive(batch: ObjectBatch): void {
    this.recorder.receive(batch);
    this.own.receive(batch);
    this.#objects += batch.objects.length;
    this.#count(this.#objects);
  }
}

type LookupAnswer = Snapshot["lookups"][number]["answer"];
type IdentifierAnswer = Snapshot["identifiers"][number]["answer"];
type EntriesAnswer = Snapshot["entries"][number]["answer"];
type DomainObjectsAnswer = Snapshot["domainObjects"][number]["answer"];
type MembershipAnswer = Snapshot["memberships"][number]["answer"];

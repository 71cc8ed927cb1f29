/** The entry to this library: opens the declared forests and observes what is asked. */
import { type Unobservable, unobservable } from "../catalogue/fact.ts";
import type { Evidence } from "./facts/evidence.ts";
import { observeAdSyncServiceAccount, unseenAdSyncServiceAccount } from "./inspection/adsync-service-account.ts";
import { observeConnectorAccount, unseenConnectorAccount } from "./inspection/connector-account.ts";
import { observeForest, unseenForest } from "./inspection/forest.ts";
import {
  observeGroupManagedServiceAccount,
  unseenGroupManagedServiceAccount,
} from "./inspection/group-managed-service-account.ts";
import { withObjectGuids } from "./inspection/object-guids.ts";
import {
  observePrivilegedAdministrator,
  unseenPrivilegedAdministrator,
} from "./inspection/privileged-administrator.ts";
import { withSchemaNames } from "./inspection/schema-names.ts";
import type { LiveSettings, OpenOptions } from "./live/open.ts";
import type { ObservationOf, ObservationRequest } from "./requests.ts";
import { openSnapshot, type SnapshotSettings } from "./snapshot/source.ts";
import { type DirectorySource, DirectoryUnavailableError, LogonRefusedError } from "./source.ts";

type Subject = ObservationRequest["subject"];
type RequestOf<K extends Subject> = Extract<ObservationRequest, { readonly subject: K }>;
type Seen<K extends Subject> = Omit<ObservationOf[K], "evidence">;

/** How each kind is observed, and what is said when nothing can be seen at all. */
const observations: {
  readonly [K in Subject]: {
    readonly observe: (source: DirectorySource, request: RequestOf<K>) => Promise<Seen<K>>;
    readonly unseen: (why: { readonly unobservable: Unobservable }, request: RequestOf<K>) => Seen<K>;
  };
} = {
  forest: { observe: observeForest, unseen: unseenForest },
  "connector account": { observe: observeConnectorAccount, unseen: unseenConnectorAccount },
  "group managed service account": {
    observe: observeGroupManagedServiceAccount,
    unseen: unseenGroupManagedServiceAccount,
  },
  "privileged administrator": { observe: observePrivilegedAdministrator, unseen: unseenPrivilegedAdministrator },
  "ADSync service account": { observe: observeAdSyncServiceAccount, unseen: unseenAdSyncServiceAccount },
};

/**
 * Observes one thing through a source, and never throws: what cannot be seen is unobservable, with the reason and what
 * would allow it.
 */
export async function observeThrough<K extends Subject>(
  source: DirectorySource,
  request: RequestOf<K>,
): Promise<ObservationOf[K]> {
  const { observe, unseen } = observations[request.subject as K];
  try {
    await source.evidence();
    const seen = await withObjectGuids(source, await withSchemaNames(source, await observe(source, request)));
    // Only now: another domain controller may have gone on for one that was lost.
    return withEvidence<K>(await source.evidence(), seen);
  } catch (error) {
    const evidence: Evidence =
      error instanceof LogonRefusedError ? { source: "none", logonRefused: true } : { source: "none" };
    return withEvidence<K>(evidence, unseen(whyUnseen(error, request.forest), request));
  }
}

/** The compiler does not put together again what Omit took apart. */
function withEvidence<K extends Subject>(evidence: Evidence, seen: Seen<K>): ObservationOf[K] {
  return { evidence, ...seen } as ObservationOf[K];
}

/** Of an error that nobody foresaw its kind alone is told: what was read may stand in its message. */
function whyUnseen(error: unknown, forest: string): { readonly unobservable: Unobservable } {
  if (error instanceof DirectoryUnavailableError) return unobservable(error.reason, error.remedy);
  const kind = error instanceof Error ? error.name : typeof error;
  return unobservable(
    `The directory of ${forest} could not be observed (${kind})`,
    "Run the command again. If the problem persists, report it with the version of hybrid-sync",
  );
}

/** What is observed when nothing can be seen at all, for the reason given. */
export function unseen<K extends Subject>(
  request: ObservationRequest & { readonly subject: K },
  why: { readonly unobservable: Unobservable },
): ObservationOf[K] {
  return withEvidence<K>({ source: "none" }, observations[request.subject as K].unseen(why, request as RequestOf<K>));
}

/** A forest, and where the facts about it come from. */
export interface DeclaredForest {
  /** DNS name of the forest root domain. */
  readonly name: string;
  readonly directory: { readonly live: LiveSettings } | { readonly snapshot: SnapshotSettings };
}

/** The declared forests, each opened with the first question about it and connected to once. */
export class Directories {
  readonly #forests: ReadonlyMap<string, DeclaredForest>;
  readonly #options: OpenOptions;
  readonly #sources = new Map<string, Promise<DirectorySource>>();

  constructor(forests: readonly DeclaredForest[], options: OpenOptions) {
    this.#forests = new Map(forests.map((forest) => [forest.name.toLowerCase(), forest]));
    this.#options = options;
  }

  /** Never throws for trouble with a directory. */
  async observe<K extends Subject>(request: ObservationRequest & { readonly subject: K }): Promise<ObservationOf[K]> {
    const source = await this.#source(request.forest);
    if (source !== undefined) return observeThrough<K>(source, request as RequestOf<K>);
    return unseen<K>(
      request,
      unobservable(
        `The configuration declares no forest named ${request.forest}`,
        "Add it to hybrid-sync:forests, or correct the name",
      ),
    );
  }

  async close(): Promise<void> {
    const sources = [...this.#sources.values()];
    this.#sources.clear();
    await Promise.all(sources.map(async (source) => (await source).close()));
  }

  #source(name: string): Promise<DirectorySource> | undefined {
    const key = name.toLowerCase();
    const opened = this.#sources.get(key);
    if (opened !== undefined) return opened;
    const forest = this.#forests.get(key);
    if (forest === undefined) return undefined;
    const source = openDirectory(forest, this.#options);
    this.#sources.set(key, source);
    return source;
  }
}

/** The source that a forest's settings declare, not yet opened. */
async function openDirectory({ name, directory }: DeclaredForest, options: OpenOptions): Promise<DirectorySource> {
  if ("snapshot" in directory) return openSnapshot(name, directory.snapshot, options);
  // LDAP is a good part of what there is to load, and a snapshot needs none of it.
  const { openLiveDirectory } = await import("./live/open.ts");
  return openLiveDirectory(name, directory.live, options);
}

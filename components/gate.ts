import { setImmediate } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import type { RecognisedRoles } from "../tenant/facts/roles.ts";
import type { Observable } from "./observation/observed-resource.ts";

/** A resource that is judged. */
type Observed = pulumi.Resource & { readonly observable: Observable };

/** How what was observed is judged by the program itself, besides any policy pack. */
export interface Gatekeeper {
  /** Whether what writes is kept from being declared where it may not be written; a preview shows it anyway. */
  readonly holdsBack: boolean;
  /** Resolved when writing may begin, and rejected when it may not. */
  before(observed: readonly Observed[]): Promise<void>;
  /** Rejected when what came of the writing is not as it must be. */
  after(observed: readonly Observed[]): Promise<void>;
}

/** Fails a turn later: by then the failure has been reported as it is, and not as one of an output that waits for it. */
async function afterReport(judged: Promise<void>): Promise<void> {
  try {
    await judged;
  } catch (error) {
    await setImmediate();
    throw error;
  }
}

/** For programs of which nothing is judged. */
const indifferent: Gatekeeper = { holdsBack: false, before: async () => {}, after: async () => {} };

/** What the tools tell each other about a user, whom both may have. */
class Shared<T> {
  readonly #everything: Promise<unknown>;
  readonly #values = new Map<string, pulumi.Output<T>[]>();

  /** @param everything has been declared, and so been shared, when this is resolved */
  constructor(everything: Promise<unknown>) {
    this.#everything = everything;
  }

  add(user: string, value: pulumi.Output<T>): void {
    this.#values.set(user.toLowerCase(), [...(this.#values.get(user.toLowerCase()) ?? []), value]);
  }

  /** Everything that was shared of the user, once everything has been declared. */
  async of(user: string): Promise<readonly pulumi.Output<T>[]> {
    await this.#everything;
    return this.#values.get(user.toLowerCase()) ?? [];
  }
}

/**
 * Holds everything that writes to the tenant back until everything that is observed has been observed and judged: a
 * mandatory rule that an observation violates stops an update before its first write, in whichever component it stands.
 */
export class Gate {
  readonly #gatekeeper: Gatekeeper;
  readonly #observations: Observed[] = [];
  readonly #outcomes: Observed[] = [];
  readonly #opened = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<pulumi.Resource[]>();
  readonly #told = Promise.withResolvers<void>();
  readonly #conditions: Promise<unknown>[] = [];
  readonly #claimed = new Set<string>();
  readonly #common = new Map<string, pulumi.Resource>();
  readonly #activations = new Map<string, pulumi.Resource>();
  /** What was recognized of each user. */
  readonly recognised = new Shared<RecognisedRoles | null>(this.#closed.promise);
  /** What tells the assignments apart that each user gets; null where none can be made. */
  readonly assigned = new Shared<readonly string[] | null>(this.#closed.promise);

  constructor(gatekeeper = indifferent) {
    this.#gatekeeper = gatekeeper;
  }

  /** Adds an observation to those that must come first. */
  add<R extends Observed>(observation: R): R {
    this.#observations.push(observation);
    return observation;
  }

  /** Adds an observation of what came of the writing, which cannot come first. */
  confirm<R extends Observed>(outcome: R): R {
    this.#outcomes.push(outcome);
    return outcome;
  }

  /**
   * Holds everything back until what is asked for is there, too: what cannot be had must stop an update before its first
   * write. The one failure is reported once, however many resources wait for it.
   */
  require<T>(answer: Promise<T>): Promise<T> {
    this.#conditions.push(answer);
    return answer;
  }

  /**
   * Says that every observation has been declared; nothing behind the gate starts before this. A judgement that forbids
   * to write fails the program, also where it declares nothing that writes.
   */
  close(): void {
    const observations = [...this.#observations];
    const judged = this.#gatekeeper.before(observations);
    // What administrators hold is added by promises that need the engine's answers: once the gate is open, all is there.
    void judged.then(() => this.#gatekeeper.after(this.#outcomes));
    this.#told.resolve(judged.catch(() => setImmediate()));
    this.#opened.resolve(this.#gatekeeper.holdsBack ? afterReport(judged) : undefined);
    // Nobody may be waiting.
    this.#opened.promise.catch(() => {});
    this.#closed.resolve(observations);
  }

  /**
   * Resolved when a judgement, whatever it is, has been told. Until then the program has to run: the SDK shows a failure
   * that comes later with its stack.
   */
  get told(): Promise<void> {
    return this.#told.promise;
  }

  /** For `dependsOn` of whatever writes to the tenant. */
  get observations(): Promise<pulumi.Resource[]> {
    return this.#closed.promise.then(async (observations) => {
      await Promise.all([...this.#conditions, this.#opened.promise]);
      return observations;
    });
  }

  /** The one resource of that name for all who ask for it; the first makes it. */
  common<R extends pulumi.Resource>(name: string, make: () => R): R {
    const resource = (this.#common.get(name) as R | undefined) ?? make();
    this.#common.set(name, resource);
    return resource;
  }

  /** What activated the role last: two activations at the same time, of one role, get into each other's way. */
  activation(role: string, next: (previous: pulumi.Resource | undefined) => pulumi.Resource): pulumi.Resource {
    const resource = next(this.#activations.get(role));
    this.#activations.set(role, resource);
    return resource;
  }

  /** Whether `write` is claimed for the first time: what both tools ask of the tenant is written by one of them. */
  claim(write: string): boolean {
    const first = !this.#claimed.has(write);
    this.#claimed.add(write);
    return first;
  }
}

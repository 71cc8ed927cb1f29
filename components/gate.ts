import type * as pulumi from "@pulumi/pulumi";
import type { RecognisedRoles } from "../tenant/observation.ts";

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
  readonly #observations: pulumi.Resource[] = [];
  readonly #closed = Promise.withResolvers<pulumi.Resource[]>();
  readonly #conditions: Promise<unknown>[] = [];
  readonly #claimed = new Set<string>();
  readonly #common = new Map<string, pulumi.Resource>();
  readonly #activations = new Map<string, pulumi.Resource>();
  /** What was recognised of each user. */
  readonly recognised = new Shared<RecognisedRoles | null>(this.#closed.promise);
  /** What tells the assignments apart that each user gets; null where none can be made. */
  readonly assigned = new Shared<readonly string[] | null>(this.#closed.promise);

  /** Adds an observation to those that must come first. */
  add<R extends pulumi.Resource>(observation: R): R {
    this.#observations.push(observation);
    return observation;
  }

  /**
   * Holds everything back until what is asked for is there, too: what cannot be had must stop an update before its first
   * write. The one failure is reported once, however many resources wait for it.
   */
  require<T>(answer: Promise<T>): Promise<T> {
    this.#conditions.push(answer);
    return answer;
  }

  /** Says that every observation has been declared; nothing behind the gate starts before this. */
  close(): void {
    this.#closed.resolve([...this.#observations]);
  }

  /** For `dependsOn` of whatever writes to the tenant. */
  get observations(): Promise<pulumi.Resource[]> {
    return this.#closed.promise.then(async (observations) => {
      await Promise.all(this.#conditions);
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

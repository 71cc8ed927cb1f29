import type * as pulumi from "@pulumi/pulumi";
import type { RecognisedRoles } from "../tenant/observation.ts";

/**
 * Holds everything that writes to the tenant back until everything that is observed has been observed and judged: a
 * mandatory rule that an observation violates stops an update before its first write, in whichever component it stands.
 */
export class Gate {
  readonly #observations: pulumi.Resource[] = [];
  readonly #closed = Promise.withResolvers<pulumi.Resource[]>();
  readonly #conditions: Promise<unknown>[] = [];
  readonly #claimed = new Set<string>();
  readonly #activations = new Map<string, pulumi.Resource>();
  readonly #recognised = new Map<string, pulumi.Output<RecognisedRoles | null>[]>();

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

  /** Lets others know what was recognised of the same user. */
  share(user: string, recognised: pulumi.Output<RecognisedRoles | null>): void {
    this.#recognised.set(user, [...(this.#recognised.get(user) ?? []), recognised]);
  }

  /** Everything that was shared of the user, once everything has been declared. */
  async shared(user: string): Promise<readonly pulumi.Output<RecognisedRoles | null>[]> {
    await this.#closed.promise;
    return this.#recognised.get(user) ?? [];
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

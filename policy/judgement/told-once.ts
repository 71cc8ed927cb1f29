/** Where several resources have one cause, such as a domain controller that cannot be reached: told once for the whole run. */
import type { DeclaredResource } from "./rule.ts";
import type { Told } from "./told-together.ts";

type Place = Pick<DeclaredResource, "type" | "name">;

/** What was told in one run, resource by resource, in whichever order they come. */
export class ToldOnce {
  readonly #tellers = new Map<string, Place>();

  /** The message in full for the first resource that has the cause, each time; one that refers to that resource for the others. */
  messageFor({ message, cause }: Pick<Told, "message" | "cause">, { type, name }: Place): string {
    if (cause === undefined) return message;
    const teller = this.#tellers.get(cause.text) ?? { type, name };
    this.#tellers.set(cause.text, teller);
    return teller.type === type && teller.name === name ? message : cause.sameAs(teller.name);
  }
}

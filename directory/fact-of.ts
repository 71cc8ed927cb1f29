/** Small steps from one fact to another. */
import { type Fact, observed, unobservable } from "../catalogue/fact.ts";
import { DamagedValueError } from "./damaged-value.ts";
import { type DirectoryObject, DirectoryUnavailableError } from "./source.ts";

/** Reads something; what the source cannot answer becomes an unobservable fact. */
export async function factOf<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return observed(await read());
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    return unobservable(error.reason, error.remedy);
  }
}

/** Concludes from what was read; a value that cannot be decoded makes the conclusion unobservable. */
export function mapFact<T, U>(fact: Fact<T>, conclude: (value: T) => Fact<U>): Fact<U> {
  if (!("observed" in fact)) return fact;
  try {
    return conclude(fact.observed);
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    return unobservable(error.reason, error.remedy);
  }
}

/** A value of an object as it was read, or why what came back makes no sense. */
export function sound<T>({ distinguishedName, damaged = [] }: Damageable, attribute: string, value: T): Fact<T> {
  const damage = damaged.find((each) => each.attribute === attribute);
  if (damage === undefined) return observed(value);
  const { reason, remedy } = new DamagedValueError(attribute, distinguishedName, damage.problem);
  return unobservable(reason, remedy);
}

type Damageable = Pick<DirectoryObject, "distinguishedName" | "damaged">;
type Observed<F> = F extends { readonly observed: infer T } ? T : never;

/** Several facts as one: the first of them that was not observed says why nothing can be concluded. */
export function allFacts<T extends Readonly<Record<string, Fact<unknown>>>>(
  facts: T,
): Fact<{ readonly [K in keyof T]: Observed<T[K]> }> {
  const values: Partial<Record<keyof T, unknown>> = {};
  for (const name of Object.keys(facts) as (keyof T)[]) {
    const fact = facts[name] as Fact<unknown>;
    if (!("observed" in fact)) return fact;
    values[name] = fact.observed;
  }
  return observed(values as { readonly [K in keyof T]: Observed<T[K]> });
}

/** The same of a list of facts. */
export function listFacts<T>(facts: readonly Fact<T>[]): Fact<readonly T[]> {
  const values: T[] = [];
  for (const fact of facts) {
    if (!("observed" in fact)) return fact;
    values.push(fact.observed);
  }
  return observed(values);
}

/** What was observed, or `otherwise`. For what another fact tells about anyway; a fact by itself is never left out. */
export function valueOr<T, U>(fact: Fact<T>, otherwise: U): T | U {
  return "observed" in fact ? fact.observed : otherwise;
}

/** An attribute that every object of its kind has: its absence means that the reader may not read it. */
export function always<T>(value: T | null, attribute: string, owner: string, reader: string): Fact<T> {
  return value === null ? notReadable(attribute, owner, reader) : observed(value);
}

/** An attribute of `owner` that `reader` may not read. */
export function notReadable(attribute: string, owner: string, reader: string) {
  return unobservable(
    `${reader} cannot read ${attribute} of ${owner}`,
    `Grant ${reader} Read ${attribute} on ${owner}`,
  );
}

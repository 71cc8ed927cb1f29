import { type Fact, observed } from "../catalogue/fact.ts";

/**
 * Whether a name was taken before the program used it. Only the first reading tells: later ones find what the program
 * has made under the name.
 *
 * @param previous what was recorded for the same name; undefined before anything was
 */
export async function wasTaken(
  isTaken: () => Promise<Fact<boolean>>,
  previous: Fact<boolean> | null | undefined,
): Promise<Fact<boolean>> {
  if (previous && "observed" in previous) return previous;
  const now = await isTaken();
  if (!previous || !("observed" in now)) return now;
  // What could not be read the first time may by now be the program's own.
  return now.observed ? previous : observed(false);
}

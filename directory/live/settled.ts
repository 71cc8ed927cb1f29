import { type Fact, unobservable } from "../../catalogue/fact.ts";
import { ConnectionLostError, DirectoryUnavailableError } from "../source.ts";

/** A fact that cannot be read says why; the others are not held up by it. A lost connection concerns them all. */
export async function settled<T>(read: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ConnectionLostError || !(error instanceof DirectoryUnavailableError)) throw error;
    return unobservable(error.reason, error.remedy);
  }
}

/** Which of a domain's controllers is used: the first that can be, in their order. */
import { ConnectionLostError, DirectoryUnavailableError } from "../source.ts";
import { Connection, type ConnectionTarget, type Reached } from "./connection.ts";
import { EndlessAnswerError, OverloadedError, UnusableControllerError } from "./failure.ts";
import { boundsOf } from "./limits.ts";

/** Not after a refused password, which counts towards lockout everywhere, nor where the mistake is on this machine. */
export function mayDoBetterElsewhere(error: unknown): error is DirectoryUnavailableError {
  return [UnusableControllerError, ConnectionLostError, OverloadedError, EndlessAnswerError].some(
    (kind) => error instanceof kind,
  );
}

/**
 * The first candidate that can be reached; undefined when none can. The next one is tried as soon as one fails, or beside
 * one that stays silent for a while: a site that is cut off may have many. `failures` receives what is wrong with each.
 * Throws DirectoryUnavailableError where no candidate could do better.
 */
export async function reachFirst(
  candidates: readonly ConnectionTarget[],
  failures: Map<ConnectionTarget, DirectoryUnavailableError>,
): Promise<Reached | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Reached | undefined>();
  const waiting = [...candidates];
  let underWay = 0;
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    clearTimeout(timer);
    const candidate = over ? undefined : waiting.shift();
    if (candidate === undefined) {
      if (underWay === 0) resolve(undefined);
      return;
    }
    underWay += 1;
    if (waiting.length > 0) timer = setTimeout(begin, boundsOf(candidate).nextAfter);
    Connection.reach(candidate).then(
      (reached) => {
        if (over) return reached.close();
        over = true;
        return resolve(reached);
      },
      (error: unknown) => {
        underWay -= 1;
        if (over) return;
        if (!mayDoBetterElsewhere(error)) {
          over = true;
          reject(error);
          return;
        }
        failures.set(candidate, error);
        begin();
      },
    );
  };
  begin();
  return promise.finally(() => clearTimeout(timer));
}

/** How many reasons a sentence gives. */
const mostReasons = 4;

/** Says of each candidate why it could not be used, the same reason once. */
export function noneUsable(
  candidates: readonly ConnectionTarget[],
  failures: ReadonlyMap<ConnectionTarget, DirectoryUnavailableError>,
): DirectoryUnavailableError {
  const failed = candidates.flatMap((target) => {
    const error = failures.get(target);
    return error === undefined ? [] : [{ name: `${target.host}:${target.port}`, error }];
  });
  const [first, ...others] = failed;
  if (first === undefined) throw new Error("no domain controller was tried");
  if (others.length === 0 && candidates.length === 1) return first.error;
  const kinds = [...Map.groupBy(failed, ({ name, error }) => error.reason.replaceAll(name, "…")).values()];
  const reasons = kinds.slice(0, mostReasons).map(([{ error } = first, ...same]) => {
    return `${error.reason}${same.length === 0 ? "" : ` (the same for ${same.map(({ name }) => name).join(", ")})`}`;
  });
  const further = kinds.slice(mostReasons).flatMap((kind) => kind.map(({ name }) => name));
  const untried = candidates.length - failed.length;
  return new DirectoryUnavailableError(
    [
      `No domain controller can be used, of ${failed.length} tried: ${reasons.join("; ")}`,
      ...(further.length === 0 ? [] : [`for other reasons ${further.join(", ")}`]),
      ...(untried === 0 ? [] : [`${untried} more were not tried, because that took too long`]),
    ].join("; "),
    remedyOf(kinds.map(([{ error } = first]) => error)),
  );
}

/** Where someone answers, that one is mended first. */
function remedyOf(errors: readonly DirectoryUnavailableError[]): string {
  const answering = errors.filter((error) => !(error instanceof UnusableControllerError) || error.answers);
  const remedies = [...answering, ...errors].map(({ remedy }) => remedy);
  return [...new Set(remedies)].slice(0, 2).join(". Or: ");
}

/** What a domain controller says and shows to whoever wants to know whether it can be read. */
import { DirectoryUnavailableError } from "../source.ts";
import { Connection, type ConnectionTarget } from "./connection.ts";
import { type Partition, readPartitions } from "./domains.ts";
import { explainOpening, LogonNotTriedError, UnusableControllerError } from "./failure.ts";
import { boundsOf } from "./limits.ts";
import type { Logons } from "./logons.ts";
import { type Root, readRoot } from "./root.ts";
import { certificateOf, openSocket, type PresentedCertificate, presentedCertificate } from "./transport.ts";

export interface Failure {
  readonly reason: string;
  readonly remedy: string;
}

export type EncryptionSeen =
  | { readonly protocol: string; readonly certificate: PresentedCertificate }
  /** The certificate where there is one: it was refused, and nothing was sent to whoever presents it. */
  | { readonly failure: Failure; readonly certificate: PresentedCertificate | null };

/** Whether a domain controller can be talked to in private. Never throws for trouble with it. */
export async function examineEncryption(target: ConnectionTarget): Promise<EncryptionSeen> {
  const bounds = boundsOf(target);
  try {
    const socket = await openSocket(target, bounds);
    const seen = { protocol: socket.getProtocol() ?? "unknown protocol", certificate: certificateOf(socket) };
    socket.destroy();
    return seen;
  } catch (error) {
    const failure = explainOpening(error, target);
    // Who was not reached presents nothing, and would only be waited for once more.
    const isReached = !(failure instanceof UnusableControllerError) || failure.answers;
    const certificate = isReached ? await presentedCertificate(target, bounds).catch(() => null) : null;
    return { failure, certificate };
  }
}

export type LogonSeen =
  | {
      readonly root: Root;
      /** Milliseconds by which the clock of the domain controller is ahead of this machine's; null where it tells no time. */
      readonly ahead: number | null;
      /** Every domain of the forest, or why they cannot be listed. */
      readonly domains: readonly Partition[] | Failure;
    }
  | { readonly failure: Failure }
  /** After a logon that another domain controller refused. */
  | "not tried";

/**
 * Logs on once, and asks what every domain controller tells. Never throws for trouble with it.
 *
 * @param logons of the whole forest: after a refused logon there is no second one
 */
export async function examineLogon(
  target: ConnectionTarget,
  logons: Logons,
  now: () => number = Date.now,
): Promise<LogonSeen> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.open(target, logons);
    const { peer } = connection;
    const search = connection.searchController.bind(connection);
    const root = await readRoot(search, peer);
    const before = now();
    const [entry] = await search("", { scope: "base", attributes: ["currentTime"] });
    const ahead = difference(entry?.text("currentTime") ?? null, before, now());
    return { root, ahead, domains: await readPartitions(root, search).catch(failureOf) };
  } catch (error) {
    return error instanceof LogonNotTriedError ? "not tried" : { failure: failureOf(error) };
  } finally {
    await connection?.close();
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof DirectoryUnavailableError) return error;
  throw error;
}

/** Generalized time, `20261129151622.0Z`. Source: MS-ADTS 3.1.1.3.2.2, currentTime. */
function difference(time: string | null, before: number, after: number): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(time ?? "");
  if (parts === null) return null;
  const [year = 0, month = 1, day, hour, minute, second] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - (before + after) / 2;
}

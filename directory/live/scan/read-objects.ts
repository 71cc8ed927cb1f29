/** Every object of one domain, from a domain controller that holds it. */
import type { ObjectReceiver, ObjectsRead } from "../../secured-objects.ts";
import { ConnectionLostError, type DirectoryUnavailableError } from "../../source.ts";
import { Connection, type ConnectionTarget } from "../connection.ts";
import { AnswerTimeoutError, explainSearch, UnreachableError } from "../failure.ts";
import { SecurityDescriptorControl } from "../security-descriptor-control.ts";
import { BatchingReceiver, scanAttributes } from "./batches.ts";
import { searchPages } from "./pages.ts";

type Targets = readonly [ConnectionTarget, ...ConnectionTarget[]];

/**
 * `begin` makes the receiver of one attempt. A search belongs to one domain controller: when it ends early there, all of
 * it begins anew, on the next of `targets`, or once more where the connection with the only one was lost. Throws
 * DirectoryUnavailableError when no attempt came to its end: what was received until then is not all.
 */
export async function readObjects<Receiver extends ObjectReceiver>(
  targets: Targets,
  domain: string,
  begin: () => Receiver,
): Promise<ObjectsRead<Receiver>> {
  const [first, ...others] = targets;
  const [next, ...rest] = others;
  const connection = await openOrElse(first, next);
  if (connection === undefined) return readObjects([next ?? first, ...rest], domain, begin);
  const read = await readThrough(connection, domain, begin());
  if ("receiver" in read) return read;
  if (next !== undefined) return readObjects([next, ...rest], domain, begin);
  if (!(read.endedEarly instanceof ConnectionLostError) || read.endedEarly instanceof AnswerTimeoutError)
    throw read.endedEarly;
  const again = await readThrough(await Connection.open(first), domain, begin());
  if ("receiver" in again) return again;
  throw again.endedEarly;
}

/** Undefined when it cannot be reached and there is another: a refused password would be refused there too. */
async function openOrElse(
  target: ConnectionTarget,
  other: ConnectionTarget | undefined,
): Promise<Connection | undefined> {
  try {
    return await Connection.open(target);
  } catch (error) {
    if (other === undefined || !(error instanceof UnreachableError)) throw error;
    return undefined;
  }
}

/** The connection is used for this alone, so that other questions need not wait, and ends with it. */
async function readThrough<Receiver extends ObjectReceiver>(
  connection: Connection,
  domain: string,
  receiver: Receiver,
): Promise<ObjectsRead<Receiver> | { readonly endedEarly: DirectoryUnavailableError }> {
  const { peer } = connection;
  try {
    const [root] = await connection.search("", { scope: "base", attributes: ["dnsHostName"] });
    const batches = new BatchingReceiver(receiver);
    await searchPages(
      connection.takeSocket(),
      {
        base: domain,
        attributes: scanAttributes,
        controls: [new SecurityDescriptorControl()],
        patience: connection.patience,
      },
      batches.handle,
    );
    batches.flush();
    return { receiver, domainController: root?.text("dnsHostName") ?? peer.host };
  } catch (error) {
    return { endedEarly: explainSearch(error, peer, `the objects of ${domain}`) };
  } finally {
    connection.abandon();
  }
}

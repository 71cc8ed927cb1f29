/** Every object of one domain, through a connection that is used for nothing else meanwhile. */
import type { ObjectReceiver, ObjectsRead } from "../../secured-objects.ts";
import type { Connection } from "../connection.ts";
import { BatchingReceiver, scanAttributes } from "./batches.ts";

/** Throws DirectoryUnavailableError when the answer ends early: what was received until then is not all. */
export async function readObjects<Receiver extends ObjectReceiver>(
  connection: Connection,
  domain: string,
  receiver: Receiver,
): Promise<ObjectsRead<Receiver>> {
  const [root] = await connection.searchController("", { scope: "base", attributes: ["dnsHostName"] });
  const batches = new BatchingReceiver(receiver);
  const attributes = receiver.wantsGuids === true ? [...scanAttributes, "objectGUID"] : scanAttributes;
  await connection.streamController(domain, attributes, batches.handle);
  batches.flush();
  return { receiver, domainController: root?.text("dnsHostName") ?? connection.peer.host };
}

/** Every object of one domain, through a connection that is used for nothing else. */
import type { ObjectReceiver, ObjectsRead } from "../../secured-objects.ts";
import type { Connection } from "../connection.ts";
import { explainSearch } from "../failure.ts";
import { SecurityDescriptorControl } from "../security-descriptor-control.ts";
import { BatchingReceiver, scanAttributes } from "./batches.ts";
import { searchPages } from "./pages.ts";

/**
 * Throws DirectoryUnavailableError when the answer ends early: what was received until then is not all. Nothing else can
 * be asked through the connection afterwards.
 */
export async function readObjects<Receiver extends ObjectReceiver>(
  connection: Connection,
  domain: string,
  receiver: Receiver,
): Promise<ObjectsRead<Receiver>> {
  const { peer, patience } = connection;
  const [root] = await connection.search("", { scope: "base", attributes: ["dnsHostName"] });
  const batches = new BatchingReceiver(receiver);
  await searchPages(
    connection.takeSocket(),
    { base: domain, attributes: scanAttributes, controls: [new SecurityDescriptorControl()], patience },
    batches.handle,
  ).catch((error: unknown) => {
    throw explainSearch(error, peer, `the objects of ${domain}`);
  });
  batches.flush();
  return { receiver, domainController: root?.text("dnsHostName") ?? peer.host };
}

/** Opens an encrypted, verified socket to a domain controller, before anyone logs on. */
import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { ExtendedRequest, ExtendedResponse, ProtocolOperation } from "ldapts";
import { Channel, successOf } from "./channel.ts";
import type { Terms } from "./limits.ts";
import { withinTime } from "./within-time.ts";

export interface Transport {
  /** Name or address. */
  readonly host: string;
  readonly port: number;
  readonly transport: "ldaps" | "starttls";
  /** PEM certificates to trust in place of the system's. */
  readonly certificateAuthorities: string | undefined;
}

/** Rejects with what Node or the domain controller say, or with "Connection timeout". No socket is left open then. */
export async function openSocket(transport: Transport, terms: Terms): Promise<Socket> {
  const opened: Socket[] = [];
  try {
    const opening = open(transport, terms, opened);
    return await withinTime(opening, terms.timeouts.connect, () => new Error("Connection timeout"));
  } catch (error) {
    for (const socket of opened) socket.destroy();
    throw error;
  }
}

async function open(transport: Transport, terms: Terms, opened: Socket[]): Promise<Socket> {
  const { host, port } = transport;
  const keep = <S extends Socket>(socket: S): S => {
    opened.push(socket);
    // Requests are small, and several are under way at a time: none waits for the receipt of another one.
    socket.setNoDelay();
    // Whoever waits for the socket hears of its errors; afterwards there may be one that nobody waits for.
    socket.on("error", () => {});
    return socket;
  };
  if (transport.transport === "ldaps")
    return ready(keep(connectTls({ host, port, ...verification(transport) })), "secureConnect");
  const plain = await ready(keep(connectTcp({ host, port })), "connect");
  await startTls(plain, terms);
  return ready(keep(connectTls({ socket: plain, host, ...verification(transport) })), "secureConnect");
}

async function ready(socket: Socket, event: "connect" | "secureConnect"): Promise<Socket> {
  await once(socket, event);
  return socket;
}

/** Source: RFC 4511, 4.14. */
async function startTls(socket: Socket, terms: Terms): Promise<void> {
  const channel = new Channel(socket, terms);
  const request = new ExtendedRequest({ messageId: 0, oid: "1.3.6.1.4.1.1466.20037" });
  const answer = await channel.send(request, ProtocolOperation.LDAP_RES_EXTENSION);
  successOf(answer, new ExtendedResponse({ messageId: answer.end.id }));
  // What came in clear behind the answer is forgotten with the channel.
  channel.release();
}

/** A certificate for an address carries the address, and the TLS extension for names takes none. */
function verification({ host, certificateAuthorities }: Transport): ConnectionOptions {
  return {
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(certificateAuthorities === undefined ? {} : { ca: certificateAuthorities }),
  };
}

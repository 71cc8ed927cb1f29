/** Opens an encrypted, verified socket to a domain controller, before anyone logs on. */
import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { ExtendedRequest, ExtendedResponse, ProtocolOperation } from "ldapts";
import { Channel, successOf } from "./channel.ts";
import type { Bounds } from "./limits.ts";
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
export function openSocket(transport: Transport, bounds: Bounds): Promise<TLSSocket> {
  return openWith(verification(transport), transport, bounds);
}

/** What a domain controller presents, which says nothing of who it is: verified or not, nothing is sent to it. */
export interface PresentedCertificate {
  /** Names and addresses for which it was issued. */
  readonly names: readonly string[];
  /** Common name of the issuer; null where it has none. */
  readonly issuer: string | null;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** To tell what is wrong with a certificate that was refused. Rejects as {@link openSocket}. */
export async function presentedCertificate(transport: Transport, bounds: Bounds): Promise<PresentedCertificate> {
  const socket = await openWith({ ...verification(transport), rejectUnauthorized: false }, transport, bounds);
  try {
    return certificateOf(socket);
  } finally {
    socket.destroy();
  }
}

export function certificateOf(socket: TLSSocket): PresentedCertificate {
  const { subjectaltname = "", issuer, valid_from, valid_to } = socket.getPeerCertificate();
  const issuerName: unknown = issuer?.CN;
  return {
    names: subjectaltname.split(", ").flatMap((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? []),
    issuer: typeof issuerName === "string" ? issuerName : null,
    validFrom: new Date(valid_from),
    validTo: new Date(valid_to),
  };
}

async function openWith(verified: ConnectionOptions, transport: Transport, bounds: Bounds): Promise<TLSSocket> {
  const opened: Socket[] = [];
  try {
    const opening = open(verified, transport, bounds, opened);
    return await withinTime(opening, bounds.timeouts.connect, () => new Error("Connection timeout"));
  } catch (error) {
    for (const socket of opened) socket.destroy();
    throw error;
  }
}

async function open(
  verified: ConnectionOptions,
  transport: Transport,
  bounds: Bounds,
  opened: Socket[],
): Promise<TLSSocket> {
  const { host, port } = transport;
  const keep = <S extends Socket>(socket: S): S => {
    opened.push(socket);
    // Requests are small, and several are under way at a time: none waits for the receipt of another one.
    socket.setNoDelay();
    // Whoever waits for the socket hears of its errors; afterwards there may be one that nobody waits for.
    socket.on("error", () => {});
    return socket;
  };
  if (transport.transport === "ldaps") return ready(keep(connectTls({ host, port, ...verified })), "secureConnect");
  const plain = await ready(keep(connectTcp({ host, port })), "connect");
  await startTls(plain, bounds);
  return ready(keep(connectTls({ socket: plain, host, ...verified })), "secureConnect");
}

async function ready<S extends Socket>(socket: S, event: "connect" | "secureConnect"): Promise<S> {
  await once(socket, event);
  return socket;
}

/** Source: RFC 4511, 4.14. */
async function startTls(socket: Socket, bounds: Bounds): Promise<void> {
  const channel = new Channel(socket, bounds);
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

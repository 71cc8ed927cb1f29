import { once } from "node:events";
import { type AddressInfo, connect as connectSocket } from "node:net";
import { connect as connectTls, createServer, type TLSSocket } from "node:tls";

/**
 * LDAPS on any port, for a Samba that may not open ports below 1024: its own LDAP ports are fixed, but it serves a Unix
 * socket under the same rules, StartTLS included.
 */
export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

export interface TlsFrontOptions {
  readonly address: string;
  /** Samba's Unix socket for LDAP. */
  readonly socketPath: string;
  /** PEM, of the domain controller; shown here and expected from Samba. */
  readonly certificate: string;
  readonly privateKey: string;
  readonly certificateAuthority: string;
  readonly dnsName: string;
}

export async function startTlsFront(options: TlsFrontOptions): Promise<TlsFront> {
  const clients = new Set<TLSSocket>();
  const server = createServer({ cert: options.certificate, key: options.privateKey }, (client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    void forward(client, options);
  });
  server.listen(0, options.address);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      for (const client of clients) {
        client.destroy();
      }
      await once(server, "close");
    },
  };
}

async function forward(client: TLSSocket, options: TlsFrontOptions): Promise<void> {
  try {
    await Promise.race([once(client, "close"), relay(client, options)]);
  } catch {
    // Either end may break off at any time, and the other sees it as what it is: a connection that was lost.
  } finally {
    client.destroy();
  }
}

async function relay(client: TLSSocket, options: TlsFrontOptions): Promise<void> {
  const upstream = await openEncrypted(options);
  client.once("close", () => upstream.destroy());
  if (client.destroyed) {
    upstream.destroy();
    return;
  }
  client.pipe(upstream).pipe(client);
  await once(upstream, "close");
}

/** ExtendedRequest 1.3.6.1.4.1.1466.20037 with message identifier 1: https://www.rfc-editor.org/rfc/rfc4511#section-4.14.1 */
const startTlsRequest = Buffer.concat([
  Buffer.from("301d02010177188016", "hex"),
  Buffer.from("1.3.6.1.4.1.1466.20037", "latin1"),
]);

async function openEncrypted({ socketPath, certificateAuthority, dnsName }: TlsFrontOptions): Promise<TLSSocket> {
  const socket = connectSocket(socketPath);
  await once(socket, "connect");
  socket.write(startTlsRequest);
  await once(socket, "data");
  const encrypted = connectTls({ socket, ca: [certificateAuthority], servername: dnsName });
  await once(encrypted, "secureConnect");
  return encrypted;
}

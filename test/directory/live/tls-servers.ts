/** Servers on loopback that go wrong in one way each. */

import type { AddressInfo } from "node:net";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import type { IssuedCertificate } from "../../../lab/certificate-authority.ts";

export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  /** Everything that clients sent, in clear. */
  readonly received: () => Buffer;
}

/** A TLS server that presents this certificate and treats every connection as `onConnection` says. */
export function tlsServer(
  certificate: IssuedCertificate,
  onConnection: (socket: Socket, data: Buffer) => void = () => {},
  settings: TlsOptions = {},
): Promise<RunningServer> {
  const { certificate: cert, privateKey: key } = certificate;
  return run((listen) => createTlsServer({ cert, key, noDelay: true, ...settings }, listen), onConnection);
}

/** What a server of twenty years ago would still do. */
export const anyStrength: TlsOptions = { ciphers: "DEFAULT:@SECLEVEL=0" };

/** The same without TLS. */
export function tcpServer(onData: (socket: Socket, data: Buffer) => void = () => {}): Promise<RunningServer> {
  return run((listen) => createTcpServer({ noDelay: true }, listen), onData);
}

async function run(
  create: (listen: (socket: Socket) => void) => Server,
  onData: (socket: Socket, data: Buffer) => void,
): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const chunks: Buffer[] = [];
  const server = create((socket) => {
    sockets.add(socket);
    // A client that refuses the certificate resets the connection, which is what is tested.
    socket.on("error", () => {});
    socket.on("data", (data: Buffer) => {
      chunks.push(data);
      onData(socket, data);
    });
  });
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(chunks),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

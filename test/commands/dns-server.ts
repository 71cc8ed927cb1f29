/** A DNS server on loopback with service records and addresses of its own. */
import { createSocket } from "node:dgram";
import { once } from "node:events";

export interface Zone {
  /** Hosts by the name of the service. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  /** Addresses by the name of the host. */
  readonly addresses: Readonly<Record<string, string>>;
}

export interface DnsServer extends AsyncDisposable {
  /** `127.0.0.1:53535`, for dns.setServers. */
  readonly address: string;
}

const types = { a: 1, srv: 33 } as const;
const nameError = 3;

export async function startDnsServer({ services, addresses }: Zone): Promise<DnsServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const { name, type, end } = questionOf(query);
    const answers =
      type === types.srv
        ? (services[name] ?? []).map((host) =>
            record(type, Buffer.concat([Buffer.from([0, 0, 0, 100, 2, 124]), encoded(host)])),
          )
        : type === types.a && addresses[name] !== undefined
          ? [record(type, Buffer.from((addresses[name] ?? "").split(".").map(Number)))]
          : [];
    const known = name in services || name in addresses;
    const header = Buffer.from([
      ...query.subarray(0, 2),
      0x84,
      known ? 0 : nameError,
      0,
      1,
      0,
      answers.length,
      0,
      0,
      0,
      0,
    ]);
    socket.send(Buffer.concat([header, query.subarray(12, end), ...answers]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}

/** Source: RFC 1035, 4.1.2. */
function questionOf(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** For the name of the question, for one minute. Source: RFC 1035, 4.1.3. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function encoded(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

/** A domain controller with a valid certificate that takes the logon, and then answers searches as a test says. */
import type { Socket } from "node:net";
import type { ConnectionTarget } from "../../../directory/live/connection.ts";
import type { AnswerLimits, Bounds } from "../../../directory/live/limits.ts";
import { answerLimits, boundsOf } from "../../../directory/live/limits.ts";
import { nextMessage, type Request, readRequest, type SearchRequest } from "../../../lab/scripted-directory/request.ts";
import { done, entryMessage, resultMessage } from "../../../lab/scripted-directory/response.ts";
import { certificate, target, wingtip } from "./scripted-forest.ts";
import { type RunningServer, tlsServer } from "./tls-servers.ts";

export interface Asked extends SearchRequest {
  /** Counts the searches that were asked after the logon, from 1. */
  readonly number: number;
}

export interface HostileController extends RunningServer {
  readonly asked: readonly Asked[];
  /** Ids of the searches that the client does not want to be answered any more. */
  readonly abandoned: readonly number[];
}

/** Answers a request other than usual; true when it did. */
export type Answerer = (socket: Socket, request: Request) => boolean;

export async function startHostileController(
  onSearch: (socket: Socket, search: Asked) => void,
  instead: Answerer = () => false,
): Promise<HostileController> {
  const asked: Asked[] = [];
  const abandoned: number[] = [];
  const rest = new WeakMap<Socket, Buffer>();
  const server = await tlsServer(certificate, (socket, chunk) => {
    let data = Buffer.concat([rest.get(socket) ?? Buffer.alloc(0), chunk]);
    for (let next = nextMessage(data); next !== undefined; next = nextMessage(data)) {
      data = data.subarray(next.length);
      const request = readRequest(next.message);
      if (request.kind === "abandon") abandoned.push(request.id);
      else if (!instead(socket, request)) answer(socket, request);
    }
    rest.set(socket, data);
  });
  function answer(socket: Socket, request: Request): void {
    if (request.kind === "bind") socket.write(resultMessage(request.id, done.bind, { code: 0 }));
    if (request.kind !== "search") return;
    if (request.base === "") {
      socket.write(entryMessage(request.id, "", root));
      socket.write(end(request.id));
      return;
    }
    const search = { ...request, number: asked.length + 1 };
    asked.push(search);
    onSearch(socket, search);
  }
  return { ...server, asked, abandoned, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const configuration = `CN=Configuration,${wingtip}`;
const root = [
  ["rootDomainNamingContext", [wingtip]],
  ["defaultNamingContext", [wingtip]],
  ["configurationNamingContext", [configuration]],
  ["schemaNamingContext", [`CN=Schema,${configuration}`]],
  ["dnsHostName", ["dc1.wingtip.test"]],
] as const;

export const end = (id: number, cookie = ""): Buffer =>
  resultMessage(id, done.search, { code: 0 }, Buffer.from(cookie));

export const person = (id: number, number: number): Buffer =>
  entryMessage(id, `CN=p${number},${wingtip}`, [["cn", [`p${number}`]]]);

/** Sends for ever, as fast as the client reads, until it hangs up or does not want any more. */
export function flood(socket: Socket, message: (count: number) => Buffer, wanted: () => boolean = () => true): void {
  let count = 0;
  const more = () => {
    if (socket.destroyed || !socket.writable || !wanted()) return;
    let room = true;
    while (room && wanted()) {
      count += 1;
      room = socket.write(message(count));
      if (count % 100 === 0) break;
    }
    if (room) setImmediate(more);
    else socket.once("drain", more);
  };
  more();
}

/** A clock that goes forward by so many milliseconds whenever somebody looks. */
export function clockThatJumps(by: number): Bounds["now"] {
  let time = 0;
  return () => {
    time += by;
    return time;
  };
}

export function hostileTarget(
  { port }: Pick<RunningServer, "port">,
  { limits = {}, ...bounds }: Partial<Omit<Bounds, "limits">> & { readonly limits?: Partial<AnswerLimits> } = {},
): ConnectionTarget {
  const usual = target({ address: "127.0.0.1", port }, null);
  return { ...usual, ...boundsOf({ ...usual, ...bounds, limits: { ...answerLimits, ...limits } }) };
}

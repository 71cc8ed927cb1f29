import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { execa } from "execa";

const program = "/usr/sbin/samba";
const startTimeout = 60_000;
const pollInterval = 25;
const linesToKeep = 40;

/** Samba ended, or did not begin to answer. */
export class SambaStartError extends Error {
  override readonly name = "SambaStartError";
  /** The last lines that it wrote. */
  readonly output: readonly string[];

  constructor(what: string, output: readonly string[]) {
    super([`The practice directory did not start: ${what}.`, ...output].join("\n"));
    this.output = output;
  }
}

export interface SambaProcess {
  readonly pid: number;
  /** Ends it; its databases survive this at any moment. */
  stop(): Promise<void>;
}

/**
 * Starts a domain controller and waits until it answers. It runs as one process, which ends by itself when this one
 * does: its stdin is a pipe from here.
 *
 * @throws {SambaStartError} when it ends or is not ready within a minute.
 */
export async function startSamba(configurationFile: string, answers: () => Promise<boolean>): Promise<SambaProcess> {
  const child = execa(program, ["-s", configurationFile, "-i", "-M", "single", "--debug-stdout"], {
    stdin: "pipe",
    all: true,
    buffer: false,
    reject: false,
  });
  const output: string[] = [];
  child.all.setEncoding("utf8").on("data", (text: string) => {
    output.push(...text.split("\n").filter((line) => line !== ""));
    output.splice(0, output.length - linesToKeep);
  });
  const stop = async () => {
    child.kill("SIGKILL");
    await child;
  };
  const ended = new AbortController();
  void child.then(() => ended.abort());
  const deadline = Date.now() + startTimeout;
  while (!(await answers())) {
    if (ended.signal.aborted || child.pid === undefined) {
      throw new SambaStartError(`${program} ended (${(await child).shortMessage ?? "exit code 0"})`, output);
    }
    if (Date.now() > deadline) {
      await stop();
      throw new SambaStartError("no answer after a minute", output);
    }
    await delay(pollInterval);
  }
  return { pid: child.pid ?? 0, stop };
}

export interface TlsEndpoint {
  readonly address: string;
  readonly port: number;
  readonly dnsName: string;
  /** PEM. */
  readonly certificateAuthority: string;
}

/** Whether a TLS server answers there, with a certificate of the authority for that name. */
export async function answersOverTls({ address, port, dnsName, certificateAuthority }: TlsEndpoint): Promise<boolean> {
  return opens(connectTls({ host: address, port, servername: dnsName, ca: [certificateAuthority] }), "secureConnect");
}

/** Whether someone listens on a Unix socket. */
export async function answersOnSocket(path: string): Promise<boolean> {
  return opens(connectSocket(path), "connect");
}

const notThereYet: readonly unknown[] = ["ECONNREFUSED", "ECONNRESET", "ENOENT"];

async function opens(socket: Socket, event: string): Promise<boolean> {
  try {
    await once(socket, event);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && notThereYet.includes(error.code)) {
      return false;
    }
    throw error;
  } finally {
    socket.destroy();
  }
}

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import * as grpc from "@grpc/grpc-js";
import languageService from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type * as Language from "@pulumi/pulumi/proto/language_pb.js";
import { checkout } from "./workspace.ts";

const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** The language host, started as an engine starts it: by its script, with the engine at the other end of its input. */
export class LanguageHostProcess implements AsyncDisposable {
  readonly client: InstanceType<typeof languageService.LanguageRuntimeClient>;
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Resolves when the host itself has ended. */
  readonly ended: Promise<unknown>;
  readonly #output: { stdout: string; stderr: string };

  private constructor(parts: Pick<LanguageHostProcess, "client" | "process" | "ended"> & { output: Output }) {
    this.client = parts.client;
    this.process = parts.process;
    this.ended = parts.ended;
    this.#output = parts.output;
  }

  static async start(engineAddress: string, environment: NodeJS.ProcessEnv = {}): Promise<LanguageHostProcess> {
    const host = spawn(process.execPath, [join(checkout, "lab/pulumi/language-host.ts"), "-v=3", engineAddress], {
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const output: Output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      host[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
      });
    }
    const ended = once(host, "close");
    while (!output.stdout.includes("\n")) await Promise.race([once(host.stdout, "data"), failOn(ended, output)]);
    const newline = output.stdout.indexOf("\n");
    const port = output.stdout.slice(0, newline);
    output.stdout = output.stdout.slice(newline + 1);
    const client = new languageService.LanguageRuntimeClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
      unlimited,
    );
    return new LanguageHostProcess({ client, process: host, ended, output });
  }

  /** What the programs printed so far. */
  get output(): Readonly<Output> {
    return this.#output;
  }

  run(request: Language.RunRequest): Promise<Language.RunResponse> {
    return new Promise((resolve, reject) =>
      this.client.run(request, (error, response) => (error ? reject(error) : resolve(response))),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.stdin.end();
    await this.ended;
    this.client.close();
  }
}

interface Output {
  stdout: string;
  stderr: string;
}

async function failOn(ended: Promise<unknown>, output: Output): Promise<never> {
  await ended;
  throw new Error(`The language host ended: ${output.stderr}`);
}

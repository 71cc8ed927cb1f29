import { once } from "node:events";
import type * as grpc from "@grpc/grpc-js";
import type * as Language from "@pulumi/pulumi/proto/language_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";

export type PluginCall = grpc.ServerWritableStream<Language.RunPluginRequest, Language.RunPluginResponse>;

/** The answer to a RunPlugin call; waits while the engine reads slower than the plugin writes. */
export class PluginStream {
  /** Aborted when the engine no longer wants the plugin. */
  readonly cancelled: AbortSignal;
  readonly #call: PluginCall;

  constructor(call: PluginCall) {
    const cancelled = new AbortController();
    call.once("cancelled", () => cancelled.abort());
    this.cancelled = cancelled.signal;
    this.#call = call;
  }

  async copy(kind: "stdout" | "stderr", source: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of source) await this.write(kind, chunk);
  }

  async write(kind: "stdout" | "stderr", chunk: Buffer): Promise<void> {
    // The plugin must still be able to write while it is being ended, so what nobody reads is dropped.
    if (this.cancelled.aborted) return;
    const message = new language.RunPluginResponse();
    const hasRoom = this.#call.write(kind === "stdout" ? message.setStdout(chunk) : message.setStderr(chunk));
    if (!hasRoom) await this.#room();
  }

  /** Says how the plugin ended; nothing can be written after it. */
  exit(code: number): void {
    if (this.cancelled.aborted) return;
    this.#call.write(new language.RunPluginResponse().setExitcode(code));
    this.#call.end();
  }

  async #room(): Promise<void> {
    const stopListening = new AbortController();
    const events = [once(this.#call, "drain", stopListening), once(this.cancelled, "abort", stopListening)];
    await Promise.race(events);
    stopListening.abort();
    await Promise.allSettled(events);
  }
}

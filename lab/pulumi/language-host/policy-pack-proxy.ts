import * as grpc from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import type * as Analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { PolicyPackError } from "./policy-pack.ts";

type Bytes = grpc.handleUnaryCall<Buffer, Buffer>;

/**
 * Stands between the engine and a policy pack.
 *
 * The engine tells the stack's configuration to a pack that already runs, yet the SDK reads configuration from the
 * environment, which is settled when a process starts. So the engine first talks to this proxy; the pack is started
 * once the configuration is known, and every call is then handed on, byte for byte.
 */
export class PolicyPackProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: grpc.Server;
  readonly #configuration: PromiseWithResolvers<Analyzer.AnalyzerStackConfigureRequest | undefined>;
  readonly #pack: PromiseWithResolvers<grpc.Client>;

  private constructor(parts: Pick<PolicyPackProxy, "port"> & ProxyParts) {
    this.port = parts.port;
    this.#server = parts.server;
    this.#configuration = parts.configuration;
    this.#pack = parts.pack;
  }

  /** Listens on a free loopback port; `cancelled` ends the wait for the configuration. */
  static async start(cancelled: AbortSignal): Promise<PolicyPackProxy> {
    const configuration = Promise.withResolvers<Analyzer.AnalyzerStackConfigureRequest | undefined>();
    const pack = Promise.withResolvers<grpc.Client>();
    cancelled.addEventListener("abort", () => configuration.reject(cancelled.reason), { once: true });
    // Whoever waits for these hears of a failure; there may be nobody.
    configuration.promise.catch(() => {});
    pack.promise.catch(() => {});
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(passThroughService(), handlers(configuration, pack.promise));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return new PolicyPackProxy({ port, server, configuration, pack });
  }

  /** The stack's configuration; undefined when the engine asks the pack something without a stack, as in publishing. */
  get configuration(): Promise<Analyzer.AnalyzerStackConfigureRequest | undefined> {
    return this.#configuration.promise;
  }

  /** Connects to the pack, which must hear of the stack before anything else is asked of it. */
  async attach(port: number): Promise<void> {
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
    });
    try {
      const configuration = await this.configuration;
      if (configuration) await configureStack(client, Buffer.from(configuration.serializeBinary()));
      this.#pack.resolve(client);
    } catch (error) {
      client.close();
      this.fail(error as Error);
    }
  }

  /** Answers every waiting and every later call with this error. */
  fail(error: Error): void {
    this.#pack.reject(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.fail(new PolicyPackError("The policy pack has ended."));
    // Answers that are under way still reach the engine.
    await new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    const pack = await this.#pack.promise.catch(() => undefined);
    pack?.close();
  }
}

interface ProxyParts {
  readonly server: grpc.Server;
  readonly configuration: PromiseWithResolvers<Analyzer.AnalyzerStackConfigureRequest | undefined>;
  readonly pack: PromiseWithResolvers<grpc.Client>;
}

function passThroughService(): grpc.ServiceDefinition {
  const same = (bytes: Buffer) => bytes;
  return Object.fromEntries(
    Object.entries(analyzerService.AnalyzerService).map(([name, method]) => [
      name,
      {
        ...method,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    ]),
  );
}

function handlers(
  configuration: ProxyParts["configuration"],
  pack: Promise<grpc.Client>,
): grpc.UntypedServiceImplementation {
  const handedOn = Object.entries(analyzerService.AnalyzerService).map(([name, { path }]) => {
    const handOn: Bytes = (call, callback) => {
      configuration.resolve(undefined);
      pack.then(
        (client) => ask(client, path, call.request).then((answer) => callback(null, answer), callback),
        (error: Error) => callback({ code: grpc.status.UNAVAILABLE, details: error.message }),
      );
    };
    return [name, handOn] as const;
  });
  const handshake: Bytes = (_call, callback) =>
    callback(null, Buffer.from(new analyzer.AnalyzerHandshakeResponse().serializeBinary()));
  const configure: Bytes = (call, callback) => {
    configuration.resolve(analyzer.AnalyzerStackConfigureRequest.deserializeBinary(call.request));
    callback(null, Buffer.from(new analyzer.AnalyzerStackConfigureResponse().serializeBinary()));
  };
  return { ...Object.fromEntries(handedOn), handshake, configureStack: configure };
}

async function configureStack(client: grpc.Client, request: Buffer): Promise<void> {
  try {
    await ask(client, analyzerService.AnalyzerService.configureStack.path, request);
  } catch (error) {
    // Packs written with an older @pulumi/policy have no use for it.
    if ((error as grpc.ServiceError).code !== grpc.status.UNIMPLEMENTED) throw error;
  }
}

function ask(client: grpc.Client, path: string, request: Buffer): Promise<Buffer> {
  const same = (bytes: Buffer) => bytes;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, same, same, request, (error, answer) =>
      error || !answer ? reject(error ?? new Error(`${path} answered nothing`)) : resolve(answer),
    );
  });
}

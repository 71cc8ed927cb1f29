import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type * as Rpc from "@pulumi/pulumi/proto/provider_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";

type Wire = Parameters<typeof structs.Struct.fromJavaScript>[0];

/** How the engine writes what is unknown and what is secret; written out here so that the plugin is held to it. */
export const unknownOnTheWire = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export function secretOnTheWire(value: string) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

const runPlugin = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-plugin");

/** A plugin process, started as the engine's language host starts it, and spoken to over its own protocol. */
export class Plugin implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #client: InstanceType<typeof providerService.ResourceProviderClient>;
  /** Everything it wrote to standard error. */
  stderr = "";

  private constructor(process: ChildProcess, port: string) {
    this.#process = process;
    this.#client = new providerService.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  static async start(
    folder: string,
    environment: Readonly<Record<string, string>>,
    args: readonly string[] = [],
  ): Promise<Plugin> {
    const child = spawn(process.execPath, [runPlugin, folder, ...args], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (plugin !== undefined) plugin.stderr = stderr;
    });
    let plugin: Plugin | undefined;
    const exited = once(child, "exit").then(() => Promise.reject(new Error(`the plugin ended: ${stderr}`)));
    const [port] = (await Promise.race([once(createInterface(child.stdout), "line"), exited])) as [string];
    exited.catch(() => {});
    plugin = new Plugin(child, port);
    plugin.stderr = stderr;
    return plugin;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    if (this.#process.exitCode !== null) return;
    this.#process.kill();
    await once(this.#process, "exit");
  }

  async configure(settings: Wire = {}): Promise<Rpc.ConfigureResponse> {
    const request = new rpc.ConfigureRequest().setArgs(structs.Struct.fromJavaScript(settings)).setAcceptsecrets(true);
    return this.#call((done) => this.#client.configure(request, done));
  }

  async check(type: string, inputs: Wire, name = "example"): Promise<{ inputs: Wire; failures: string[] }> {
    const request = new rpc.CheckRequest().setUrn(urn(type, name)).setNews(structs.Struct.fromJavaScript(inputs));
    const response = await this.#call<Rpc.CheckResponse>((done) => this.#client.check(request, done));
    return {
      inputs: response.getInputs()?.toJavaScript() ?? {},
      failures: response.getFailuresList().map((failure) => {
        // The engine prints the value of a property that is named here, be it a secret.
        if (failure.getProperty() !== "") throw new Error(`a failure names the property ${failure.getProperty()}`);
        return failure.getReason();
      }),
    };
  }

  async diff(type: string, state: Wire, oldInputs: Wire, inputs: Wire, ignoreChanges: string[] = []) {
    const request = new rpc.DiffRequest()
      .setUrn(urn(type))
      .setId("id")
      .setOlds(structs.Struct.fromJavaScript(state))
      .setOldInputs(structs.Struct.fromJavaScript(oldInputs))
      .setNews(structs.Struct.fromJavaScript(inputs))
      .setIgnorechangesList(ignoreChanges);
    const response = await this.#call<Rpc.DiffResponse>((done) => this.#client.diff(request, done));
    return {
      changes: response.getChanges() === rpc.DiffResponse.DiffChanges.DIFF_SOME,
      diffs: response.getDiffsList(),
      replaces: response.getReplacesList(),
      detailed: Object.fromEntries(
        [...response.getDetaileddiffMap().entries()].map(([property, detail]) => [
          property,
          kindNames[detail.getKind()],
        ]),
      ),
    };
  }

  async create(type: string, inputs: Wire, { preview = false } = {}): Promise<{ id: string; properties: Wire }> {
    const request = new rpc.CreateRequest()
      .setUrn(urn(type))
      .setProperties(structs.Struct.fromJavaScript(inputs))
      .setPreview(preview);
    const response = await this.#call<Rpc.CreateResponse>((done) => this.#client.create(request, done));
    return { id: response.getId(), properties: response.getProperties()?.toJavaScript() ?? {} };
  }

  async read(type: string, id: string, state: Wire = {}, inputs: Wire = {}) {
    const request = new rpc.ReadRequest()
      .setUrn(urn(type))
      .setId(id)
      .setProperties(structs.Struct.fromJavaScript(state))
      .setInputs(structs.Struct.fromJavaScript(inputs));
    const response = await this.#call<Rpc.ReadResponse>((done) => this.#client.read(request, done));
    return {
      id: response.getId(),
      properties: response.getProperties()?.toJavaScript() ?? {},
      inputs: response.getInputs()?.toJavaScript() ?? {},
    };
  }

  async update(type: string, id: string, state: Wire, inputs: Wire, { preview = false } = {}): Promise<Wire> {
    const request = new rpc.UpdateRequest()
      .setUrn(urn(type))
      .setId(id)
      .setOlds(structs.Struct.fromJavaScript(state))
      .setNews(structs.Struct.fromJavaScript(inputs))
      .setPreview(preview);
    const response = await this.#call<Rpc.UpdateResponse>((done) => this.#client.update(request, done));
    return response.getProperties()?.toJavaScript() ?? {};
  }

  async delete(type: string, id: string, state: Wire = {}): Promise<void> {
    const request = new rpc.DeleteRequest()
      .setUrn(urn(type))
      .setId(id)
      .setProperties(structs.Struct.fromJavaScript(state));
    await this.#call((done) => this.#client.delete(request, done));
  }

  async invoke(token: string, args: Wire = {}): Promise<Wire> {
    const request = new rpc.InvokeRequest().setTok(token).setArgs(structs.Struct.fromJavaScript(args));
    const response = await this.#call<Rpc.InvokeResponse>((done) => this.#client.invoke(request, done));
    return response.getReturn()?.toJavaScript() ?? {};
  }

  async version(): Promise<string> {
    const info = await this.#call<{ getVersion(): string }>((done) =>
      this.#client.getPluginInfo(new emptyMessages.Empty(), done),
    );
    return info.getVersion();
  }

  /** Calls what is expected to fail, and hands back the error. */
  async failure(call: Promise<unknown>): Promise<grpc.ServiceError> {
    const outcome = await call.then(
      () => undefined,
      (error: grpc.ServiceError) => error,
    );
    if (outcome === undefined) throw new Error("the call succeeded");
    return outcome;
  }

  #call<T>(call: (done: (error: grpc.ServiceError | null, response: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      call((error, response) => (error ? reject(error) : resolve(response)));
    });
  }
}

const kindNames = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"] as const;

/** As the engine makes them, under a component. */
function urn(type: string, name = "example"): string {
  return `urn:pulumi:dev::hybrid-sync::hybrid-sync:index:CloudSync$${type}::${name}`;
}

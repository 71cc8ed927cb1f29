import { createRequire } from "node:module";
import { promisify } from "node:util";
import { type Client, credentials } from "@grpc/grpc-js";
import { execa } from "execa";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { providerText } from "../../../components/provider-text.ts";

const require = createRequire(import.meta.url);
const messages = require("@pulumi/pulumi/proto/provider_pb");
const services = require("@pulumi/pulumi/proto/provider_grpc_pb");

const provider = providerText("components/observation/provider.ts");

type Properties = Record<string, unknown>;

/** Talks to the dynamic provider's real host over its own protocol, as the engine does. */
export class ProviderClient implements AsyncDisposable {
  readonly #process: ReturnType<typeof execa>;
  readonly #client: Client & Record<string, (...args: unknown[]) => unknown>;
  /** Everything that the host printed. */
  output = "";

  private constructor(process: ReturnType<typeof execa>, port: string) {
    this.#process = process;
    this.#client = new services.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  static async start(config: Properties, environment: Record<string, string> = {}): Promise<ProviderClient> {
    const host = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const child = execa(process.execPath, [host, "127.0.0.1:1"], {
      env: { ...environment, PULUMI_NODEJS_PROJECT: "hybrid-sync" },
      reject: false,
      buffer: false,
      stdin: "ignore",
    });
    let printed = "";
    const port = await new Promise<string>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        printed += chunk;
        const [line, ...rest] = printed.split("\n");
        if (rest.length > 0 && line !== undefined) resolve(line);
      });
    });
    const client = new ProviderClient(child, port);
    child.stderr.on("data", (chunk: Buffer) => {
      client.output += chunk;
    });
    const request = new messages.ConfigureRequest();
    request.setArgs(
      Struct.fromJavaScript(
        Object.fromEntries(Object.entries(config).map(([key, value]) => [`hybrid-sync:${key}`, JSON.stringify(value)])),
      ),
    );
    await client.#call("configure", request);
    return client;
  }

  async check(olds: Properties, news: Properties): Promise<Properties> {
    const request = new messages.CheckRequest();
    request.setOlds(this.#struct(olds));
    request.setNews(this.#struct(news));
    const response = await this.#call("check", request);
    if (response.getFailuresList().length > 0) throw new Error(`check failed: ${response.getFailuresList()}`);
    return this.#plain(response.getInputs());
  }

  async diff(olds: Properties, news: Properties): Promise<"some" | "none" | "unknown"> {
    const request = new messages.DiffRequest();
    request.setId("id");
    request.setOlds(this.#struct(olds));
    request.setNews(this.#struct(news));
    const changes = (await this.#call("diff", request)).getChanges();
    return changes === 2 ? "some" : changes === 1 ? "none" : "unknown";
  }

  async create(inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const request = new messages.CreateRequest();
    request.setProperties(this.#struct(inputs));
    const response = await this.#call("create", request);
    return { id: response.getId(), outputs: this.#plain(response.getProperties()) };
  }

  async update(olds: Properties, news: Properties): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setId("id");
    request.setOlds(this.#struct(olds));
    request.setNews(this.#struct(news));
    return this.#plain((await this.#call("update", request)).getProperties());
  }

  async read(id: string, properties: Properties): Promise<{ id: string; outputs: Properties; inputs: Properties }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(this.#struct(properties));
    const response = await this.#call("read", request);
    return {
      id: response.getId(),
      outputs: this.#plain(response.getProperties()),
      inputs: this.#plain(response.getInputs()),
    };
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(this.#struct(properties));
    await this.#call("delete", request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    this.#process.kill();
    await this.#process;
  }

  #struct(properties: Properties): Struct {
    return Struct.fromJavaScript({ ...properties, __provider: provider } as never);
  }

  #plain(struct: Struct): Properties {
    const { __provider: _, ...properties } = struct.toJavaScript() as Properties;
    return properties;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the generated messages have no types of their own.
  #call(method: string, request: unknown): Promise<any> {
    return promisify<unknown, unknown>(
      (this.#client[method] as never as (...args: unknown[]) => void).bind(this.#client),
    )(request);
  }
}

import * as grpc from "@grpc/grpc-js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type * as Rpc from "@pulumi/pulumi/proto/provider_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { decode, encode, type Properties, stringsIn } from "./property-values.ts";
import {
  PartlyCreatedError,
  type PropertyChange,
  type Provider,
  type ResourceReference,
  type ResourceState,
} from "./provider.ts";
import { redact } from "./redact.ts";

/** Serves a provider over the provider protocol on a free loopback port, and prints the port, as the engine expects. */
export async function serveProvider(provider: Provider): Promise<void> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(providerService.ResourceProviderService, implementation(provider));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  process.stdout.write(`${port}\n`);
}

function implementation(provider: Provider): grpc.UntypedServiceImplementation {
  const handlers = {
    configure: handler(provider, configure),
    check: handler(provider, check),
    diff: handler(provider, diff),
    create: handler(provider, create),
    read: handler(provider, read),
    update: handler(provider, update),
    delete: handler(provider, remove),
    invoke: handler(provider, invoke),
    getPluginInfo: handler(provider, async () => new pluginMessages.PluginInfo().setVersion(provider.version)),
    cancel: handler(provider, async () => new emptyMessages.Empty()),
  };
  const refused = Object.keys(providerService.ResourceProviderService).filter((name) => !(name in handlers));
  return { ...handlers, ...Object.fromEntries(refused.map((name) => [name, unimplemented(name)])) };
}

/** The engine has its own answer to each of these when a provider has none. */
function unimplemented(name: string): grpc.handleUnaryCall<unknown, unknown> {
  return (_call, callback) => callback({ code: grpc.status.UNIMPLEMENTED, details: `${name} is not implemented` });
}

function handler<Request, Response>(
  provider: Provider,
  handle: (provider: Provider, request: Request, secrets: Set<string>) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const secrets = new Set<string>();
    handle(provider, call.request, secrets).then(
      (response) => callback(null, response),
      (error: unknown) => callback(asServiceError(error, [...secrets, ...provider.confidential])),
    );
  };
}

async function configure(provider: Provider, request: Rpc.ConfigureRequest): Promise<Rpc.ConfigureResponse> {
  await provider.configure(decode(request.getArgs()));
  return new rpc.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(true).setAcceptresources(false);
}

async function check(provider: Provider, request: Rpc.CheckRequest, secrets: Set<string>): Promise<Rpc.CheckResponse> {
  const news = received(request.getNews(), secrets);
  const olds = received(request.getOlds(), secrets);
  const result = await provider.check(reference(request), news.values, olds.values);
  return new rpc.CheckResponse().setInputs(encode(result.inputs, news.secrets)).setFailuresList(
    // The property stays out of it: the engine would print its value beside it, secret or not.
    result.failures.map(({ reason }) =>
      new rpc.CheckFailure().setReason(redact(reason, [...secrets, ...provider.confidential])),
    ),
  );
}

async function diff(provider: Provider, request: Rpc.DiffRequest, secrets: Set<string>): Promise<Rpc.DiffResponse> {
  const state = received(request.getOlds(), secrets).values;
  const changes = await provider.diff({
    resource: reference(request),
    id: request.getId(),
    state,
    oldInputs: request.getOldInputs() === undefined ? state : received(request.getOldInputs(), secrets).values,
    inputs: received(request.getNews(), secrets).values,
    ignoreChanges: request.getIgnorechangesList(),
  });
  const response = new rpc.DiffResponse()
    .setChanges(changes.size > 0 ? rpc.DiffResponse.DiffChanges.DIFF_SOME : rpc.DiffResponse.DiffChanges.DIFF_NONE)
    .setDiffsList([...changes.keys()])
    .setReplacesList([...changes].filter(([, change]) => change.replaces).map(([property]) => property))
    .setHasdetaileddiff(true);
  for (const [property, change] of changes) {
    response.getDetaileddiffMap().set(property, new rpc.PropertyDiff().setKind(kindOf(change)));
  }
  return response;
}

function kindOf({ kind, replaces }: PropertyChange): Rpc.PropertyDiff.Kind {
  const kinds = rpc.PropertyDiff.Kind;
  if (kind === "add") return replaces ? kinds.ADD_REPLACE : kinds.ADD;
  if (kind === "delete") return replaces ? kinds.DELETE_REPLACE : kinds.DELETE;
  return replaces ? kinds.UPDATE_REPLACE : kinds.UPDATE;
}

async function create(
  provider: Provider,
  request: Rpc.CreateRequest,
  secrets: Set<string>,
): Promise<Rpc.CreateResponse> {
  const inputs = received(request.getProperties(), secrets);
  const state = request.getPreview()
    ? await provider.previewCreate(reference(request), inputs.values)
    : await provider.create(reference(request), inputs.values).catch((error: unknown) => {
        throw error instanceof PartlyCreatedError ? new InitializationFailedError(error, inputs) : error;
      });
  return new rpc.CreateResponse().setId(state.id).setProperties(sent(state, inputs));
}

async function read(provider: Provider, request: Rpc.ReadRequest, secrets: Set<string>): Promise<Rpc.ReadResponse> {
  const stored = received(request.getProperties(), secrets);
  const inputs = received(request.getInputs(), secrets);
  const state = await provider.read(reference(request), request.getId(), stored.values, inputs.values);
  if (state === undefined) return new rpc.ReadResponse();
  const known = new Set([...stored.secrets, ...inputs.secrets, ...(state.secrets ?? [])]);
  return new rpc.ReadResponse()
    .setId(state.id)
    .setProperties(encode(state.properties, known))
    .setInputs(encode(state.inputs ?? inputs.values, known));
}

async function update(
  provider: Provider,
  request: Rpc.UpdateRequest,
  secrets: Set<string>,
): Promise<Rpc.UpdateResponse> {
  const stored = received(request.getOlds(), secrets);
  const inputs = received(request.getNews(), secrets);
  const operation = request.getPreview() ? provider.previewUpdate : provider.update;
  const state = await operation.call(provider, reference(request), request.getId(), stored.values, inputs.values);
  return new rpc.UpdateResponse().setProperties(sent(state, inputs));
}

async function remove(provider: Provider, request: Rpc.DeleteRequest, secrets: Set<string>) {
  await provider.delete(reference(request), request.getId(), received(request.getProperties(), secrets).values);
  return new emptyMessages.Empty();
}

async function invoke(
  provider: Provider,
  request: Rpc.InvokeRequest,
  secrets: Set<string>,
): Promise<Rpc.InvokeResponse> {
  const args = received(request.getArgs(), secrets);
  return new rpc.InvokeResponse().setReturn(encode(await provider.invoke(request.getTok(), args.values)));
}

function received(struct: Parameters<typeof decode>[0], secrets: Set<string>): Properties {
  const properties = decode(struct);
  for (const property of properties.secrets) {
    for (const text of stringsIn(properties.values[property])) secrets.add(text);
  }
  return properties;
}

function sent(state: ResourceState, inputs: Properties) {
  return encode(state.properties, [...inputs.secrets, ...(state.secrets ?? [])]);
}

/** Older engines say the type and the name in the URN only: `urn:pulumi:stack::project::parent$type::name`. */
function reference(request: { getUrn(): string; getType(): string; getName(): string }): ResourceReference {
  const urn = request.getUrn();
  const [, , qualifiedType = "", ...name] = urn.split("::");
  return {
    urn,
    type: request.getType() || qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1),
    name: request.getName() || name.join("::"),
  };
}

function asServiceError(error: unknown, secrets: readonly string[]): Partial<grpc.ServiceError> {
  const message = redact(error instanceof Error ? error.message : String(error), secrets);
  if (!(error instanceof InitializationFailedError)) return { code: grpc.status.UNKNOWN, details: message };
  const detail = new rpc.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(error.properties)
    .setReasonsList([message]);
  const packed = new anyMessages.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusMessages.Status();
  status.setCode(grpc.status.UNKNOWN).setMessage(message).addDetails(packed);
  const metadata = new grpc.Metadata();
  // The key under which gRPC carries structured errors; grpc-js has no call of its own for it.
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}

/** A {@link PartlyCreatedError} with its state as it goes over the wire. */
class InitializationFailedError extends Error {
  override readonly name = "InitializationFailedError";
  readonly id: string;
  readonly properties: Struct;

  constructor(error: PartlyCreatedError, inputs: Properties) {
    super(error.message, { cause: error });
    this.id = error.state.id;
    this.properties = sent(error.state, inputs);
  }
}

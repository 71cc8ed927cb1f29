import * as grpc from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type * as EngineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import monitorService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type * as ResourceMessages from "@pulumi/pulumi/proto/resource_pb.js";
import resourceMessages from "@pulumi/pulumi/proto/resource_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";

/** The two services of an engine that a program needs: it takes every resource as it is, and keeps the errors that are logged. */
export class EngineDouble implements AsyncDisposable {
  readonly address: string;
  readonly errors: readonly string[];
  readonly #server: grpc.Server;

  private constructor(address: string, errors: readonly string[], server: grpc.Server) {
    this.address = address;
    this.errors = errors;
    this.#server = server;
  }

  static async start(): Promise<EngineDouble> {
    const errors: string[] = [];
    const server = new grpc.Server();
    server.addService(engineService.EngineService, {
      log: always((request: EngineMessages.LogRequest) => {
        if (request.getSeverity() === engineMessages.LogSeverity.ERROR) errors.push(request.getMessage());
        return new emptyMessages.Empty();
      }),
      setRootResource: always(() => new engineMessages.SetRootResourceResponse()),
      getRootResource: always(() => new engineMessages.GetRootResourceResponse()),
    });
    server.addService(monitorService.ResourceMonitorService, {
      supportsFeature: always(() => new resourceMessages.SupportsFeatureResponse()),
      registerResource: always((request: ResourceMessages.RegisterResourceRequest) =>
        new resourceMessages.RegisterResourceResponse()
          .setUrn(`urn:pulumi:stack::project::${request.getType()}::${request.getName()}`)
          .setObject(request.getObject()),
      ),
      registerResourceOutputs: always(() => new emptyMessages.Empty()),
      signalAndWaitForShutdown: always(() => new emptyMessages.Empty()),
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return new EngineDouble(`127.0.0.1:${port}`, errors, server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
  }
}

function always<Request, Response>(respond: (request: Request) => Response): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => callback(null, respond(call.request));
}

import * as grpc from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StandIns } from "./support/stand-ins.ts";

const logged: LogRequest[] = [];
let engine: grpc.Server;
let address: string;
let standIns: StandIns;

beforeAll(async () => {
  engine = new grpc.Server();
  engine.addService(engineService.EngineService, {
    log: (call: grpc.ServerUnaryCall<LogRequest, unknown>, done: grpc.sendUnaryData<unknown>) => {
      logged.push(call.request);
      done(null, new emptyMessages.Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  address = `127.0.0.1:${port}`;
  standIns = await StandIns.open();
});

afterAll(async () => {
  await standIns?.[Symbol.asyncDispose]();
  engine?.forceShutdown();
});

describe("what a stand-in says of itself", () => {
  it("goes among the engine's own messages, once for every process", async () => {
    const plugin = await standIns.start("azuread", standIns.tenant.environment, [address]);
    await plugin.configure();
    expect(logged.map((request) => [request.getSeverity(), request.getMessage()])).toEqual([
      [engineMessages.LogSeverity.INFO, expect.stringMatching(/^azuread: simulated tenant at localhost:\d+;/)],
    ]);
    await plugin.configure();
    expect(logged).toHaveLength(1);
    expect(plugin.stderr).toBe("");
  });

  it("goes to standard error when the engine does not listen", async () => {
    const plugin = await standIns.start("azuread", standIns.tenant.environment, ["127.0.0.1:9"]);
    await plugin.configure();
    expect(plugin.stderr).toContain("azuread: simulated tenant");
  });
});

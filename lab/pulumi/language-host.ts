/**
 * Runs Node programs, plugins and policy packs for a Pulumi engine that was built from source, where the official
 * `pulumi-language-nodejs` cannot be had. The engine starts it with its own address, reads the port that it prints, and
 * speaks `pulumirpc.LanguageRuntime` with it.
 */
import { parseArgs } from "node:util";
import * as grpc from "@grpc/grpc-js";
import languageService, { type ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type * as Language from "@pulumi/pulumi/proto/language_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import sdk from "@pulumi/pulumi/version.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { whenEngineIsGone } from "../../node-loading/engine-end.ts";
import { Children } from "./language-host/children.ts";
import { programDependencies } from "./language-host/dependencies.ts";
import { runPlugin } from "./language-host/plugin.ts";
import type { PluginCall } from "./language-host/plugin-stream.ts";
import { runProgram } from "./language-host/program.ts";

const { engineAddress, tracing } = readArguments(process.argv.slice(2));
const children = new Children();
const programsCancelled = new AbortController();
const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(languageService.LanguageRuntimeService, implementation());
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
endWithEngine();

function implementation(): grpc.UntypedServiceImplementation {
  const answered = {
    handshake: answer(() => new language.LanguageHandshakeResponse()),
    // The engine would download what is named here before it starts. The lab has installed its plugins already, and
    // must not shadow or fetch anyone's real ones, so nothing is named; the engine finds a plugin when it needs it.
    getRequiredPlugins: answer(() => new language.GetRequiredPluginsResponse()),
    getRequiredPackages: answer(() => new language.GetRequiredPackagesResponse()),
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(sdk.version)),
    runtimeOptionsPrompts: answer(() => new language.RuntimeOptionsResponse()),
    template: answer(() => new language.TemplateResponse()),
    about: answer(() => new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    getProgramDependencies: answer(getProgramDependencies),
    installDependencies,
    run: answer((request, cancelled) =>
      runProgram(request, { children, engineAddress, tracing }, AbortSignal.any([cancelled, programsCancelled.signal])),
    ),
    runPlugin: (call: PluginCall) => void runPlugin(call, children),
    // Only the program ends here: a provider may be in the middle of a change, and is told by a call of its own.
    cancel: answer(() => {
      programsCancelled.abort();
      return new emptyMessages.Empty();
    }),
  } satisfies Partial<ILanguageRuntimeServer>;
  const refused = Object.keys(languageService.LanguageRuntimeService).filter((name) => !(name in answered));
  return { ...answered, ...Object.fromEntries(refused.map((name) => [name, unimplemented(name)])) };
}

function answer<Request, Response>(
  handle: (request: Request, cancelled: AbortSignal) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    const cancelled = new AbortController();
    call.on("cancelled", () => cancelled.abort());
    try {
      callback(null, await handle(call.request, cancelled.signal));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: (error as Error).message });
    }
  };
}

function unimplemented(name: string): grpc.handleUnaryCall<unknown, unknown> {
  return (_call, callback) =>
    callback({ code: grpc.status.UNIMPLEMENTED, details: `The language host of the lab does not do ${name}.` });
}

async function getProgramDependencies(
  request: Language.GetProgramDependenciesRequest,
): Promise<Language.GetProgramDependenciesResponse> {
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const found = await programDependencies(directory, request.getTransitivedependencies());
  return new language.GetProgramDependenciesResponse().setDependenciesList(
    found.map(({ name, version }) => new language.DependencyInfo().setName(name).setVersion(version)),
  );
}

async function installDependencies(
  call: grpc.ServerWritableStream<Language.InstallDependenciesRequest, Language.InstallDependenciesResponse>,
): Promise<void> {
  const cancelled = new AbortController();
  call.once("cancelled", () => cancelled.abort());
  try {
    const npm = children.start("npm", ["install"], {
      cwd: call.request.getInfo()?.getProgramDirectory() ?? call.request.getDirectory(),
      environment: process.env,
      output: "pipe",
      signal: cancelled.signal,
    });
    npm.stdout.on("data", (chunk) => call.write(new language.InstallDependenciesResponse().setStdout(chunk)));
    npm.stderr.on("data", (chunk) => call.write(new language.InstallDependenciesResponse().setStderr(chunk)));
    const { code } = await npm.ending;
    if (code !== 0) throw new Error(`npm install ended with exit code ${code}.`);
    call.end();
  } catch (error) {
    call.emit("error", { code: grpc.status.UNKNOWN, details: (error as Error).message });
  }
}

/** The engine passes its address last, after flags of its own logging. */
function readArguments(args: readonly string[]): { engineAddress: string; tracing: string } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { tracing: { type: "string" }, logtostderr: { type: "boolean" }, v: { type: "string", short: "v" } },
    strict: false,
    allowPositionals: true,
  });
  return { engineAddress: positionals.at(-1) ?? "", tracing: String(values.tracing ?? "") };
}

function endWithEngine(): void {
  whenEngineIsGone(shutDown);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, shutDown);
}

async function shutDown(): Promise<void> {
  programsCancelled.abort();
  await children.end();
  server.forceShutdown();
  process.exit();
}

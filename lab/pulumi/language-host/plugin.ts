import type * as Language from "@pulumi/pulumi/proto/language_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import type { Child, Children } from "./children.ts";
import { compileCacheVariable } from "./compile-cache.ts";
import { optionVariables, runtimeOptions } from "./options.ts";
import { type PluginCall, PluginStream } from "./plugin-stream.ts";
import { afterPort, stackVariables } from "./policy-pack.ts";
import { PolicyPackProxy } from "./policy-pack-proxy.ts";
import { resolveModule } from "./program.ts";

/** Runs a plugin (a provider or a policy pack) to its end and streams its output, then its exit code. */
export async function runPlugin(call: PluginCall, children: Children): Promise<void> {
  const stream = new PluginStream(call);
  const run = call.request.getKind() === "analyzer" ? runPolicyPack : runProvider;
  try {
    stream.exit(await run(call.request, children, stream));
  } catch (error) {
    await stream.write("stderr", Buffer.from(`${(error as Error).message}\n`));
    stream.exit(1);
  }
}

async function runProvider(
  request: Language.RunPluginRequest,
  children: Children,
  stream: PluginStream,
): Promise<number> {
  const plugin = describePlugin(request, "@pulumi/pulumi/cmd/run-plugin");
  const child = children.start(process.execPath, [...plugin.start, plugin.directory, ...request.getArgsList()], {
    cwd: request.getPwd() || plugin.directory,
    environment: plugin.environment,
    output: "pipe",
    signal: stream.cancelled,
  });
  return await finish(child, child.stdout, stream);
}

async function runPolicyPack(
  request: Language.RunPluginRequest,
  children: Children,
  stream: PluginStream,
): Promise<number> {
  const pack = describePlugin(request, "@pulumi/pulumi/cmd/run-policy-pack");
  await using proxy = await PolicyPackProxy.start(stream.cancelled);
  await stream.write("stdout", Buffer.from(`${proxy.port}\n`));
  const configuration = await proxy.configuration;
  const child = children.start(process.execPath, [...pack.start, ...request.getArgsList(), pack.directory], {
    cwd: pack.directory,
    environment: {
      ...pack.environment,
      ...compileCacheVariable(pack.environment, "policy-pack"),
      ...stackVariables(configuration),
    },
    output: "pipe",
    signal: stream.cancelled,
  });
  try {
    return await finish(
      child,
      afterPort(child, (port) => proxy.attach(port)),
      stream,
    );
  } catch (error) {
    proxy.fail(error as Error);
    throw error;
  }
}

interface PluginDescription {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What Node is to run: the SDK's runner. Pulumi hands `nodeargs` to the runner, not to Node, when it runs a plugin. */
  readonly start: readonly string[];
}

function describePlugin(request: Language.RunPluginRequest, runner: string): PluginDescription {
  const program = request.getInfo() ?? new language.ProgramInfo();
  const options = runtimeOptions(program);
  const directory = program.getProgramDirectory();
  return {
    directory,
    environment: { ...pluginEnvironment(request), ...optionVariables(options) },
    start: [resolveModule(runner, directory), ...options.nodeargs],
  };
}

/** The engine sends the whole environment as NAME=value, where the last of two equal names counts. */
function pluginEnvironment(request: Language.RunPluginRequest): Readonly<Record<string, string | undefined>> {
  const entries = request.getEnvList();
  if (entries.length === 0) return process.env;
  return Object.fromEntries(
    entries.map((entry) => {
      // Windows has names that begin with "=".
      const equals = entry.indexOf("=", 1);
      return [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

async function finish(child: Child, output: AsyncIterable<Buffer>, stream: PluginStream): Promise<number> {
  const copies = Promise.allSettled([stream.copy("stdout", output), stream.copy("stderr", child.stderr)]);
  const { code } = await child.ending;
  const failed = (await copies).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  return code ?? 1;
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import type * as Analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import type * as Language from "@pulumi/pulumi/proto/language_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EngineDouble } from "./engine-double.ts";
import { LanguageHostProcess } from "./language-host-process.ts";
import { hasEnded } from "./processes.ts";
import { checkout, Workspace } from "./workspace.ts";

let engine: EngineDouble;
let host: LanguageHostProcess;
let workspace: Workspace;

beforeEach(async () => {
  workspace = await Workspace.create({ "package.json": `{ "type": "module", "main": "index.ts" }` });
  engine = await EngineDouble.start();
  host = await LanguageHostProcess.start(engine.address);
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

function programInfo(options: Record<string, struct.JavaScriptValue> = { typescript: false }): Language.ProgramInfo {
  return new language.ProgramInfo()
    .setRootDirectory(workspace.folder)
    .setProgramDirectory(workspace.folder)
    .setEntryPoint("index.ts")
    .setOptions(struct.Struct.fromJavaScript(options));
}

async function program(code: string, options?: Record<string, struct.JavaScriptValue>): Promise<Language.RunRequest> {
  await workspace.write("index.ts", code);
  const request = new language.RunRequest()
    .setProject("hybrid-sync")
    .setStack("practice")
    .setOrganization("contoso")
    .setPwd(workspace.folder)
    .setDryrun(true)
    .setParallel(1)
    .setMonitorAddress(engine.address)
    .setInfo(programInfo(options));
  request.getConfigMap().set("hybrid-sync:phase", "before-install").set("hybrid-sync:secret", "s3cret");
  return request.setConfigsecretkeysList(["hybrid-sync:secret"]);
}

/** A program or pack that prints its own process id and that of a process which it started, and never ends. */
const endless = `
  import { spawn } from "node:child_process";
  const started = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  setInterval(() => {}, 1000);
  console.error("running " + process.pid + " " + started.pid + ".");
`;

function processIds(output: string): number[] {
  return [...output.matchAll(/running (\d+) (\d+)\./g)].flatMap((match) => [Number(match[1]), Number(match[2])]);
}

async function expectEnded(pids: readonly number[]): Promise<void> {
  expect(pids).toHaveLength(2);
  for (const pid of pids) await expect.poll(() => hasEnded(pid), { timeout: 10_000 }).toBe(true);
}

describe("a program", () => {
  test("sees its configuration, which of it is secret, and its stack", async () => {
    const request = await program(`
      import * as pulumi from "@pulumi/pulumi";
      const config = new pulumi.Config("hybrid-sync");
      console.log(JSON.stringify({
        phase: config.require("phase"),
        secretKeys: process.env.PULUMI_CONFIG_SECRET_KEYS,
        names: [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), pulumi.getRootDirectory()],
        isDryRun: pulumi.runtime.isDryRun(),
        folder: process.cwd(),
      }));
    `);
    const response = await host.run(request);
    expect(response.toObject()).toEqual({ error: "", bail: false });
    expect(JSON.parse(host.output.stdout)).toMatchObject({
      phase: "before-install",
      secretKeys: `["hybrid-sync:secret"]`,
      names: ["contoso", "hybrid-sync", "practice", workspace.folder],
      isDryRun: true,
      folder: workspace.folder,
    });
  });

  test("that has said what is wrong makes the engine stop without a word of its own", async () => {
    const request = await program(`
      import * as pulumi from "@pulumi/pulumi";
      throw new pulumi.RunError("phase is missing");
    `);
    const response = await host.run(request);
    expect(response.toObject()).toEqual({ error: "", bail: true });
    expect(engine.errors).toEqual(["phase is missing"]);
  });

  test("that ends with another code is an error", async () => {
    const response = await host.run(await program("process.exit(3);"));
    expect(response.toObject()).toEqual({ error: "Program exited with non-zero exit code: 3", bail: false });
  });

  test("that a signal ended is an error", async () => {
    const response = await host.run(
      await program(`process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000);`),
    );
    expect(response.getError()).toBe("Program was ended by the signal SIGTERM");
  });

  test("runs under the node flags of its project file, quoted as in a shell", async () => {
    await workspace.write("before the program.js", `globalThis.wasFirst = "flag seen";`);
    const request = await program("console.log(globalThis.wasFirst, process.title);", {
      typescript: false,
      nodeargs: `--import './before the program.js' --title="the program"`,
    });
    await host.run(request);
    expect(host.output.stdout).toBe("flag seen the program\n");
  });

  test.each([
    ["left to Node", { typescript: false }, "undefined"],
    ["compiled by the SDK unless the project file says otherwise", {}, "true"],
  ])("has its TypeScript %s", async (_what, options, variable) => {
    await workspace.write("main.cjs", "console.log(String(process.env.PULUMI_NODEJS_TYPESCRIPT));");
    const request = (await program("", options)).setInfo(programInfo(options).setEntryPoint("main.cjs"));
    const response = await host.run(request);
    expect(response.getError()).toBe("");
    expect(host.output.stdout).toBe(`${variable}\n`);
  });

  test("has all of its output handed on, also right before it ends", async () => {
    const request = await program(`
      const line = "x".repeat(99) + "\\n";
      process.stdout.write(line.repeat(50_000));
      process.stderr.write(line.repeat(50_000));
    `);
    await host.run(request);
    await host[Symbol.asyncDispose]();
    expect(host.output.stdout.length).toBe(5_000_000);
    expect(host.output.stderr.length).toBe(5_000_000);
  });

  test.each([
    [{ nodeargs: 5 }, "runtime.options.nodeargs must be a string, got 5"],
    [{ typescript: "no" }, `runtime.options.typescript must be true or false, got "no"`],
  ])("is refused with options that make no sense: %j", async (options, message) => {
    await expect(host.run(await program("", options))).rejects.toThrow(message);
  });

  test("is refused when it cannot find the SDK", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hybrid-sync-test-"));
    try {
      const request = await program("");
      request.setInfo(programInfo().setProgramDirectory(folder));
      await expect(host.run(request)).rejects.toThrow("Cannot find module '@pulumi/pulumi/cmd/run'");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("ends with everything it started when the engine cancels", async () => {
    const response = host.run(await program(endless));
    await expect.poll(() => processIds(host.output.stderr), { timeout: 10_000 }).toHaveLength(2);
    await new Promise<void>((resolve, reject) =>
      host.client.cancel(new emptyMessages.Empty(), (error) => (error ? reject(error) : resolve())),
    );
    expect((await response).getError()).toBe("Program was ended by the signal SIGINT");
    await expectEnded(processIds(host.output.stderr));
  });

  test("ends when it does not listen to an interrupt", async () => {
    const response = host.run(await program(`process.on("SIGINT", () => {}); ${endless}`));
    await expect.poll(() => processIds(host.output.stderr), { timeout: 10_000 }).toHaveLength(2);
    host.client.cancel(new emptyMessages.Empty(), () => {});
    expect((await response).getError()).toBe("Program was ended by the signal SIGKILL");
    await expectEnded(processIds(host.output.stderr));
  });

  test("ends when the engine drops its call", async () => {
    const request = await program(endless);
    const dropped = new Promise<grpc.ServiceError | null>((resolve) => {
      const call = host.client.run(request, (error) => resolve(error));
      host.process.stderr.once("data", () => call.cancel());
    });
    expect((await dropped)?.code).toBe(grpc.status.CANCELLED);
    await expectEnded(processIds(host.output.stderr));
  });

  test.each([
    ["is gone", () => host.process.stdin.destroy()],
    ["interrupts the host", () => host.process.kill("SIGINT")],
    ["terminates the host", () => host.process.kill("SIGTERM")],
  ])("ends, and the host with it, when the engine %s", async (_what, act) => {
    const lost = host.run(await program(endless)).catch((error: grpc.ServiceError) => error.code);
    await expect.poll(() => processIds(host.output.stderr), { timeout: 10_000 }).toHaveLength(2);
    act();
    await host.ended;
    await lost;
    expect(host.process.exitCode).toBe(0);
    await expectEnded(processIds(host.output.stderr));
  });
});

/** A plugin that runs, as the engine sees it. */
class RunningPlugin {
  readonly call: grpc.ClientReadableStream<Language.RunPluginResponse>;
  stdout = "";
  stderr = "";
  /** Exit code, or the error that ended the call. */
  readonly ended: Promise<number | grpc.ServiceError | undefined>;

  constructor(kind: "analyzer" | "resource", options: { args?: string[]; environment?: string[] } = {}) {
    this.call = host.client.runPlugin(
      new language.RunPluginRequest()
        .setKind(kind)
        .setName("under-test")
        .setPwd(checkout)
        .setInfo(programInfo())
        .setArgsList(options.args ?? [engine.address])
        .setEnvList(options.environment ?? []),
    );
    let exitCode: number | undefined;
    this.call.on("data", (message: Language.RunPluginResponse) => {
      this.stdout += Buffer.from(message.getStdout_asU8()).toString();
      this.stderr += Buffer.from(message.getStderr_asU8()).toString();
      if (message.hasExitcode()) exitCode = message.getExitcode();
    });
    this.ended = new Promise((resolve) => this.call.on("end", () => resolve(exitCode)).on("error", resolve));
  }

  /** The port that a plugin must print first. */
  async port(): Promise<string> {
    await expect.poll(() => this.stdout, { timeout: 10_000 }).toContain("\n");
    return this.stdout.slice(0, this.stdout.indexOf("\n"));
  }
}

const packFiles = {
  "PulumiPolicy.yaml": "runtime: nodejs\n",
  "package.json": `{ "name": "pack", "version": "1.0.0", "type": "module", "main": "index.js" }`,
  "index.js": `import "./pack.ts";`,
};

const seeingPack = `
  import { PolicyPack } from "@pulumi/policy";
  import * as pulumi from "@pulumi/pulumi";
  const phase: string | undefined = new pulumi.Config("hybrid-sync").get("phase");
  const names = process.env.PULUMI_NODEJS_STACK === undefined ? "no stack"
    : [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), pulumi.runtime.isDryRun()].join(" ");
  new PolicyPack("pack", { policies: [{
    name: "seen", description: "what the pack saw", enforcementLevel: "advisory",
    validateResource: (resource, report) => {
      console.log("after the port");
      report([phase, names, resource.props.size, process.cwd()].join("; "));
    },
  }] });
`;

/** A client of a pack, as the engine makes one. */
class PackClient {
  readonly #client: InstanceType<typeof analyzerService.AnalyzerClient>;

  constructor(port: string) {
    this.#client = new analyzerService.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_send_message_length": -1,
    });
  }

  configureStack(): Promise<unknown> {
    const request = new analyzer.AnalyzerStackConfigureRequest()
      .setOrganization("contoso")
      .setProject("hybrid-sync")
      .setStack("practice")
      .setDryRun(true);
    request.getConfigMap().set("hybrid-sync:phase", "after-install");
    return new Promise((resolve, reject) =>
      this.#client.configureStack(request, (error, response) => (error ? reject(error) : resolve(response))),
    );
  }

  info(): Promise<Analyzer.AnalyzerInfo> {
    return new Promise((resolve, reject) =>
      this.#client.getAnalyzerInfo(new emptyMessages.Empty(), (error, info) => (error ? reject(error) : resolve(info))),
    );
  }

  /** The messages of the violations of one resource. */
  analyze(properties: Record<string, struct.JavaScriptValue>): Promise<string[]> {
    const request = new analyzer.AnalyzeRequest()
      .setType("test:index:Thing")
      .setUrn("urn:pulumi:practice::hybrid-sync::test:index:Thing::thing")
      .setName("thing")
      .setOptions(new analyzer.AnalyzerResourceOptions())
      .setProperties(struct.Struct.fromJavaScript(properties));
    return new Promise((resolve, reject) =>
      this.#client.analyze(request, (error, response) =>
        error ? reject(error) : resolve(response.getDiagnosticsList().map((found) => found.getMessage())),
      ),
    );
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

describe("a policy pack", () => {
  beforeEach(async () => {
    for (const [path, text] of Object.entries(packFiles)) await workspace.write(path, text);
  });

  test("in native TypeScript sees the stack's configuration and names", async () => {
    await workspace.write("pack.ts", seeingPack);
    const plugin = new RunningPlugin("analyzer");
    using pack = new PackClient(await plugin.port());
    await pack.configureStack();
    expect(await pack.analyze({ size: 7 })).toEqual([
      `what the pack saw\nafter-install; contoso hybrid-sync practice true; 7; ${workspace.folder}`,
    ]);
    await expect.poll(() => plugin.stdout).toMatch(/^\d+\nafter the port\n$/);
  });

  test("is asked without a stack when it is published", async () => {
    await workspace.write("pack.ts", seeingPack);
    const plugin = new RunningPlugin("analyzer");
    using pack = new PackClient(await plugin.port());
    expect((await pack.info()).getName()).toBe("pack");
    expect(await pack.analyze({ size: 1 })).toEqual([`what the pack saw\n; no stack; 1; ${workspace.folder}`]);
  });

  test("takes a resource larger than a message of gRPC may be by default", async () => {
    await workspace.write("pack.ts", seeingPack);
    const plugin = new RunningPlugin("analyzer");
    using pack = new PackClient(await plugin.port());
    await pack.configureStack();
    expect(await pack.analyze({ size: 2, text: "x".repeat(6_000_000) })).toHaveLength(1);
  });

  test("that fails to start says why, and nobody waits for it", async () => {
    await workspace.write("pack.ts", `throw new Error("the pack is broken");`);
    const plugin = new RunningPlugin("analyzer");
    using pack = new PackClient(await plugin.port());
    await pack.configureStack();
    await expect(pack.info()).rejects.toThrow("The policy pack ended before it was ready");
    expect(await plugin.ended).toBe(1);
    expect(plugin.stderr).toContain("the pack is broken");
  });

  test("that prints something before its port is refused", async () => {
    await workspace.write("pack.ts", `console.log("hello"); ${seeingPack}`);
    const plugin = new RunningPlugin("analyzer");
    using pack = new PackClient(await plugin.port());
    await pack.configureStack();
    await expect(pack.info()).rejects.toThrow(`The policy pack printed "hello" where its port was expected`);
    expect(await plugin.ended).toBe(1);
  });

  test("without the SDK is reported in the words that the engine looks for", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hybrid-sync-test-"));
    try {
      for (const [path, text] of Object.entries(packFiles)) await writeFile(join(folder, path), text);
      const call = host.client.runPlugin(
        new language.RunPluginRequest().setKind("analyzer").setInfo(programInfo().setProgramDirectory(folder)),
      );
      let stderr = "";
      for await (const message of call) stderr += Buffer.from(message.getStderr_asU8()).toString();
      expect(stderr).toContain("Cannot find module '@pulumi/pulumi/cmd/run-policy-pack'");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("ends with everything it started when the engine drops it", async () => {
    await workspace.write("pack.ts", `${endless} ${seeingPack}`);
    const plugin = new RunningPlugin("analyzer");
    using pack = new PackClient(await plugin.port());
    await pack.configureStack();
    await pack.info();
    plugin.call.cancel();
    await plugin.ended;
    await expectEnded(processIds(plugin.stderr));
  });

  test("that was never configured does not keep the host from ending", async () => {
    await workspace.write("pack.ts", seeingPack);
    const plugin = new RunningPlugin("analyzer");
    await plugin.port();
    host.process.stdin.end();
    await host.ended;
    expect(host.process.exitCode).toBe(0);
    expect(await plugin.ended).toBeInstanceOf(Error);
  });
});

describe("a provider plugin", () => {
  beforeEach(() => workspace.write("package.json", `{ "type": "module", "main": "index.js" }`));

  test("gets its arguments and environment, and its output and exit code come back", async () => {
    await workspace.write(
      "index.js",
      `console.log(process.argv.slice(2).join(), process.env.SEEN, process.env.HOME, process.cwd());
       console.error("to standard error");
       process.exitCode = 7;`,
    );
    const plugin = new RunningPlugin("resource", {
      args: ["127.0.0.1:9"],
      environment: ["SEEN=first", "SEEN=a=b", `PATH=${process.env.PATH}`],
    });
    expect(await plugin.ended).toBe(7);
    expect(plugin.stdout).toBe(`127.0.0.1:9 a=b undefined ${checkout.replace(/\/$/, "")}\n`);
    expect(plugin.stderr).toBe("to standard error\n");
  });

  test("loses nothing of what it prints to an engine that reads slowly", async () => {
    await workspace.write("index.js", `process.stdout.write(("x".repeat(99) + "\\n").repeat(200_000));`);
    const plugin = new RunningPlugin("resource");
    plugin.call.pause();
    plugin.call.once("readable", () => plugin.call.resume());
    expect(await plugin.ended).toBe(0);
    expect(plugin.stdout.length).toBe(20_000_000);
  });

  test("goes on when the engine cancels the program, as it may be in the middle of a change", async () => {
    await workspace.write("index.js", `${endless} process.on("SIGUSR2", () => process.exit(9));`);
    const plugin = new RunningPlugin("resource");
    await expect.poll(() => processIds(plugin.stderr), { timeout: 10_000 }).toHaveLength(2);
    await new Promise((resolve) => host.client.cancel(new emptyMessages.Empty(), resolve));
    process.kill(processIds(plugin.stderr)[0] ?? 0, "SIGUSR2");
    expect(await plugin.ended).toBe(9);
    process.kill(processIds(plugin.stderr)[1] ?? 0, "SIGKILL");
  });
});

describe("the host itself", () => {
  test("names no plugins, so that the engine downloads none", async () => {
    const response = await new Promise<Language.GetRequiredPackagesResponse>((resolve, reject) =>
      host.client.getRequiredPackages(
        new language.GetRequiredPackagesRequest().setInfo(programInfo()),
        (error, found) => (error ? reject(error) : resolve(found)),
      ),
    );
    expect(response.getPackagesList()).toEqual([]);
  });

  test("knows the dependencies of a program", async () => {
    const request = new language.GetProgramDependenciesRequest().setInfo(programInfo().setProgramDirectory(checkout));
    const response = await new Promise<Language.GetProgramDependenciesResponse>((resolve, reject) =>
      host.client.getProgramDependencies(request, (error, found) => (error ? reject(error) : resolve(found))),
    );
    expect(response.getDependenciesList().map((found) => `${found.getName()} ${found.getVersion()}`)).toContain(
      "@pulumi/policy 1.21.0",
    );
  });

  test("refuses what it does not do", async () => {
    const refused = new Promise((_resolve, reject) =>
      host.client.pack(new language.PackRequest(), (error) => reject(error)),
    );
    await expect(refused).rejects.toThrow("UNIMPLEMENTED: The language host of the lab does not do pack.");
  });

  test.each([
    ["succeeds", 0],
    ["fails", 4],
  ])("installs dependencies with npm, which %s", async (_what, exitCode) => {
    const npm = `#!${process.execPath}\nconsole.log(process.argv[2], process.cwd()); process.exit(${exitCode});\n`;
    await workspace.write("bin/npm", npm, 0o755);
    await workspace.write("bin/package.json", "{}");
    await using installing = await LanguageHostProcess.start(engine.address, { PATH: workspace.path("bin") });
    const call = installing.client.installDependencies(
      new language.InstallDependenciesRequest().setInfo(programInfo()),
    );
    let output = "";
    const end = (async () => {
      for await (const message of call) output += Buffer.from(message.getStdout_asU8()).toString();
      return "ended";
    })().catch((error: grpc.ServiceError) => error.details);
    expect(await end).toBe(exitCode === 0 ? "ended" : "npm install ended with exit code 4.");
    expect(output).toBe(`install ${workspace.folder}\n`);
  });
});

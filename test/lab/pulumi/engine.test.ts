import { access, readdir, readFile, stat, symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Engine, NoEngineError, resolveEngine } from "../../../lab/pulumi/engine.ts";
import { officialRelease, releaseVersion } from "../../../lab/pulumi/official-release.ts";
import { hasEnded } from "./processes.ts";
import { Workspace } from "./workspace.ts";

let workspace: Workspace;
let lines: string[];

beforeEach(async () => {
  workspace = await Workspace.create({ "package.json": "{}" });
  lines = [];
});
afterEach(() => workspace[Symbol.asyncDispose]());

function options(environment: NodeJS.ProcessEnv = {}, checkout = "checkout") {
  return {
    progress: (line: string) => lines.push(line),
    allowDownload: false,
    environment: { PATH: workspace.path("bin"), XDG_CACHE_HOME: workspace.path("cache"), ...environment },
    projectRoot: workspace.path(checkout),
  };
}

/** A program of a few lines that Node runs, whatever else is on PATH. */
function executable(path: string, code: string): Promise<string> {
  return workspace.write(path, `#!${process.execPath}\n${code}\n`, 0o755);
}

async function pulumi(version: string, folder = "bin"): Promise<string> {
  return executable(`${folder}/pulumi`, `console.log(${JSON.stringify(version)});`);
}

/** A `go` that knows the calls that a build makes, and notes each in a log. */
async function go({ version = "go1.26.8", toolchain = "local", build = "" } = {}): Promise<void> {
  await executable(
    "bin/go",
    `const { appendFileSync, writeFileSync } = require("node:fs");
    const args = process.argv.slice(2);
    appendFileSync(${JSON.stringify(workspace.path("go.log"))}, args.slice(0, 2).join(" ") + "\\n");
    if (args[0] === "env") console.log(${JSON.stringify(`${version}\n${toolchain}`)});
    if (args[0] === "build") {
      ${build || builds("v3.259.0")}
    }`,
  );
}

function builds(version: string): string {
  const script = JSON.stringify(`#!${process.execPath}\nconsole.log("${version}");\n`);
  return `writeFileSync(args[args.indexOf("-o") + 1], ${script}, { mode: 0o755 });`;
}

async function goCalls(): Promise<string[]> {
  return (await readFile(workspace.path("go.log"), "utf8")).trim().split("\n");
}

async function refusal(attempt: Promise<Engine>): Promise<NoEngineError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NoEngineError);
  return error as NoEngineError;
}

async function reasonOf(place: string, attempt: Promise<Engine>): Promise<string | undefined> {
  return (await refusal(attempt)).attempts.find((failed) => failed.place.includes(place))?.reason;
}

describe("pulumi on PATH", () => {
  test("is taken first, even when an engine could be built", async () => {
    const command = await pulumi("v3.229.0");
    await executable("bin/pulumi-language-nodejs", "");
    await go();
    const engine = await resolveEngine(options());
    expect(engine).toEqual({
      command,
      version: "3.229.0",
      origin: "PATH",
      environment: { PATH: [dirname(process.execPath), workspace.path("bin")].join(delimiter) },
    });
    expect(lines).toEqual(["Using Pulumi 3.229.0 (PATH)"]);
  });

  test("leaves PATH alone when its node is the one that runs the lab", async () => {
    await pulumi("v3.229.0");
    await executable("bin/pulumi-language-nodejs", "");
    await symlink(process.execPath, workspace.path("bin", "node"));
    expect((await resolveEngine(options())).environment).toEqual({ PATH: workspace.path("bin") });
  });

  test("may have its language host elsewhere on PATH", async () => {
    await pulumi("v3.260.1");
    await executable("hosts/pulumi-language-nodejs", "");
    const PATH = [workspace.path("bin"), workspace.path("hosts")].join(delimiter);
    expect((await resolveEngine(options({ PATH }))).version).toBe("3.260.1");
  });

  test("is refused without a language host", async () => {
    const command = await pulumi("v3.260.1");
    expect(await reasonOf("PATH", resolveEngine(options()))).toBe(
      `${command} has no pulumi-language-nodejs, neither beside it nor on PATH`,
    );
  });

  test("is refused when it is too old", async () => {
    const command = await pulumi("v3.228.9");
    expect(await reasonOf("PATH", resolveEngine(options()))).toBe(
      `${command} is version 3.228.9, and 3.229.0 or newer is needed`,
    );
  });

  test("is refused when it does not say its version", async () => {
    const command = await pulumi("hello");
    expect(await reasonOf("PATH", resolveEngine(options()))).toBe(`${command} version printed "hello", not a version`);
  });

  test("is refused when it fails", async () => {
    const command = await executable("bin/pulumi", `console.error("broken"); process.exit(3);`);
    expect(await reasonOf("PATH", resolveEngine(options()))).toBe(`${command} version failed: broken`);
  });

  test("does not mean the lab's own engine, whose folder leads PATH in commands that the lab runs", async () => {
    await go();
    const outer = await resolveEngine(options());
    const inner = await resolveEngine(options(outer.environment));
    expect([outer.origin, inner.origin]).toEqual(["built from source", "built from source"]);
  });
});

describe("the official release", () => {
  const installs = `const { mkdirSync, writeFileSync } = require("node:fs");
    const [, , version, folder] = process.argv;
    mkdirSync(folder + "/bin");
    writeFileSync(folder + "/bin/pulumi", "installed " + version, { mode: 0o755 });`;

  test("is not downloaded unless the person agreed", async () => {
    expect(await reasonOf("official release", resolveEngine(options()))).toBe(
      "not tried, as it downloads and runs Pulumi's install script, which nobody has agreed to",
    );
    await expect(
      officialRelease({ ...options({ HYBRID_SYNC_ALLOW_DOWNLOAD: "yes" }), downloader: "none" }),
    ).rejects.toThrow("not tried");
  });

  test.each([
    ["the flag", { allowDownload: true }, {}],
    ["the variable", { allowDownload: false }, { HYBRID_SYNC_ALLOW_DOWNLOAD: "true" }],
  ])("is downloaded once after agreement by %s, and then needs none", async (_how, agreement, variables) => {
    const downloader = await workspace.write("download.cjs", installs);
    const bin = workspace.path("cache", "hybrid-sync", "engine", `release-${releaseVersion}`, "bin");
    const expected = { command: join(bin, "pulumi"), version: releaseVersion, folders: [bin] };
    expect(await officialRelease({ ...options(variables), ...agreement, downloader })).toEqual(expected);
    expect(await readFile(expected.command, "utf8")).toBe(`installed ${releaseVersion}`);
    expect(await officialRelease({ ...options(), downloader: "none" })).toEqual(expected);
  });

  test("is given up with the download's own message when that fails", async () => {
    const downloader = await workspace.write("download.cjs", `console.error("no route"); process.exit(1);`);
    await expect(officialRelease({ ...options(), allowDownload: true, downloader })).rejects.toThrow(
      "the download failed: no route",
    );
    expect(await readdir(workspace.path("cache", "hybrid-sync", "engine"))).toEqual([]);
  });

  test("is given up when the download hangs, and nothing of the download goes on", async () => {
    const pidFile = workspace.path("pid");
    const downloader = await workspace.write(
      "download.cjs",
      `const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      setInterval(() => {}, 1000);`,
    );
    await expect(officialRelease({ ...options(), allowDownload: true, downloader, limit: 2000 })).rejects.toThrow(
      "the download did not end within 2 seconds",
    );
    const pid = Number(await readFile(pidFile, "utf8"));
    await expect.poll(() => hasEnded(pid), { timeout: 10_000 }).toBe(true);
  });
});

describe("building from source", () => {
  test("gives an engine with the lab's language host and the SDK's dynamic provider beside it", async () => {
    await go();
    const engine = await resolveEngine(options());
    const bin = dirname(engine.command);
    expect(engine).toMatchObject({ version: "3.259.0", origin: "built from source" });
    expect(engine.environment.PATH?.split(delimiter)).toEqual([bin, dirname(process.execPath), workspace.path("bin")]);
    expect(dirname(bin)).toBe(workspace.path("checkout", ".lab", "engine"));
    expect((await readdir(bin)).sort()).toEqual(["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]);
    for (const file of await readdir(bin)) expect((await stat(join(bin, file))).mode & 0o777).toBe(0o755);
    expect(await readFile(join(bin, "pulumi-language-nodejs"), "utf8")).toContain("lab/pulumi/language-host.ts");
    expect(await readFile(join(bin, "pulumi-resource-pulumi-nodejs"), "utf8")).toContain("dynamic-provider");
    expect(lines[0]).toBe("Building Pulumi 3.259.0 from source: about five minutes on two cores, once for this user …");
    expect(lines.at(-1)).toBe("Using Pulumi 3.259.0 (built from source)");
  });

  test("happens once: later, and in another checkout, not even go is needed", async () => {
    await go();
    const first = await resolveEngine(options());
    const second = await resolveEngine(options({ PATH: "" }));
    const elsewhere = await resolveEngine(options({ PATH: "" }, "another checkout"));
    expect(second.command).toBe(first.command);
    expect(elsewhere.command).not.toBe(first.command);
    expect((await stat(elsewhere.command)).ino).toBe((await stat(first.command)).ino);
    expect(await goCalls()).toEqual(["env GOVERSION", "mod tidy", "build -trimpath"]);
  });

  test("happens once when two ask at the same time", async () => {
    await go();
    const engines = await Promise.all([resolveEngine(options()), resolveEngine(options())]);
    expect(engines[0]).toEqual(engines[1]);
    expect((await goCalls()).filter((call) => call.startsWith("build"))).toHaveLength(1);
  });

  test("goes on after a process that was killed in the middle of it", async () => {
    await go();
    const dead = await endedProcess();
    const cached = await resolveEngine(options()).then(({ command }) => command.split("/").at(-2));
    await workspace[Symbol.asyncDispose]();
    workspace = await Workspace.create({ "package.json": "{}" });
    await go();
    await workspace.write(`cache/hybrid-sync/engine/${cached}.lock`, String(dead));
    await workspace.write(`cache/hybrid-sync/engine/unfinished-${dead}-x/pulumi`, "half of it");
    await workspace.write(`cache/hybrid-sync/engine/unfinished-${process.pid}-x/pulumi`, "being built");
    await resolveEngine(options());
    expect((await readdir(workspace.path("cache/hybrid-sync/engine"))).sort()).toEqual([
      cached,
      `unfinished-${process.pid}-x`,
    ]);
  });

  test("is refused without go", async () => {
    expect(await reasonOf("from source", resolveEngine(options()))).toBe("there is no go on PATH");
  });

  test("is refused when go is too old and may not fetch a newer one", async () => {
    await go({ version: "go1.24.3" });
    expect(await reasonOf("from source", resolveEngine(options()))).toBe(
      `${workspace.path("bin", "go")} is version 1.24.3, and 1.25.11 or newer is needed`,
    );
  });

  test("works with an older go that may fetch a newer one", async () => {
    await go({ version: "go1.24.3", toolchain: "auto" });
    expect((await resolveEngine(options())).origin).toBe("built from source");
  });

  test("tells the end of what go printed when it fails, without credentials, and leaves nothing behind", async () => {
    await go({
      build: `console.error("noise\\nnoise\\none\\ntwo\\n\\nproxy https://jo:hunter2@proxy.example/x refused\\nlast");
        process.exit(1);`,
    });
    expect(await reasonOf("from source", resolveEngine(options()))).toBe(
      [
        "go build -trimpath failed (exit code 1)",
        "      one",
        "      two",
        "      proxy https://…@proxy.example/x refused",
        "      last",
      ].join("\n"),
    );
    expect(await readdir(workspace.path("cache", "hybrid-sync", "engine"))).toEqual([]);
  });

  test("is refused when what was built is another version", async () => {
    await go({ build: builds("v3.1.0") });
    expect(await reasonOf("from source", resolveEngine(options()))).toBe(
      "what was built says that it is version 3.1.0",
    );
  });
});

test("without any engine, one message says what was tried, why each failed, and what to install", async () => {
  const command = await pulumi("v3.100.0");
  expect((await refusal(resolveEngine(options()))).message).toBe(
    `There is no Pulumi engine. Tried, in this order:
  - pulumi on PATH: ${command} is version 3.100.0, and 3.229.0 or newer is needed
  - official release ${releaseVersion}: not tried, as it downloads and runs Pulumi's install script, which nobody has agreed to
  - building Pulumi 3.259.0 from source: there is no go on PATH
Any one of these helps:
  - install Pulumi 3.229.0 or newer (https://www.pulumi.com/docs/install/) and have it on PATH
  - agree to the download of the official release: npm start -- --allow-download, or set HYBRID_SYNC_ALLOW_DOWNLOAD=true
  - install Go 1.25.11 or newer (https://go.dev/doc/install); the engine is then built from source, once, in about five minutes`,
  );
  await expect(access(workspace.path("checkout"))).rejects.toThrow("ENOENT");
});

/** The id of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = execa(process.execPath, ["-e", ""]);
  await child;
  return child.pid ?? 0;
}

/**
 * A place to practise: a Pulumi engine, a simulated tenant, and either a recorded snapshot or a running practice
 * directory, put together for one stack, and gone when it is closed.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { exitCodes } from "../report/exit-codes.ts";
import { type Result, resultSchema } from "../report/result.ts";
import type { ForestDescription } from "./active-directory/description.ts";
import { type PracticeDirectory, startPracticeDirectory } from "./active-directory/practice-directory.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import { createPrivateFolder } from "./private-folder.ts";
import { installStandIns } from "./providers/install-stand-ins.ts";
import { useInstalledPlugin } from "./providers/use-installed-plugin.ts";
import { type Engine, resolveEngine } from "./pulumi/engine.ts";
import { type PracticeTenant, startPracticeTenant, type TenantSeed } from "./tenant/server.ts";

/** Folder of the checkout. */
export const projectRoot = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

export interface PracticeOptions {
  /** Name of the stack; its configuration is Pulumi.<stack>.yaml of the checkout unless `configuration` is given. */
  readonly stack: string;
  /** Configuration to use in place of the file's, as `hybrid-sync:…` keys. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly tenant?: TenantSeed;
  /** A forest to start and observe live, in place of the snapshot of the configuration. */
  readonly forest?: ForestDescription;
  /** The day on which time-based rules judge, ISO 8601; the real time when absent. */
  readonly clock?: string;
  /** Use the installed azuread plugin against the simulated tenant, in place of the stand-in. */
  readonly realAzuread?: boolean;
  readonly allowDownload?: boolean;
  readonly progress?: (line: string) => void;
}

export interface PulumiResult {
  readonly exitCode: number;
  /** Standard output and standard error, as printed. */
  readonly output: string;
  /** The engine's events, as its event log has them. */
  readonly events: readonly EngineEvent[];
}

/** The part of an engine event that the lab reads. */
export interface EngineEvent {
  readonly policyEvent?: {
    readonly resourceUrn: string;
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly message: string;
  };
  readonly resourcePreEvent?: { readonly metadata: ResourceStep };
  readonly resOutputsEvent?: { readonly metadata: ResourceStep };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
}

interface ResourceStep {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly new?: { readonly inputs?: Readonly<Record<string, unknown>> };
}

/** What a stack is judged against, with or without an engine: a tenant, and a snapshot or a running practice directory. */
export class Surroundings implements AsyncDisposable {
  readonly options: PracticeOptions;
  readonly tenant: PracticeTenant;
  readonly directory: PracticeDirectory | undefined;
  readonly folder: string;
  /** What whatever is run here finds in its environment, besides this process's own. */
  readonly environment: Readonly<Record<string, string>>;
  #started = new AsyncDisposableStack();

  private constructor(
    options: PracticeOptions,
    parts: { tenant: PracticeTenant; directory: PracticeDirectory | undefined; folder: string; authorityFile: string },
  ) {
    this.options = options;
    this.tenant = parts.tenant;
    this.directory = parts.directory;
    this.folder = parts.folder;
    this.environment = {
      ...parts.tenant.environment,
      NODE_COMPILE_CACHE: `${projectRoot}/.lab/compile-cache`,
      NODE_EXTRA_CA_CERTS: parts.authorityFile,
      // What a released plugin written in Go trusts.
      SSL_CERT_FILE: parts.authorityFile,
      ...(options.clock ? { HYBRID_SYNC_LAB_CLOCK: options.clock } : {}),
      ...(parts.directory ? { [readerSecretVariable]: parts.directory.reader.password } : {}),
    };
  }

  static async open(options: PracticeOptions): Promise<Surroundings> {
    const progress = options.progress ?? (() => {});
    await using started = new AsyncDisposableStack();
    const run = await createPrivateFolder({ purpose: "run", parent: `${projectRoot}/.lab/runs` });
    started.defer(() => run.remove());
    const folder = run.path;
    await mkdir(`${folder}/state`);
    await mkdir(`${folder}/project`);
    const authority = await CertificateAuthority.create();
    const authorityFile = `${folder}/certificate-authority.pem`;
    await writeFile(authorityFile, authority.certificate);
    const tenant = await startPracticeTenant({ authority, ...(options.tenant ? { seed: options.tenant } : {}) });
    started.defer(() => tenant.stop());
    const directory = options.forest
      ? started.use(await startPracticeDirectory(options.forest, { authority, progress }))
      : undefined;
    const config = options.configuration ?? (await stackConfiguration(options.stack));
    await writeFile(
      `${folder}/project/Pulumi.${options.stack}.yaml`,
      stringify({ config: directory ? observeLive(config, directory, authorityFile) : config }),
    );
    const surroundings = new Surroundings(options, { tenant, directory, folder, authorityFile });
    surroundings.#started = started.move();
    return surroundings;
  }

  /**
   * The verdict of `hybrid-sync check`, in a process of its own.
   *
   * @param state what the engine has recorded of the stack; nothing when absent
   * @param environment besides that of the surroundings
   */
  async check(state?: unknown, environment: Readonly<Record<string, string>> = {}): Promise<Result> {
    const { stack } = this.options;
    const stateFile = `${this.folder}/recorded-${randomUUID()}.json`;
    if (state !== undefined) await writeFile(stateFile, JSON.stringify(state), { mode: 0o600 });
    const { stdout, stderr, exitCode } = await execa(
      process.execPath,
      [
        "commands/hybrid-sync.js",
        "check",
        ...["--stack", stack],
        ...["--config-file", `${this.folder}/project/Pulumi.${stack}.yaml`],
        ...(state === undefined ? [] : ["--state", stateFile]),
        ...["--format", "json"],
      ],
      { cwd: projectRoot, env: { ...this.environment, ...environment }, reject: false, stdin: "ignore" },
    );
    if (exitCode === exitCodes.usage || exitCode === exitCodes.fault || stdout === "") throw new Error(stderr);
    return resultSchema.parse(JSON.parse(stdout));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started.disposeAsync();
  }
}

export class Practice implements AsyncDisposable {
  readonly engine: Engine;
  readonly surroundings: Surroundings;
  /** What the engine and everything it starts find in their environment, besides this process's own. */
  readonly environment: Readonly<Record<string, string>>;

  private constructor(engine: Engine, surroundings: Surroundings) {
    this.engine = engine;
    this.surroundings = surroundings;
    this.environment = {
      ...engine.environment,
      ...surroundings.environment,
      PULUMI_HOME: `${surroundings.folder}/home`,
      PULUMI_BACKEND_URL: `file://${surroundings.folder}/state`,
      PULUMI_CONFIG_PASSPHRASE: randomUUID(),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // Unhides --event-log, which is the only place where policy violations stand in a form for programs.
      PULUMI_DEBUG_COMMANDS: "true",
    };
  }

  static async open(options: PracticeOptions): Promise<Practice> {
    // First, because it fails soonest where there is none.
    const engine = await engineFor(options);
    await using started = new AsyncDisposableStack();
    const practice = await Practice.on(started.use(await Surroundings.open(options)), engine);
    started.move();
    return practice;
  }

  /** Closes the surroundings with itself. */
  static async on(surroundings: Surroundings, engine: Engine): Promise<Practice> {
    const practice = new Practice(engine, surroundings);
    await practice.#prepare(surroundings.options);
    return practice;
  }

  get tenant(): PracticeTenant {
    return this.surroundings.tenant;
  }

  get directory(): PracticeDirectory | undefined {
    return this.surroundings.directory;
  }

  get folder(): string {
    return this.surroundings.folder;
  }

  get #stack(): string {
    return this.surroundings.options.stack;
  }

  /** Runs one Pulumi command on the stack, with the policy pack where the command takes one. */
  async pulumi(
    command: readonly string[],
    {
      onOutput,
      terminal = false,
      cancelSignal,
      environment = {},
      project = `${this.folder}/project`,
      policies = true,
    }: {
      readonly onOutput?: (text: string) => void;
      /** Hand this process's terminal to the engine, which then shows a tree that fills; `output` stays empty. */
      readonly terminal?: boolean;
      /** Interrupts the command. */
      readonly cancelSignal?: AbortSignal;
      readonly environment?: Readonly<Record<string, string>>;
      /** Folder of the Pulumi.yaml; that of the practice by default. */
      readonly project?: string;
      readonly policies?: boolean;
    } = {},
  ): Promise<PulumiResult> {
    const eventLog = `${this.folder}/events-${randomUUID()}.jsonl`;
    const judged = ["preview", "up"].includes(command[0] ?? "");
    const logged = judged || ["refresh", "destroy"].includes(command[0] ?? "");
    const child = execa(
      this.engine.command,
      [
        ...command,
        "--stack",
        this.#stack,
        ...(logged ? ["--event-log", eventLog, "--suppress-progress"] : []),
        ...(logged && !terminal ? ["--non-interactive"] : []),
        ...(judged && policies ? ["--policy-pack", `${projectRoot}/policy`] : []),
      ],
      {
        cwd: project,
        env: { ...this.environment, ...environment },
        all: true,
        reject: false,
        ...(terminal ? { stdio: "inherit" } : { stdin: "ignore" }),
        ...(cancelSignal ? { cancelSignal, killSignal: "SIGINT" } : {}),
      },
    );
    if (onOutput) child.all?.on("data", (chunk: Buffer) => onOutput(chunk.toString()));
    const { exitCode, all } = await child;
    return { exitCode: exitCode ?? 1, output: all ?? "", events: logged ? await readEvents(eventLog) : [] };
  }

  /** Gives the stack another configuration, as `hybrid-sync:…` keys. */
  async configure(config: Readonly<Record<string, unknown>>): Promise<void> {
    const file = `${this.folder}/project/Pulumi.${this.#stack}.yaml`;
    // What else the engine keeps there, it needs to decrypt the state.
    await writeFile(file, stringify({ ...parse(await readFile(file, "utf8")), config }));
  }

  /** The stack's state, secrets decrypted only on request. */
  async state({ showSecrets = false } = {}): Promise<unknown> {
    const { output } = await this.pulumi(["stack", "export", ...(showSecrets ? ["--show-secrets"] : [])]);
    return JSON.parse(output);
  }

  async close(): Promise<void> {
    await this.surroundings[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #prepare(options: PracticeOptions): Promise<void> {
    const project = parse(await readFile(`${projectRoot}/Pulumi.yaml`, "utf8"));
    await writeFile(`${this.folder}/project/Pulumi.yaml`, stringify({ ...project, main: `${projectRoot}/index.ts` }));
    await installStandIns(`${this.folder}/home`, projectRoot);
    if (options.realAzuread) await useInstalledPlugin(`${this.folder}/home`, process.env);
    const { exitCode, output } = await this.pulumi(["stack", "init", "--non-interactive"]);
    if (exitCode !== 0) throw new Error(`The stack could not be created: ${output.trim()}`);
  }
}

/** The engine that these options allow, built where there is none. */
export function engineFor({ progress = () => {}, allowDownload = false }: PracticeOptions): Promise<Engine> {
  return resolveEngine({ progress, allowDownload, environment: process.env });
}

/** Environment variable in which the lab has the password of the read account. */
export const readerSecretVariable = "HYBRID_SYNC_PRACTICE_READER_SECRET";

async function stackConfiguration(stack: string): Promise<Record<string, unknown>> {
  return parse(await readFile(`${projectRoot}/Pulumi.${stack}.yaml`, "utf8")).config;
}

/** The same configuration, with the first forest observed in the running practice directory. */
function observeLive(
  config: Readonly<Record<string, unknown>>,
  directory: PracticeDirectory,
  certificateAuthorityFile: string,
): Record<string, unknown> {
  const [first, ...others] = config["hybrid-sync:forests"] as { name: string }[];
  const live = {
    domainController: directory.address,
    port: directory.port,
    bindName: directory.reader.bindName,
    secret: { environmentVariable: readerSecretVariable },
    certificateAuthorityFile,
  };
  return { ...config, "hybrid-sync:forests": [{ ...first, directory: { live } }, ...others] };
}

async function readEvents(file: string): Promise<EngineEvent[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    // The engine writes no log when it fails before the first event.
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

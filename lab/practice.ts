/**
 * A place to practise: a Pulumi engine, a simulated tenant, and either a recorded snapshot or a running practice
 * directory, put together for one stack, and gone when it is closed.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import type { ForestDescription } from "./active-directory/description.ts";
import { type PracticeDirectory, startPracticeDirectory } from "./active-directory/practice-directory.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import { createPrivateFolder } from "./private-folder.ts";
import { installStandIns } from "./providers/install-stand-ins.ts";
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

export class Practice implements AsyncDisposable {
  readonly engine: Engine;
  readonly tenant: PracticeTenant;
  readonly directory: PracticeDirectory | undefined;
  readonly folder: string;
  /** What the engine and everything it starts find in their environment, besides this process's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #stack: string;
  #started = new AsyncDisposableStack();

  private constructor(
    parts: { engine: Engine; tenant: PracticeTenant; directory: PracticeDirectory | undefined; folder: string },
    options: PracticeOptions,
    authorityFile: string,
  ) {
    this.engine = parts.engine;
    this.tenant = parts.tenant;
    this.directory = parts.directory;
    this.folder = parts.folder;
    this.#stack = options.stack;
    this.environment = {
      ...parts.engine.environment,
      ...parts.tenant.environment,
      PULUMI_HOME: `${parts.folder}/home`,
      PULUMI_BACKEND_URL: `file://${parts.folder}/state`,
      PULUMI_CONFIG_PASSPHRASE: randomUUID(),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // Unhides --event-log, which is the only place where policy violations stand in a form for programs.
      PULUMI_DEBUG_COMMANDS: "true",
      NODE_COMPILE_CACHE: `${projectRoot}/.lab/compile-cache`,
      NODE_EXTRA_CA_CERTS: authorityFile,
      // What a released plugin written in Go trusts.
      SSL_CERT_FILE: authorityFile,
      ...(options.clock ? { HYBRID_SYNC_LAB_CLOCK: options.clock } : {}),
      ...(parts.directory ? { [readerSecretVariable]: parts.directory.reader.password } : {}),
    };
  }

  static async open(options: PracticeOptions): Promise<Practice> {
    const progress = options.progress ?? (() => {});
    const engine = await resolveEngine({
      progress,
      allowDownload: options.allowDownload ?? false,
      environment: process.env,
    });
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
    const practice = new Practice({ engine, tenant, directory, folder }, options, authorityFile);
    await practice.#prepare(options, authorityFile);
    practice.#started = started.move();
    return practice;
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
    await this.#started.disposeAsync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #prepare(options: PracticeOptions, authorityFile: string): Promise<void> {
    const project = parse(await readFile(`${projectRoot}/Pulumi.yaml`, "utf8"));
    await writeFile(`${this.folder}/project/Pulumi.yaml`, stringify({ ...project, main: `${projectRoot}/index.ts` }));
    const config = options.configuration ?? (await stackConfiguration(options.stack));
    await writeFile(
      `${this.folder}/project/Pulumi.${options.stack}.yaml`,
      stringify({ config: this.directory ? observeLive(config, this.directory, authorityFile) : config }),
    );
    await installStandIns(`${this.folder}/home`, projectRoot);
    if (options.realAzuread) await useInstalledPlugin(`${this.folder}/home`);
    const { exitCode, output } = await this.pulumi(["stack", "init", "--non-interactive"]);
    if (exitCode !== 0) throw new Error(`The stack could not be created: ${output.trim()}`);
  }
}

const readerSecretVariable = "HYBRID_SYNC_PRACTICE_READER_SECRET";

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

async function useInstalledPlugin(home: string): Promise<void> {
  const { version } = JSON.parse(await readFile(`${projectRoot}/node_modules/@pulumi/azuread/package.json`, "utf8"));
  const name = `resource-azuread-v${version}`;
  const installed = `${process.env.PULUMI_HOME ?? `${homedir()}/.pulumi`}/plugins/${name}`;
  await readFile(`${installed}/pulumi-resource-azuread`).catch(() => {
    throw new Error(
      `The azuread plugin ${version} is not installed in ${installed}. Install it with: pulumi plugin install resource azuread ${version}`,
    );
  });
  await rm(`${home}/plugins/${name}`, { recursive: true, force: true });
  await symlink(installed, `${home}/plugins/${name}`);
}

/** The engine, driven through Pulumi's Automation API. */
import type { EngineEvent, LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { legibleLines } from "../../catalogue/legible.ts";
import { UsageError } from "../errors.ts";
import { oldestEngine } from "./oldest-engine.ts";

export type Operation = "preview" | "up";

export interface Run {
  /** Whether the engine ended without an error; one that a rule blocked ended with one. */
  readonly succeeded: boolean;
  readonly events: readonly EngineEvent[];
  /** What the engine printed where it has no event for it. */
  readonly errors: string;
}

/** How a run is told to end. */
export interface Interruption {
  /** Aborted once someone wants the run to end. */
  readonly told: AbortSignal;
  /** Aborted once the engine has to be told by this process, because nobody else tells it. */
  readonly handedOn: AbortSignal;
}

export interface EngineOptions {
  /** Name as Pulumi takes it: organization/project/stack, or the last part of it. */
  readonly stack: string;
  /** Folder of the Pulumi.yaml. */
  readonly project: string;
  readonly policyPack: string;
  /** File that configures the pack; undefined where none does. */
  readonly policyPackConfig: string | undefined;
}

/**
 * Opens a stack.
 *
 * @throws {UsageError} when there is no engine, or one that is too old
 */
export async function openStack({ stack, project, policyPack, policyPackConfig }: EngineOptions) {
  const { default: automation } = await import("@pulumi/pulumi/automation/index.js");
  const pulumiCommand = await foundEngine(automation.PulumiCommand);
  const workspace = await automation.LocalWorkspace.create({ workDir: project, pulumiCommand });
  let given: readonly string[] = [];
  let told: AbortSignal | undefined;
  Object.assign(workspace, {
    // "pulumi preview --stack" leaves the selected stack as it is, too.
    selectStack: async () => {},
    // For the one command that they were given for, and not for what the API asks after it.
    serializeArgsForOp: async () => {
      // The API hears only of what happens once the engine runs, and would start one that nobody ends.
      told?.throwIfAborted();
      const once = [...given];
      given = [];
      return once;
    },
    // After an update the API would read them with their secrets.
    stackOutputs: async () => ({}),
  } satisfies Partial<LocalWorkspace>);
  const opened: Stack = await automation.Stack.select(stack, workspace);
  return {
    version: String(pulumiCommand.version ?? "of an unknown version"),

    /** @throws {UsageError} when the engine cannot begin, in a sentence that says what is missing */
    async run(
      operation: Operation,
      flags: readonly string[],
      {
        onEvent,
        interruption,
      }: { readonly onEvent: (event: EngineEvent) => void; readonly interruption: Interruption },
    ): Promise<Run> {
      const events: EngineEvent[] = [];
      let errors = "";
      const configured = policyPackConfig === undefined ? [] : ["--policy-pack-config", policyPackConfig];
      // First, because the engine gives each pack the configuration in its own place.
      given = ["--policy-pack", policyPack, ...configured, ...flags];
      told = interruption.told;
      const options = {
        color: "never" as const,
        signal: interruption.handedOn,
        onEvent: (event: EngineEvent) => {
          events.push(event);
          onEvent(event);
        },
        onError: (text: string) => {
          errors += text;
        },
      };
      try {
        await (operation === "preview" ? opened.preview(options) : opened.up(options));
        return { succeeded: true, events, errors };
      } catch (error) {
        if (told.aborted) return { succeeded: false, events, errors };
        // Every other one is a fault of the API itself.
        if (!(error instanceof automation.CommandError)) throw error;
        if (events.length === 0) throw new UsageError(cannotBegin(errors, stack));
        return { succeeded: false, events, errors };
      }
    },
  };
}

async function foundEngine(command: typeof PulumiCommand): Promise<PulumiCommand> {
  const found = await command.get({ skipVersionCheck: true }).catch(() => undefined);
  if (found === undefined) {
    throw new UsageError(
      `There is no Pulumi engine on PATH. Install Pulumi ${oldestEngine} or newer (https://www.pulumi.com/docs/install/). Without an engine, this gives the same verdict: hybrid-sync check`,
    );
  }
  if (found.version !== undefined && found.version !== null && found.version.compare(oldestEngine) < 0) {
    throw new UsageError(
      `The Pulumi engine on PATH is version ${found.version}. Install ${oldestEngine} or newer (https://www.pulumi.com/docs/install/).`,
    );
  }
  return found;
}

interface Obstacle {
  readonly said: RegExp;
  readonly sentence: (stack: string) => string;
}

/** What the engine says when it cannot begin, and what helps. Seen with Pulumi 3.259. */
const obstacles: readonly Obstacle[] = [
  {
    said: /PULUMI_ACCESS_TOKEN must be set/,
    sentence: () =>
      "Pulumi is not logged in to a backend, where it keeps the state of stacks. Run pulumi login, or set PULUMI_ACCESS_TOKEN; for a backend of your own, set PULUMI_BACKEND_URL, for example to azblob://state or file:///srv/pulumi.",
  },
  {
    said: /no stack named/,
    sentence: (stack) =>
      `There is no stack ${stack} in the backend. Create it with: pulumi stack init ${stack}. "pulumi stack ls --all" shows the stacks, and "pulumi whoami --verbose" the backend.`,
  },
  {
    said: /passphrase must be set/,
    sentence: (stack) =>
      `The secrets of the stack ${stack} are encrypted with a passphrase. Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it.`,
  },
  {
    said: /incorrect passphrase/,
    sentence: (stack) =>
      `The passphrase in PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE is not that of the stack ${stack}.`,
  },
  {
    said: /currently locked|\[409\] Conflict: Another update/,
    sentence: (stack) =>
      `Another update of the stack ${stack} is under way. Wait until it ends. If it was interrupted, run: pulumi cancel --stack ${stack}`,
  },
  {
    said: /pulumi-language-nodejs|language plugin .*nodejs/,
    sentence: () =>
      "The Pulumi engine on PATH has no pulumi-language-nodejs beside it. Install Pulumi whole (https://www.pulumi.com/docs/install/).",
  },
];

/** What helps against an obstacle that is known; undefined for any other. */
export function knownObstacle(errors: string, stack: string): string | undefined {
  return obstacles.find(({ said }) => said.test(errors))?.sentence(stack);
}

function cannotBegin(errors: string, stack: string): string {
  const known = knownObstacle(errors, stack);
  if (known !== undefined) return known;
  // Without the help that follows a wrong flag.
  const said = errors.split(/\n\s*\n|\nUsage:/)[0]?.trim() || "it gives no reason";
  return `The Pulumi engine could not start: ${legibleLines(said)}`;
}

/**
 * The program without an engine: the same declarations, observed by the same code and in the state that a preview gives
 * them. The SDK's own mocks stand for the engine, so nothing of what is declared is written down a second time.
 */
import "./quiet-responses.ts";
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config.ts";
import { resourceTypes, subjectOf } from "../contract/resources.ts";
import { Gate } from "./gate.ts";
import type { StackConfiguration } from "./observation/stack-configuration.ts";
import { declareStack } from "./stack.ts";

/** A resource with what was observed of it, as the policy pack sees it in a preview. */
export interface ObservedInputs {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A resource of a stack that has been applied, as the engine recorded it. */
export interface RecordedResource extends ObservedInputs {
  /** Empty where the resource has none. */
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface StackWithoutEngine {
  readonly settings: Settings;
  /** The whole configuration, that of providers included, by full name and as text, as the engine hands it on. */
  readonly values: Readonly<Record<string, string>>;
  readonly stack: string;
  /** Of the stack's file, beside which its baseline stands. */
  readonly folder: string;
  /** What the engine recorded of the stack; empty for one that was never applied. */
  readonly recorded: readonly RecordedResource[];
}

export interface ObservedStack {
  /** Ordered by type and name, because they come in the order in which answers arrive. */
  readonly resources: readonly ObservedInputs[];
  /** What would stop the program besides any rule, in sentences: a user to exclude that is not there, for example. */
  readonly stops: readonly string[];
}

/** One stack per process: the SDK keeps what was declared. */
export async function observeStack({
  settings,
  values,
  stack,
  folder,
  recorded,
}: StackWithoutEngine): Promise<ObservedStack> {
  const configuration: StackConfiguration = { get: (key) => values[key] };
  pulumi.runtime.setAllConfig({ ...values });
  const resources: ObservedInputs[] = [];
  const known = new Map(recorded.map((resource) => [keyOf(resource), resource]));
  await pulumi.runtime.setMocks(
    {
      async newResource({ type, name, inputs, custom }) {
        const { __provider: text, ...declared } = await pulumi.runtime.serializeProperties(name, inputs);
        const before = known.get(keyOf({ type, name }));
        const isObserved = subjectOf(type) !== undefined;
        const seen = isObserved ? await observe(configuration, type, before?.inputs ?? {}, declared) : declared;
        resources.push({ type, name, inputs: seen });
        const { id, outputs } = before ?? { id: "", outputs: {} };
        return {
          id: custom === false ? undefined : id,
          state: isObserved ? answerOf(type, seen) : { ...shown(outputs), ...seen },
        };
      },
      async call({ token, inputs }) {
        const { answer } = await import("./observation/data-sources.ts");
        return answer(configuration, token, inputs);
      },
    },
    "hybrid-sync",
    stack,
    true,
  );
  const stops = new Set<string>();
  const faults: unknown[] = [];
  const note = (error: unknown) => {
    if (pulumi.RunError.isInstance(error)) stops.add(error.message.replace(waiting, ""));
    else faults.push(error);
  };
  // A failure of the program that nobody waits for ends an ordinary run; here the rest is still to be seen.
  process.on("unhandledRejection", note);
  try {
    await pulumi.runtime.runInPulumiStack(async () => {
      await declareStack(settings, new Gate(), folder);
      return {};
    });
  } catch (error) {
    note(error);
  }
  try {
    // What fails with the last answer is known as unhandled a turn later, and may have declared something before.
    for (let turn = 0; turn < 2; turn++) {
      await pulumi.runtime.disconnect();
      await setImmediate();
    }
  } finally {
    process.off("unhandledRejection", note);
    const { closeDirectories } = await import("./observation/subjects.ts");
    await closeDirectories();
  }
  if (faults.length > 0) throw faults[0];
  return { resources: resources.toSorted(byKey), stops: [...stops].toSorted() };
}

/** What the SDK puts before a failure for every output that waits for it. */
const waiting = /^(?:error serializing property "[^"]*": )+/;

/** By the code that the dynamic provider runs for the engine. */
async function observe(
  configuration: StackConfiguration,
  type: string,
  olds: object,
  declared: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const provider =
    type === resourceTypes["vault name"]
      ? await import("./azure/vault-name/provider.ts")
      : await import("./observation/provider.ts");
  const { inputs = declared } = await provider.check(configuration, olds, declared as never);
  return inputs;
}

/**
 * What the program is told of an observation. It reads nothing of what a directory shows, and to bring that into the form
 * of the wire would take a good part of the time.
 */
function answerOf(type: string, seen: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!type.includes("/active-directory:")) return seen;
  const { observed: _, ...declared } = seen;
  return declared;
}

/** Without what only the engine can decrypt. */
function shown(outputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !JSON.stringify(value).includes(marked)));
}

/** The key by which the engine tells secrets, assets and references from ordinary objects. */
const marked = "4dabf18193072939515e22adb298388d";

const keyOf = ({ type, name }: Pick<ObservedInputs, "type" | "name">) => `${type}::${name}`;

function byKey(one: ObservedInputs, other: ObservedInputs): number {
  const [a, b] = [keyOf(one), keyOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

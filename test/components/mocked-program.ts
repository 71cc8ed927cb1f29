import * as pulumi from "@pulumi/pulumi";
import { parseSettings, type Settings } from "../../config.ts";
import { resourceTypes } from "../../contract/resources.ts";

import type { RecognisedUserObservation } from "../../tenant/facts/administrators.ts";
import { recogniseTogether } from "../../tenant/recognise.ts";

/** A resource as the program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parent: string | undefined;
  readonly dependsOn: readonly string[];
  readonly options: pulumi.CustomResourceOptions;
}

export interface Surroundings {
  /** What the provider would have observed, by type token. */
  readonly observed: Readonly<Record<string, unknown>>;
  /** Answers of data sources, by token. */
  readonly calls: Readonly<Record<string, (args: Record<string, unknown>) => Record<string, unknown>>>;
}

/** Runs a program under Pulumi's mocks and returns what it registered, in order. */
export async function register(
  values: Readonly<Record<string, unknown>>,
  program: (settings: Settings) => Promise<void>,
  surroundings: Surroundings,
): Promise<Registered[]> {
  const inputsOf = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        inputsOf.set(name, inputs);
        const observed = type === resourceTypes["recognised user"] ? together(inputs) : surroundings.observed[type];
        return {
          id: `${name}-id`,
          state: {
            ...inputs,
            objectId: `${name}-object`,
            clientId: `${name}-client`,
            ...(type === "azure-native:resources:ResourceGroup" ? { name: inputs.resourceGroupName } : {}),
            ...(observed ? { observed } : {}),
          },
        };
      },
      call({ token, inputs }) {
        const answer = surroundings.calls[token];
        if (!answer) throw new Error(`no data source ${token} in this test`);
        return answer(inputs);
      },
    },
    "hybrid-sync",
    "test",
    false,
  );
  const seen: { type: string; name: string; options: pulumi.CustomResourceOptions }[] = [];
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
      seen.push({ type, name, options: opts });
      return undefined;
    });
    await program(parseSettings({ ...values }, { project: "hybrid-sync" }));
    return {};
  });
  // Whatever is still on its way would otherwise arrive at the next test's mocks.
  await pulumi.runtime.disconnect();
  return Promise.all(
    seen.map(async ({ type, name, options }) => ({
      type,
      name,
      inputs: inputsOf.get(name) ?? {},
      parent: options.parent && nameOf(await urnOf(options.parent)),
      dependsOn: await dependencies(options),
      options,
    })),
  );
}

/** As the provider puts it together for a user of whom nothing is recorded. */
function together({ recognised, assignmentType }: Record<string, unknown>): RecognisedUserObservation {
  return { roles: recogniseTogether(recognised as never, assignmentType as never, null) };
}

/** What index.ts declares. */
export async function program(settings: Settings): Promise<void> {
  const { Gate } = await import("../../components/gate.ts");
  const { declareStack } = await import("../../components/stack.ts");
  await declareStack(settings, new Gate());
}

async function dependencies({ dependsOn }: pulumi.CustomResourceOptions): Promise<string[]> {
  const resources = await flatten(dependsOn);
  return Promise.all(resources.map(async (resource) => nameOf(await urnOf(resource))));
}

/** Dependencies come as resources, lists, promises and outputs, in each other. */
async function flatten(dependsOn: unknown): Promise<pulumi.Resource[]> {
  const value = await dependsOn;
  if (value === undefined) return [];
  if (pulumi.Resource.isInstance(value)) return [value];
  if (Array.isArray(value)) return (await Promise.all(value.map(flatten))).flat();
  if (pulumi.Output.isInstance(value)) return flatten(new Promise((resolve) => value.apply(resolve)));
  throw new TypeError("a dependency is not a resource");
}

function urnOf(resource: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => resource.urn.apply(resolve));
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

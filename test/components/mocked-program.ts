import * as pulumi from "@pulumi/pulumi";
import "../setup/serialize-closure.ts";
import { parseSettings, type Settings } from "../../config.ts";

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
        const observed = surroundings.observed[type];
        return {
          id: `${name}-id`,
          state: {
            ...inputs,
            objectId: `${name}-object`,
            clientId: `${name}-client`,
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

async function dependencies({ dependsOn }: pulumi.CustomResourceOptions): Promise<string[]> {
  const resolved = await dependsOn;
  const list = resolved === undefined ? [] : Array.isArray(resolved) ? resolved : [resolved];
  const resources = await Promise.all(list);
  return Promise.all(
    resources.map(async (resource) => {
      if (!pulumi.Resource.isInstance(resource)) throw new TypeError("a dependency is not a resource");
      return nameOf(await urnOf(resource));
    }),
  );
}

function urnOf(resource: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => resource.urn.apply(resolve));
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
